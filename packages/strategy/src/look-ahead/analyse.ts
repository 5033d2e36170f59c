import type { LookAheadFinding, LookAheadVerdict } from "@spotlight/contracts";
import { MINUTE_MS, type MinuteFact, type TradingDay, previousTradingDay } from "@spotlight/market";
import type { Standing } from "../decide/runner.ts";
import type { Proposal, Strategy } from "../decide/strategy.ts";
import { warmUpStartMs } from "../desk/warm-up.ts";
import { type Minutes, type Stretch, firstFrom, saidAtOnce, saidOneByOne, within } from "./evaluate.ts";

/** Sessions before the day with which a signal is looked at again. */
const WARM_UPS = [20, 10, 5] as const;
/** Prices that differ by less than this are the same, dollars. */
const CENT = 0.01;
const EPSILON = 1e-9;

/** What an analysis runs on. */
export interface LookAheadPlan {
  readonly strategies: readonly Strategy[];
  readonly symbols: readonly string[];
  /** Every minute that is known of the days and of their warm-up. */
  readonly minutes: Minutes;
  readonly days: readonly TradingDay[];
  /** Signals of each strategy that are checked, and of those how many with shorter warm-ups. */
  readonly checksMax: number;
  readonly warmUpChecksMax: number;
}

type Verdict = { -readonly [Key in keyof LookAheadVerdict]: LookAheadVerdict[Key] };

interface Candidate {
  readonly symbol: string;
  readonly day: TradingDay;
  readonly barStartMs: number;
  readonly atMs: number;
  readonly whole: Proposal | null;
}

/**
 * Holds what a strategy says of a day that is known whole against what it says when bars end with the signal: a strategy
 * that reads nothing after its bar says the same. Both what it says of the whole day and what it says minute by minute is
 * looked at, each signal again by bars that end there, given at once. Yields the share that is done, then answers a
 * verdict for each strategy. Source of the method: freqtrade's look-ahead and recursive analysis.
 */
export function* analyseLookAhead(plan: LookAheadPlan): Generator<number, LookAheadVerdict[]> {
  const verdicts: LookAheadVerdict[] = [];
  const steps = plan.strategies.length * plan.symbols.length * plan.days.length;
  let done = 0;
  for (const strategy of plan.strategies) {
    const verdict = emptyVerdict(strategy);
    for (const day of plan.days) {
      for (const symbol of plan.symbols) {
        for (const candidate of candidates(strategy, symbol, day, plan.minutes))
          check(strategy, candidate, plan, verdict);
        done += 1;
        yield done / steps;
      }
    }
    verdict.clean = verdict.findings.length === 0;
    verdicts.push(verdict);
  }
  return verdicts;
}

function emptyVerdict({ id, version }: Strategy): Verdict {
  const warmUp = WARM_UPS.map((sessions) => ({ sessions, same: 0, different: 0 }));
  return { strategy: id, version, clean: true, checked: 0, leftOut: 0, findings: [], warmUp };
}

/** Everything that is said of a day, by the whole of it or minute by minute, ascending. */
function candidates(strategy: Strategy, symbol: string, day: TradingDay, minutes: Minutes): Candidate[] {
  const own = minutes.get(symbol) ?? [];
  if (within(own, { fromMs: day.preOpenMs, untilMs: day.postCloseMs }).length === 0) return [];
  const stretch = { fromMs: warmUpStartMs(day), untilMs: day.postCloseMs };
  const found = new Map<string, Candidate>();
  const note = ({ barStartMs, atMs }: Standing, whole: Proposal | null): void => {
    const key = `${barStartMs}/${atMs}`;
    if (!found.has(key)) found.set(key, { symbol, day, barStartMs, atMs, whole });
  };
  for (const standing of saidAtOnce(strategy, symbol, minutes, stretch)) note(standing, standing.proposal);
  for (const standing of saidOneByOne(strategy, symbol, minutes, stretch, day.preOpenMs).values())
    note(standing, null);
  return [...found.values()].sort((a, b) => a.atMs - b.atMs);
}

function check(strategy: Strategy, candidate: Candidate, plan: LookAheadPlan, verdict: Verdict): void {
  if (verdict.checked >= plan.checksMax) {
    verdict.leftOut += 1;
    return;
  }
  verdict.checked += 1;
  const { symbol, barStartMs, atMs, whole, day } = candidate;
  const own = plan.minutes.get(symbol) ?? [];
  const stretch = { fromMs: warmUpStartMs(day), untilMs: endOfSlice(own, atMs) };
  const sliced = proposalAt(strategy, candidate, plan.minutes, stretch);
  const finding = findingOf(whole, sliced);
  if (finding !== null)
    verdict.findings.push({ strategy: strategy.id, symbol, barStartMs, atMs, ...finding });
  if (sliced === null || verdict.checked > plan.warmUpChecksMax) return;
  for (const part of verdict.warmUp) {
    const fromMs = startOfSessions(own, day, part.sessions, stretch.fromMs);
    const shorter = proposalAt(strategy, candidate, plan.minutes, { ...stretch, fromMs });
    if (shorter !== null && differences(sliced, shorter).length === 0) part.same += 1;
    else part.different += 1;
  }
}

function findingOf(
  whole: Proposal | null,
  sliced: Proposal | null,
): Pick<LookAheadFinding, "kind" | "fields"> | null {
  if (sliced === null) return { kind: "missing", fields: [] };
  if (whole === null) return { kind: "extra", fields: [] };
  const fields = differences(whole, sliced);
  return fields.length === 0 ? null : { kind: "changed", fields };
}

function proposalAt(
  strategy: Strategy,
  { symbol, barStartMs, atMs }: Candidate,
  minutes: Minutes,
  stretch: Stretch,
): Proposal | null {
  const said = saidAtOnce(strategy, symbol, minutes, stretch);
  return said.find((each) => each.barStartMs === barStartMs && each.atMs === atMs)?.proposal ?? null;
}

/** Where the bars end: with the first known minute that ends at this time or later. */
function endOfSlice(minutes: readonly MinuteFact[], atMs: number): number {
  const last = minutes[firstFrom(minutes, atMs - MINUTE_MS)];
  return (last?.startMs ?? atMs) + MINUTE_MS;
}

/** Start of the so-manieth session with bars before a day, epoch ms, at the earliest `earliestMs`. */
function startOfSessions(
  minutes: readonly MinuteFact[],
  before: TradingDay,
  sessions: number,
  earliestMs: number,
): number {
  let day = before;
  for (let count = 0; count < sessions && day.preOpenMs > earliestMs;) {
    day = previousTradingDay(day.day);
    if (within(minutes, { fromMs: day.preOpenMs, untilMs: day.postCloseMs }).length > 0) count += 1;
  }
  return Math.max(day.preOpenMs, earliestMs);
}

/** Names of what two proposals differ in; prices are the same within a cent. */
function differences(a: Proposal, b: Proposal): string[] {
  const fields: string[] = [];
  if (a.direction !== b.direction) fields.push("direction");
  if (a.grade !== b.grade) fields.push("grade");
  if (apart(a.entry, b.entry)) fields.push("entry");
  if (apart(a.stop, b.stop)) fields.push("stop");
  if (a.targets.length !== b.targets.length || a.targets.some((target, at) => apart(target, b.targets[at])))
    fields.push("targets");
  return fields;
}

function apart(a: number, b: number | undefined): boolean {
  return !(Math.abs(a - (b ?? Number.NaN)) < CENT - EPSILON);
}
