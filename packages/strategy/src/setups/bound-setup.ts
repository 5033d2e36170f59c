import {
  type BoundStrategy,
  IDLE,
  type Proposal,
  type SeriesSource,
  type Strategy,
  type StrategyState,
} from "../decide/strategy.ts";
import type { Direction, Reason } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import type { BarSeries } from "../series/bar-series.ts";
import type { Column } from "../series/column.ts";
import { at, atr, sessionVwap } from "./columns.ts";
import { begun, gradeAt, proposalAt, signOf } from "./frame.ts";
import { VolumeGauge } from "./volume-gauge.ts";

/** What every setup has among its parameters. */
export interface SetupTimes {
  readonly version: number;
  readonly cooldownMinutes: number;
  readonly holdMinutes: number;
  readonly goodMinutes: number;
}

/** What is a setup's own in a proposal. */
export interface SetupIdea {
  readonly stop: number;
  /** Whether the price stands with the trade; the grade is lowered otherwise. */
  readonly favoured: boolean;
  /** Reasons before the volume. */
  readonly reasons: readonly Reason[];
}

/** What setups share: minutes of the regular session with their usual measures, silence after a signal, the proposal. */
export abstract class BoundSetup implements BoundStrategy {
  protected readonly series: BarSeries;
  protected readonly atr: Column;
  protected readonly volume: VolumeGauge;
  protected readonly vwap: Column;
  readonly #times: SetupTimes;

  constructor(series: BarSeries, times: SetupTimes) {
    this.series = series;
    this.atr = atr(series);
    this.volume = new VolumeGauge(series);
    this.vwap = sessionVwap(series);
    this.#times = times;
  }

  step(index: number, before: StrategyState): StrategyState {
    const endMs = at(this.series.endMs, index);
    const { phase, sinceMs, direction, level, count } = before;
    const spoke = phase === "fired" || phase === "cooldown";
    if (!spoke || endMs - sinceMs >= this.#times.cooldownMinutes * MINUTE_MS)
      return this.move(index, endMs, before);
    return phase === "cooldown" ? before : begun("cooldown", direction, sinceMs, level, count);
  }

  propose(index: number, { direction, level }: StrategyState): Proposal | null {
    if (direction === null) return null;
    const { stop, favoured, reasons } = this.idea(index, direction, level);
    const { holdMinutes, goodMinutes } = this.#times;
    return proposalAt(
      direction,
      { entry: at(this.series.close, index), stop },
      {
        grade: gradeAt(this.volume, index, favoured),
        reasons: [...reasons, this.volume.reason(index)],
        holdMinutes,
        goodMinutes,
      },
    );
  }

  /** The next state of a setup that is not to be silent. */
  protected abstract move(index: number, endMs: number, before: StrategyState): StrategyState;

  /** What is proposed at the bar at which the setup fired. */
  protected abstract idea(index: number, direction: Direction, level: number): SetupIdea;

  /** How far the close is beyond a price in a direction, in average true ranges. */
  protected beyondAtr(index: number, direction: Direction, price: number): number {
    return (signOf(direction) * (at(this.series.close, index) - price)) / at(this.atr, index);
  }

  /** Whether the close is on the trade's side of VWAP. */
  protected isBeyondVwap(index: number, direction: Direction): boolean {
    return signOf(direction) * (at(this.series.close, index) - at(this.vwap, index)) > 0;
  }

  /** The price of a bar that is farthest against a direction. */
  protected far(index: number, direction: Direction): number {
    return at(direction === "long" ? this.series.low : this.series.high, index);
  }
}

/** A setup over the minutes of the regular session, evaluated as they close. */
export function setupOf(
  id: string,
  name: string,
  { version }: SetupTimes,
  bound: new (series: BarSeries) => BoundSetup,
): Strategy {
  const frame = { timeframe: "1m", session: "rth" } as const;
  return {
    id: `setup:${id}`,
    version,
    name,
    ...frame,
    evaluation: "close",
    needs: [],
    bind: (source: SeriesSource) => new bound(source({ symbol: null, ...frame })),
  };
}

/** The state of a setup that waits for its trigger without a direction yet. */
export function waiting(endMs: number): StrategyState {
  return begun("primed", IDLE.direction, endMs);
}
