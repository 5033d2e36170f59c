import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { BacktestPlan, BacktestRun, DryRunAnswer, SweepPoint, TestReport } from "@spotlight/contracts";
import type { Logger } from "pino";
import type { MarketLog } from "../log/market-log.ts";
import { type Inputs, type Range, heardBy, rangeOf, readInputs } from "./inputs.ts";
import { PlanRefused } from "./plan.ts";
import type { BacktestStore } from "./run-store.ts";
import { sweep } from "./sweep.ts";
import { TestThread } from "./thread.ts";

/** Tests that may wait for their turn. */
const WAITING_MAX = 20;
/** A test that takes longer is given up, ms. */
const TIME_MAX_MS = 60 * 60_000;
/** A dry run that takes longer is given up, ms. */
const DRY_RUN_MAX_MS = 15_000;
/** Dry runs at once. */
const DRY_RUNS_MAX = 2;
/** Share of the progress that reading takes. */
const READING = 0.15;

/** What tests are run with. */
export interface BacktestsParts {
  readonly store: BacktestStore;
  readonly log: MarketLog;
  readonly logger: Logger;
  wallMs(): number;
}

interface Current {
  readonly id: string;
  readonly abort: AbortController;
  readonly over: Promise<void>;
  progress: number;
}

/**
 * A person's tests: one at a time, on threads of its own, the others wait. What was waiting or under way when the server
 * went down goes on when it is back, a sweep from the combinations that it has.
 */
export class Backtests {
  readonly #parts: BacktestsParts;
  readonly #waiting: string[] = [];
  #current: Current | null = null;
  #dryRuns = 0;
  #stopped = false;

  constructor(parts: BacktestsParts) {
    this.#parts = parts;
  }

  /** Most threads that a sweep may have: every core but the one that the market needs. */
  get threads(): number {
    return Math.max(2, availableParallelism() - 1);
  }

