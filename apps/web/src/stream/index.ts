export {
  ApiError,
  MarketApi,
  type MarketApiOptions,
  type HistoryRequest,
  type RevisionsRequest,
} from "./api.ts";
export { Backoff, type BackoffOptions, DEFAULT_BACKOFF } from "./backoff.ts";
export { BarBook, type BookChange } from "./bar-book.ts";
export { BarSeries, type SeriesChange, type SeriesKey, sameValues } from "./bar-series.ts";
export { type StreamClock, systemClock } from "./clock.ts";
export { type DecodedFrame, type MarketFrame, decodeFrame } from "./frames.ts";
export { MarketStream, type MarketStreamOptions } from "./market-stream.ts";
export { RevisionLedger, type RevisionKind, changesValues } from "./revision-ledger.ts";
export { type SseItem, SseParser } from "./sse.ts";
export type { Arrival, ConnectionPhase, ConnectionState, StreamCounts, Subscription } from "./state.ts";
export { type Verification, canonicalForm, sha256Hex, verifyDay } from "./verify.ts";
