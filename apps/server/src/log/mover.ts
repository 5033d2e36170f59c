import { isDatabaseAway } from "../store/away.ts";
import { Exclusive } from "./exclusive.ts";
import type { MarketLog } from "./market-log.ts";
import type { SpoolRecord } from "./spool.ts";

/** Facts that go to the database at once. */
export const PIECE_FACTS = 1_000;

/** A log in a database, which can be away. */
export interface DatabaseLog extends MarketLog {
  /**
   * Takes facts, of whatever source, that have their cursors already; some of them it may hold.
   *
   * @throws {LogDiverged} when other facts stand at those cursors.
   */
  absorb(record: SpoolRecord): Promise<void>;
  /** Cursor of the newest fact that the database holds. */
  newestCursor(): Promise<number>;
  /** Says that no reader may resume from below a cursor, because facts below it are lost. */
  markLost(beforeCursor: number): Promise<void>;
}

/** Somebody else wrote to the database at cursors that were handed out here. */
export class LogDiverged extends Error {
  constructor() {
    super("another server has written to this database; stop all but one, and start that one again");
  }
}

/** What facts are moved into, and how it is. */
export interface MoverParts {
  readonly inner: DatabaseLog;
  /** Whether the database is there; asked before each use. */
  readonly isOnline: () => boolean;
  /** Told when it did not take facts although it seemed to be there. */
  readonly suspect: () => void;
}

/** Moves what waits in the spool into the database, oldest first, beside whatever else goes on. */
export class Mover {
  readonly #parts: MoverParts;
  readonly #exclusive = new Exclusive();
  readonly #waiting: SpoolRecord[] = [];
  #facts = 0;
  #running = false;
  #stuck = false;
  #failed: (error: unknown) => void = () => undefined;

  constructor(parts: MoverParts) {
    this.#parts = parts;
  }

  /** Facts that wait. */
  get facts(): number {
    return this.#facts;
  }

  /** Whether nothing waits, progress without facts included. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether it is of use to wait for the database now: it is there and took what it was given last. */
  get isMoving(): boolean {
    return !this.#stuck && this.#parts.isOnline();
  }

  /** Names who is told, once, of what keeps facts from being moved. */
  tell(failed: (error: unknown) => void): void {
    this.#failed = failed;
  }

  /** Adds a record that is in the spool, after those that wait. */
  add(record: SpoolRecord): void {
    this.#waiting.push(record);
    this.#facts += record.facts.length;
  }

  /** Moves the oldest of what waits, in one piece. Facts are moved no more than once at a time, so in their order. */
  async moveOne(): Promise<void> {
    return this.#exclusive.run(async () => {
      const count = recordsOf(this.#waiting);
      const [piece] = joined(this.#waiting.slice(0, count));
      if (piece === undefined) return;
      await this.#parts.inner.absorb(piece);
      this.#stuck = false;
      this.#waiting.splice(0, count);
      this.#facts -= piece.facts.length;
    });
  }

  /** Moves what waits until none does or the database is away. */
  async moveAll(): Promise<void> {
    while (!this.isEmpty && this.#parts.isOnline()) await this.moveOne();
  }

  /** Moves until the database holds everything up to a cursor, or is away. */
  async moveUntil(cursor: number): Promise<void> {
    while (!this.isEmpty && this.#parts.inner.head < cursor && this.#parts.isOnline()) await this.moveOne();
  }

  /** Moves what waits, unless that is being done. What keeps it from that is told, not thrown. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await this.attempt(() => this.moveAll());
    this.#running = false;
  }

  /** Does some of the moving; what keeps it from that is told, not thrown. */
  async attempt(move: () => Promise<void>): Promise<void> {
    try {
      await move();
    } catch (error) {
      if (!this.#stuck) this.#failed(error);
      this.#stuck = true;
      if (isDatabaseAway(error)) this.#parts.suspect();
    }
  }

  /** Does something with the database while nothing is moved. */
  async apart<Result>(job: () => Promise<Result>): Promise<Result> {
    return this.#exclusive.run(job);
  }
}

/** Moves spooled records of an earlier process into the database; false when they do not follow from what it holds. */
export async function takeOver(inner: DatabaseLog, records: readonly SpoolRecord[]): Promise<boolean> {
  const first = records.find(({ facts }) => facts.length > 0)?.facts[0]?.cursor ?? 0;
  if (first > inner.head + 1) return false;
  try {
    for (const piece of joined(records)) await inner.absorb(piece);
    return true;
  } catch (error) {
    if (error instanceof LogDiverged) return false;
    throw error;
  }
}

/** How many records, all of one source, make one move to the database. */
function recordsOf(waiting: readonly SpoolRecord[]): number {
  let facts = 0;
  let records = 0;
  while (
    facts < PIECE_FACTS &&
    waiting[records] !== undefined &&
    waiting[records]?.source === waiting[0]?.source
  ) {
    facts += waiting[records]?.facts.length ?? 0;
    records += 1;
  }
  return records;
}

/** Records in larger pieces, each with the newest progress of its records. */
function joined(records: readonly SpoolRecord[]): readonly SpoolRecord[] {
  const pieces: SpoolRecord[] = [];
  for (let rest = records; rest.length > 0;) {
    const part = rest.slice(0, recordsOf(rest));
    const progress = part.findLast((record) => record.progress !== null)?.progress ?? null;
    pieces.push({ source: part[0]?.source ?? "", facts: part.flatMap(({ facts }) => facts), progress });
    rest = rest.slice(part.length);
  }
  return pieces;
}