  /** Takes up what was not finished. */
  async open(): Promise<void> {
    for (const { id } of await this.#parts.store.unfinished()) this.#waiting.push(id);
    this.#next();
  }

  /** Ends what is under way; it goes on after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#current?.abort.abort();
    await this.#current?.over;
  }

  /**
   * Takes a plan on; answers its id.
   *
   * @throws {PlanRefused} when too many wait.
   */
  async start(plan: BacktestPlan): Promise<string> {
    if (this.#waiting.length >= WAITING_MAX)
      throw new PlanRefused("too_many", `${WAITING_MAX} tests wait already. Cancel one, or wait.`);
    const id = randomUUID();
    await this.#parts.store.add(id, plan, Math.floor(this.#parts.wallMs()));
    this.#waiting.push(id);
    this.#next();
    return id;
  }

  /** The newest tests. */
  async list(): Promise<readonly BacktestRun[]> {
    return (await this.#parts.store.list()).map((run) => ({ ...run, progress: this.#progressOf(run) }));
  }

  /** A test with what it came to, or what it has so far; null when there is none. */
  async get(id: string): Promise<{
    readonly run: BacktestRun;
    readonly report: TestReport | null;
    readonly points: readonly SweepPoint[];
  } | null> {
    const { store } = this.#parts;
    const run = await store.get(id);
    if (run === null) return null;
    const report = run.state === "done" ? await store.report(id) : null;
    const points = run.plan.kind === "sweep" && report === null ? await store.points(id, null) : [];
    return { run: { ...run, progress: this.#progressOf(run) }, report, points };
  }

  /** Stops a test; what it has is kept. Answers whether it was waiting or under way. */
  async cancel(id: string): Promise<boolean> {
    const place = this.#waiting.indexOf(id);
    if (place >= 0) this.#waiting.splice(place, 1);
    const isCurrent = this.#current?.id === id;
    if (place < 0 && !isCurrent) return false;
    await this.#note(id, { state: "cancelled" });
    if (this.#current?.id === id) {
      this.#current.abort.abort();
      await this.#current.over;
    }
    return true;
  }

  /** Takes a cancelled or failed test up again, from what it has. Answers whether it could be. */
  async resume(id: string): Promise<boolean> {
    const run = await this.#parts.store.get(id);
    if (run === null || !["cancelled", "failed"].includes(run.state)) return false;
    await this.#note(id, { state: "waiting" });
    this.#waiting.push(id);
    this.#next();
    return true;
  }

  /** Deletes a test that is not under way, with everything of it. */
  async remove(id: string): Promise<boolean> {
    await this.cancel(id);
    return this.#parts.store.remove(id);
  }

  /**
   * What a plan's strategies say in a range, now and without keeping it.
   *
   * @throws {PlanRefused} when others are asked at the same time, or it takes too long.
   */
  async dryRun(plan: BacktestPlan, range: Range): Promise<DryRunAnswer> {
    if (this.#dryRuns >= DRY_RUNS_MAX)
      throw new PlanRefused("busy", "Other dry runs are under way. Ask again in a few seconds.");
    this.#dryRuns += 1;
    try {
      const inputs = await readInputs(this.#parts.log, heardBy(plan), range, () => undefined);
      const thread = new TestThread({ plan, inputs });
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        void thread.end();
      }, DRY_RUN_MAX_MS);
      try {
        const { signals, bars } = await thread.do({ kind: "signals" });
        return { signals: [...signals], bars };
      } catch (error) {
        throw late
          ? new PlanRefused(
              "too_slow",
              `It takes longer than ${DRY_RUN_MAX_MS / 1_000} s. Choose fewer days.`,
            )
          : error;
      } finally {
        clearTimeout(timer);
        await thread.end();
      }
    } finally {
      this.#dryRuns -= 1;
    }
  }

  #progressOf({ id, state }: Pick<BacktestRun, "id" | "state">): number {
    if (state === "done") return 1;
    return this.#current?.id === id ? this.#current.progress : 0;
  }

  #next(): void {
    if (this.#stopped || this.#current !== null) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    const abort = new AbortController();
    const over = this.#run(id, abort)
      .catch((error: unknown) => this.#parts.logger.error({ err: error, id }, "a test could not be noted"))
      .finally(() => {
        this.#current = null;
        this.#next();
      });
    this.#current = { id, abort, over, progress: 0 };
  }

  async #run(id: string, abort: AbortController): Promise<void> {
    const run = await this.#parts.store.get(id);
    if (run === null || abort.signal.aborted) return;
    await this.#note(id, { state: "running" });
    const late = setTimeout(() => abort.abort(new Error("It took longer than an hour.")), TIME_MAX_MS);
    try {
      const report = await this.#reportOf(id, run.plan, abort.signal);
      await this.#note(id, { state: "done", report });
    } catch (error) {
      if (this.#stopped) return;
      const cause: unknown = abort.signal.aborted ? abort.signal.reason : error;
      const problem = cause instanceof Error ? cause.message : String(cause);
      // A cancelled test stays cancelled.
      await this.#note(id, { state: "failed", problem });
      if (!abort.signal.aborted) this.#parts.logger.warn({ err: error, id }, "a test failed");
    } finally {
      clearTimeout(late);
    }
  }

  async #reportOf(id: string, plan: BacktestPlan, signal: AbortSignal): Promise<TestReport> {
    const range = rangeOf(plan.from, plan.to);
    if (range === null) throw new Error(`The exchanges are closed from ${plan.from} to ${plan.to}.`);
    const inputs = await readInputs(this.#parts.log, heardBy(plan), range, (share) => {
      signal.throwIfAborted();
      this.#tell(id, READING * share);
    });
    if (inputs.days.length === 0)
      throw new Error(`There are no bars of ${plan.symbols.join(", ")} from ${plan.from} to ${plan.to}.`);
    const progress = (share: number): void => this.#tell(id, READING + (1 - READING) * share);
    if (plan.kind !== "sweep") return oneTask(plan, plan.kind, inputs, signal, progress);
    const { store } = this.#parts;
    return sweep({
      plan,
      inputs,
      threads: Math.min(plan.threads ?? this.threads, this.threads),
      known: await store.points(id, inputs.digest),
      signal,
      keep: async (point) => store.addPoint(id, inputs.digest, point),
      progress,
    });
  }

  #tell(id: string, progress: number): void {
    if (this.#current?.id === id) this.#current.progress = progress;
  }

  async #note(id: string, change: Parameters<BacktestStore["change"]>[1]): Promise<void> {
    await this.#parts.store.change(id, change, Math.floor(this.#parts.wallMs()));
  }
}

async function oneTask(
  plan: BacktestPlan,
  kind: "run" | "look_ahead",
  inputs: Inputs,
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<TestReport> {
  const thread = new TestThread({ plan, inputs });
  const stop = (): void => void thread.end();
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    return await thread.do({ kind }, progress);
  } finally {
    signal.removeEventListener("abort", stop);
    await thread.end();
  }
}
