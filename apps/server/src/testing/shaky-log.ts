import type { MinuteFact } from "@spotlight/market";
import type { DatabaseLog } from "../log/mover.ts";
import type { FeedProgress, LogRange, NewFact, OwnedRange } from "../log/market-log.ts";
import type { SpoolRecord } from "../log/spool.ts";

/** Where a move to the database is while it waits, or fails: before the database took it, or after, with the answer lost. */
export type Moment = "before" | "after";

/** A database's log whose moves a test can hold up, have fail, and end for good. */
export class ShakyLog implements DatabaseLog {
  readonly #inner: DatabaseLog;
  #heldAt: Moment | null = null;
  #held: (() => void)[] = [];
  #failure: Moment | null = null;
  #isDead = false;
  #meanwhile: { readonly at: Moment; readonly work: () => Promise<void> } | null = null;

  constructor(inner: DatabaseLog) {
    this.#inner = inner;
  }

  get source(): string {
    return this.#inner.source;
  }

  get head(): number {
    return this.#inner.head;
  }

  /** Holds up moves from now on. */
  hold(at: Moment): void {
    this.#heldAt = at;
  }

  release(): void {
    this.#heldAt = null;
    for (const go of this.#held.splice(0)) go();
  }

  /** Has the next move fail. */
  failNext(at: Moment | null): void {
    this.#failure = at;
  }

  /** What a `kill -9` does: nothing is moved any more, and nobody hears what became of what is on its way. */
  kill(): void {
    this.#isDead = true;
    this.release();
  }

  /** Has something happen just before the database is asked the next time, or before its answer is heard. */
  duringNextQuestion(at: Moment, work: () => Promise<void>): void {
    this.#meanwhile = { at, work };
  }

  async absorb(record: SpoolRecord): Promise<void> {
    const failure = this.#failure;
    this.#failure = null;
    await this.#pass("before", failure);
    await this.#inner.absorb(record);
    await this.#pass("after", failure);
  }

  async append(facts: readonly NewFact[], progress: FeedProgress | null) {
    return this.#inner.append(facts, progress);
  }

  async newestCursor(): Promise<number> {
    return this.#inner.newestCursor();
  }

  async markLost(beforeCursor: number): Promise<void> {
    return this.#inner.markLost(beforeCursor);
  }

  canResume(cursor: number): boolean {
    return this.#inner.canResume(cursor);
  }

  async backfill(symbol: string, minutes: readonly MinuteFact[], learnedMs: number): Promise<void> {
    return this.#inner.backfill(symbol, minutes, learnedMs);
  }

  async read(range: LogRange) {
    return this.#inner.read(range);
  }

  async cursorBefore(learnedMs: number): Promise<number> {
    return this.#inner.cursorBefore(learnedMs);
  }

  async owned(range: OwnedRange) {
    return this.#asked(() => this.#inner.owned(range));
  }

  async minuteFacts(symbol: string, fromMs: number, untilMs: number) {
    return this.#asked(() => this.#inner.minuteFacts(symbol, fromMs, untilMs));
  }

  async minutes(symbol: string, fromMs: number, untilMs: number) {
    return this.#asked(() => this.#inner.minutes(symbol, fromMs, untilMs));
  }

  async extent(symbol: string) {
    return this.#asked(() => this.#inner.extent(symbol));
  }

  async trim(learnedBeforeMs: number): Promise<number> {
    return this.#inner.trim(learnedBeforeMs);
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const meanwhile = this.#meanwhile;
    this.#meanwhile = null;
    if (meanwhile?.at === "before") await meanwhile.work();
    const answer = await ask();
    if (meanwhile?.at === "after") await meanwhile.work();
    return answer;
  }

  async #pass(moment: Moment, failure: Moment | null): Promise<void> {
    if (this.#heldAt === moment) await new Promise<void>((go) => this.#held.push(go));
    if (this.#isDead || failure === moment) throw new Error("Connection terminated unexpectedly");
  }
}
