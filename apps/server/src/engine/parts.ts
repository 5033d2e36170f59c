import type { Trade } from "@spotlight/contracts";
import type { Logger } from "pino";
import type { MarketBar, SessionPart } from "@spotlight/market";
import type { Feed, Listing, Pacer } from "../feeds/feed.ts";
import type { FeedStore } from "../log/feed-store.ts";
import type { Fact, MarketLog } from "../log/market-log.ts";
import type { Meter } from "../telemetry/meter.ts";
import type { View, ViewChanges } from "./day-book.ts";
import type { FeedState } from "./status.ts";
import type { SymbolBook } from "./symbol-book.ts";

/** A durable fact with the bars that it closed or changed, by view. */
export interface Applied {
  readonly fact: Fact;
  readonly changes: ViewChanges;
}

/** When the newest trade passed the hops before the stream, epoch ms; see `Hops`. */
export interface NewestTrade {
  readonly eventMs: number;
  readonly receivedMs: number;
  readonly ingestedMs: number;
}

/** Who hears what the engine does. */
export interface EngineListener {
  /** Facts that are durable now, in cursor order. */
  applied(batch: readonly Applied[]): void;
  /** Trades as they came; disposable. */
  trades(trades: readonly Trade[]): void;
}

/** A market that can be read and followed: the live one, or a day that is told again. */
export interface MarketSource {
  /** The newest cursor whose fact every view shows. */
  readonly cursor: number;
  readonly state: FeedState;
  readonly source: string;
  /** How fast its clock runs against the wall: 1 is real time; null runs as fast as it can. */
  readonly speed: number | null;
  /** The time on its clock, epoch ms. */
  readonly nowMs: number;
  readonly sessionPart: SessionPart;
  readonly lastEventMs: number | null;
  readonly newestTrade: NewestTrade | null;
  symbols(): readonly string[];
  symbol(symbol: string): SymbolState | undefined;
  listings(): readonly Listing[];
  /** Resolves when a symbol that is being made ready is. */
  warmed(symbol: string): Promise<void>;
  listen(listener: EngineListener): () => void;
  /** Keeps a view up to date from now on and tells listeners its changes. */
  activate(view: View): void;
  /** Symbols whose forming bar changed since the last call. */
  takeDirty(): ReadonlySet<string>;
  forming(symbol: string, view: View): MarketBar | null;
}

/** What the engine is made of. */
export interface EngineParts {
  readonly feed: Feed;
  readonly runKey: string;
  readonly log: MarketLog;
  readonly store: FeedStore;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly symbols: readonly string[];
  /** How far back a new symbol's past is stored, in calendar days. */
  readonly historyDays: number;
  readonly staleAfterMs: number;
  readonly wallMs: () => number;
  /** Monotonic time, and waiting. */
  readonly pacer: Pacer;
  /** Numbers in [0, 1), for jitter. */
  readonly random: () => number;
}

/** One watched symbol as the engine sees it. */
export interface SymbolState {
  readonly book: SymbolBook;
  ready: boolean;
  halted: boolean;
  lastEventMs: number | null;
  lastPrice: number | null;
}

/** A symbol that the feed does not know. */
export class UnknownSymbol extends Error {}

/** A symbol of which nothing is known yet. */
export function newSymbolState(book: SymbolBook): SymbolState {
  return { book, ready: false, halted: false, lastEventMs: null, lastPrice: null };
}
