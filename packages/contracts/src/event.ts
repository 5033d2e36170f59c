/**
 * The market's events: what every feed is translated into and what the fold consumes. They stay inside one process and
 * are created by the hundred thousand, so they are plain types; each feed validates its own vendor's frames.
 */

/** One print on the tape. */
export interface Trade {
  readonly type: "trade";
  readonly symbol: string;
  /** Dollars, > 0. */
  readonly price: number;
  /** Shares, > 0. */
  readonly size: number;
  /** Sale conditions by the consolidated numeric ids (see the table in `packages/market`); empty is a regular sale. */
  readonly conditions: readonly number[];
  /** When the trade happened at the tape, epoch ms. It decides the minute that the trade belongs to. */
  readonly eventMs: number;
  /** When the feed delivered it, epoch ms on the feed's clock. */
  readonly receivedMs: number;
  /** The tape's sequence number: unique for the symbol and its trading day, increasing in tape order. */
  readonly sequence: number;
}

/** A print that the venue took back. */
export interface TradeCancel {
  readonly type: "cancel";
  readonly symbol: string;
  /** Time of the cancelled trade, epoch ms. */
  readonly eventMs: number;
  readonly receivedMs: number;
  /** Sequence number of the cancelled trade. */
  readonly sequence: number;
}

/** A print that the venue restated: the trade with this sequence number now has these terms. */
export interface TradeCorrection {
  readonly type: "correction";
  readonly symbol: string;
  readonly price: number;
  readonly size: number;
  readonly conditions: readonly number[];
  /** Time of the corrected trade, epoch ms. */
  readonly eventMs: number;
  readonly receivedMs: number;
  /** Sequence number of the corrected trade. */
  readonly sequence: number;
}

/** The vendor's own bar of one minute. It replaces what was folded from trades. A later one replaces an earlier one. */
export interface OfficialAggregate {
  readonly type: "aggregate";
  readonly symbol: string;
  /** Start of the minute, epoch ms. */
  readonly startMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Dollars; absent when the vendor sends none. */
  readonly vwap?: number;
  /** Count of trades; absent when the vendor sends none. */
  readonly tradeCount?: number;
  readonly receivedMs: number;
}

/** The feed's clock: nothing that it will send later was received before this time. Closes minutes that are over. */
export interface ClockTick {
  readonly type: "clock";
  readonly receivedMs: number;
}

/**
 * Whether the feed delivers a symbol's trades from this time on. A minute that was not covered whole is marked as a gap
 * and never shown as a whole bar, unless an official aggregate or a backfill brings it.
 */
export interface Coverage {
  readonly type: "coverage";
  readonly symbol: string;
  readonly covered: boolean;
  /** From when on, epoch ms. */
  readonly eventMs: number;
  readonly receivedMs: number;
  /** In words a trader understands, when coverage ends: `connection lost`, `end of file`. */
  readonly reason?: string;
}

/** A trading halt or its end. */
export interface TradingStatus {
  readonly type: "trading_status";
  readonly symbol: string;
  readonly halted: boolean;
  readonly reason: string;
  readonly eventMs: number;
  readonly receivedMs: number;
}

/** Anything that a feed can report. */
export type MarketEvent =
  | Trade
  | TradeCancel
  | TradeCorrection
  | OfficialAggregate
  | ClockTick
  | Coverage
  | TradingStatus;
