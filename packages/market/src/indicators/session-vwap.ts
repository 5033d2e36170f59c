import type { SessionKind } from "@spotlight/contracts";
import type { MarketBar } from "../bar.ts";
import { tradingDayAt } from "../calendar.ts";
import { type Span, sessionSpan } from "../timeframe.ts";
import type { Indicator } from "./indicator.ts";
import { dollarVolume, VolumeWeighted, type VolumeWeightedState } from "./volume-weighted.ts";

/** Saved state of a {@link SessionVwap}: its sums and the sessions they belong to, now and before the last bar. */
export interface SessionVwapState {
  readonly total: VolumeWeightedState;
  readonly span: Span;
  readonly spanBefore: Span;
}

/** No session: it contains no time. */
const NO_SPAN: Span = { startMs: 0, endMs: 0 };

/**
 * Volume-weighted average price of the session in dollars. It starts anew with each trading day: at 09:30 New York for
 * `rth`, at 04:00 for `rth_ext`. Bars outside the session count nothing and have no value. Each bar counts with its own
 * VWAP, or its typical price when it has none. Source: Berkowitz, Logue and Noser, "The Total Cost of Transactions on
 * the NYSE", Journal of Finance 43 (1988); StockCharts ChartSchool, "VWAP".
 */
export class SessionVwap implements Indicator<number, SessionVwapState> {
  readonly warmUp = 1;
  private readonly session: SessionKind;
  private readonly total = new VolumeWeighted();
  private span: Span = NO_SPAN;
  private spanBefore: Span = NO_SPAN;

  /** `session` decides when a day begins and which bars count. */
  constructor(session: SessionKind) {
    this.session = session;
  }

  get value(): number | null {
    return this.total.average;
  }

  next(bar: MarketBar): number | null {
    this.spanBefore = this.span;
    this.span = this.spanOf(bar);
    this.total.next(this.span === NO_SPAN ? null : bar, this.span !== this.spanBefore);
    return this.total.average;
  }

  revise(bar: MarketBar): number | null {
    this.span = this.spanOf(bar);
    this.total.revise(this.span === NO_SPAN ? null : bar, this.span !== this.spanBefore);
    return this.total.average;
  }

  save(): SessionVwapState {
    return { total: this.total.save(), span: this.span, spanBefore: this.spanBefore };
  }

  restore(snapshot: SessionVwapState): void {
    this.total.restore(snapshot.total);
    this.span = snapshot.span;
    this.spanBefore = snapshot.spanBefore;
  }

  /** The session of a bar: the very object of the bar before when it is the same one, or when the bar is not finite. */
  private spanOf(bar: MarketBar): Span {
    const { startMs } = bar;
    const known = this.spanBefore;
    if (startMs >= known.startMs && startMs < known.endMs) return known;
    if (!Number.isFinite(dollarVolume(bar))) return known;
    const day = tradingDayAt(startMs);
    if (day === null) return NO_SPAN;
    const span = sessionSpan(day, this.session);
    return startMs >= span.startMs && startMs < span.endMs ? span : NO_SPAN;
  }
}
