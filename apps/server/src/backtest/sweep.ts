import type { BacktestPlan, SweepPoint, SweepReport } from "@spotlight/contracts";
import { chooseForward, gridSize } from "@spotlight/strategy";
import type { Inputs } from "./inputs.ts";
import { TestThread } from "./thread.ts";

/** How a sweep is worked on. */
export interface SweepWork {
  readonly plan: BacktestPlan;
  readonly inputs: Inputs;
  readonly threads: number;
  /** Combinations that were done before. */
  readonly known: readonly SweepPoint[];
  readonly signal: AbortSignal;
  /** Keeps a combination that is done. */
  keep(point: SweepPoint): Promise<void>;
  /** Told the share that is done. */
  progress(share: number): void;
}

/** Works through every combination that is not known yet, several at once. Rejects when it is given up or one fails. */
export async function sweep(work: SweepWork): Promise<SweepReport> {
  const { plan, inputs, known, signal } = work;
  const size = gridSize(plan.axes);
  const points = new Map(known.map((point) => [point.index, point]));
  const left = Array.from({ length: size }, (_, index) => index).filter((index) => !points.has(index));
  const threads = Array.from(
    { length: Math.max(1, Math.min(work.threads, left.length)) },
    () => new TestThread({ plan, inputs }),
  );
  const stop = (): void => void Promise.all(threads.map(async (thread) => thread.end()));
  signal.addEventListener("abort", stop);
  const drive = async (thread: TestThread): Promise<void> => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      signal.throwIfAborted();
      const point = await thread.do({ kind: "point", index });
      await work.keep(point);
      points.set(index, point);
      work.progress(points.size / size);
    }
  };
  try {
    await Promise.all(threads.map(drive));
  } finally {
    signal.removeEventListener("abort", stop);
    await Promise.all(threads.map(async (thread) => thread.end()));
  }
  const all = [...points.values()].sort((a, b) => a.index - b.index);
  return sweepReport(plan, inputs, all);
}

function sweepReport(
  { walkForward }: BacktestPlan,
  { days, digest }: Inputs,
  points: readonly SweepPoint[],
): SweepReport {
  const daily = points.map(({ dailyR }) => dailyR);
  return {
    kind: "sweep",
    days: [...days],
    inputsDigest: digest,
    points: [...points],
    walkForward: walkForward === null ? null : chooseForward(daily, days, walkForward),
  };
}
