/** A day on which the US stock exchanges trade. All times are epoch ms. */
export interface TradingDay {
  /** New York calendar date, YYYY-MM-DD. */
  readonly day: string;
  /** 04:00 New York: the pre-market opens. */
  readonly preOpenMs: number;
  /** 09:30 New York: the regular session opens. */
  readonly openMs: number;
  /** 16:00 New York, 13:00 on half days: the regular session closes (exclusive). */
  readonly closeMs: number;
  /** 20:00 New York, 17:00 on half days: after-hours trading ends (exclusive). */
  readonly postCloseMs: number;
  readonly halfDay: boolean;
}

/** The trading day whose extended session (pre-market to after-hours) contains this time; null outside of one. */
export function tradingDayAt(_ms: number): TradingDay | null {
  throw new Error("calendar: being written");
}
