/** Version of the stream protocol. Raised when a frame changes its meaning; clients compare it with their own. */
export const PROTOCOL_VERSION = 1;

/**
 * Path of the market stream (server-sent events). The server's route, the compression filter, the Vite proxy and the
 * client all use this constant, so that no part of the way can buffer or compress the stream by mistake.
 */
export const MARKET_STREAM_PATH = "/stream/market";
/** Where the coach is asked. */
export const COACH_ASK_PATH = "/api/coach/ask";
/** Where a signal, a bar or a range is explained; it answers as the coach does. */
export const EXPLAIN_PATH = "/api/insight/explain";

/** Most bars one history answer may carry. */
export const HISTORY_LIMIT_MAX = 50_000;

/** Bars of a history answer when the request names no limit. */
export const HISTORY_LIMIT_DEFAULT = 500;

/** Most symbols one stream may carry. */
export const STREAM_SYMBOLS_MAX = 50;

/** Longest silence on a stream, in milliseconds: the server writes a comment at least this often. */
export const STREAM_HEARTBEAT_MS = 15_000;

/** Pages of the web app beside the desk at `/`. The server answers each with the app, so that a page can be opened again. */
export const PAGE_PATHS = [
  "/settings",
  "/keys",
  "/admin",
  "/backtest",
  "/replay",
  "/risk",
  "/rules",
  "/journal",
  "/memory",
] as const;
/** Path of a page of the web app. */
export type PagePath = (typeof PAGE_PATHS)[number];
