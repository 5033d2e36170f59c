import type { Grade, Signal } from "@spotlight/contracts";

/** What can be chosen about signals without another definition of the strategy; what is absent stays as it is. */
export interface SweepChoices {
  /** Only signals of this strategy count. */
  readonly strategy?: string;
  /** Only signals of at least this grade: 1 is C, 2 is B, 3 is A. */
  readonly leastGrade?: number;
  /** One target, at so many R from the entry. */
  readonly targetR?: number;
  /** Longest hold, minutes. */
  readonly holdMinutes?: number;
  /** Slippage, in the unit of the assumptions. */
  readonly slippage?: number;
}

const GRADE_NUMBER: Readonly<Record<Grade, number>> = { C: 1, B: 2, A: 3 };

/** A signal as the choices have it; null when they leave it out. */
export function chosenSignal(signal: Signal, choices: SweepChoices): Signal | null {
  const { strategy, leastGrade = 1, targetR, holdMinutes = signal.holdMinutes } = choices;
  if (strategy !== undefined && signal.strategy !== strategy) return null;
  if (GRADE_NUMBER[signal.grade] < leastGrade) return null;
  if (targetR === undefined) return { ...signal, holdMinutes };
  return { ...signal, holdMinutes, targets: [signal.entry + targetR * (signal.entry - signal.stop)] };
}

/** The choices that a sweep's combination makes, `strategies` being the ids by their number. */
export function sweepChoices(
  values: Readonly<Record<string, number>>,
  strategies: readonly string[],
): SweepChoices {
  const {
    strategy,
    least_grade: leastGrade,
    target_r: targetR,
    hold_minutes: holdMinutes,
    slippage,
  } = values;
  return {
    ...(strategy === undefined ? {} : { strategy: strategies[strategy] ?? "" }),
    ...(leastGrade === undefined ? {} : { leastGrade }),
    ...(targetR === undefined ? {} : { targetR }),
    ...(holdMinutes === undefined ? {} : { holdMinutes }),
    ...(slippage === undefined ? {} : { slippage }),
  };
}
