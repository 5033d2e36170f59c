import { z } from "zod";
import { barSchema, revisionSchema, sessionKindSchema, timeframeSchema } from "./bar.ts";
import { HISTORY_LIMIT_DEFAULT, HISTORY_LIMIT_MAX, STREAM_SYMBOLS_MAX } from "./constants.ts";
import { symbolSchema } from "./symbol.ts";

/** Every refusal: a code for programs, a sentence for people, and where it helps the details. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
});
/** See {@link errorBodySchema}. */
export type ErrorBody = z.infer<typeof errorBodySchema>;

const epochMs = z.coerce.number().int().min(0).max(8_640_000_000_000_000);

/** A calendar day, YYYY-MM-DD, that exists. */
export const daySchema = z.iso.date();

/** In a query: `1` asks about the day that is being replayed instead of the live market. */
export const replaySchema = z.enum(["1"]).optional();
/** Query of what answers about a replay too and has no other question. */
export const replayedQuerySchema = z.strictObject({ replay: replaySchema });

/** Query of `GET /api/history`. Times are epoch ms; `before` and `to` exclusive, `from` inclusive. */
export const historyQuerySchema = z.strictObject({
  symbol: symbolSchema,
  timeframe: timeframeSchema.default("1m"),
  limit: z.coerce.number().int().min(1).max(HISTORY_LIMIT_MAX).default(HISTORY_LIMIT_DEFAULT),
  before: epochMs.optional(),
  from: epochMs.optional(),
  to: epochMs.optional(),
  sinceSeq: z.coerce.number().int().min(0).optional(),
  session: sessionKindSchema.optional(),
  replay: replaySchema,
});
/** See {@link historyQuerySchema}. */
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** A stretch without whole bars: from `fromMs` to `toMs` (exclusive), and why. */
export const gapSpanSchema = z.object({ fromMs: z.int(), toMs: z.int(), reason: z.string() });
/** See {@link gapSpanSchema}. */
export type GapSpan = z.infer<typeof gapSpanSchema>;

/** Answer of `GET /api/history`: closed bars, ascending, true at log position `cursor`; and the gaps among them. */
export const historyAnswerSchema = z.object({
  symbol: symbolSchema,
  timeframe: timeframeSchema,
  session: sessionKindSchema,
  cursor: z.int(),
  bars: z.array(barSchema),
  gaps: z.array(gapSpanSchema),
});
/** See {@link historyAnswerSchema}. */
export type HistoryAnswer = z.infer<typeof historyAnswerSchema>;

/** Query of the market stream. `lastEventId` equals the `Last-Event-ID` header, for clients that cannot set one. */
export const streamQuerySchema = z.strictObject({
  symbols: z
    .string()
    .transform((list) => [...new Set(list.split(",").map((symbol) => symbol.trim().toUpperCase()))])
    .pipe(z.array(symbolSchema).min(1).max(STREAM_SYMBOLS_MAX)),
  timeframe: timeframeSchema.default("1m"),
  session: sessionKindSchema.optional(),
  ticks: z.enum(["0", "1"]).default("0"),
  lastEventId: z.string().max(32).optional(),
  replay: replaySchema,
});

/**
 * `starting`: history is being made ready. `live`: data flows. `stale`: the feed is silent although its market is open.
 * `closed`: the market is closed. `ended`: the recorded days are over. `down`: the feed failed; `reason` says why.
 */
export const marketStateSchema = z.enum(["starting", "live", "stale", "closed", "ended", "down"]);
/** See {@link marketStateSchema}. */
export type MarketState = z.infer<typeof marketStateSchema>;

/** Answer of `GET /api/market/status`. `nowMs` is the time on the market's clock, which a replay sets to its own day. */
export const marketStatusSchema = z.object({
  source: z.string(),
  state: marketStateSchema,
  session: z.enum(["pre", "regular", "post", "closed"]),
  defaultSession: sessionKindSchema,
  reason: z.string().optional(),
  /** How fast the feed's clock runs against the wall: 1 is real time; null runs as fast as it can. */
  speed: z.number().nullable(),
  nowMs: z.int(),
  lastEventMs: z.int().nullable(),
  symbols: z.array(symbolSchema),
});
/** See {@link marketStatusSchema}. */
export type MarketStatus = z.infer<typeof marketStatusSchema>;

/** Query of `GET /api/bars/revisions`; `from` inclusive and `to` exclusive bound the bars' starts, epoch ms. */
export const revisionsQuerySchema = z.strictObject({
  symbol: symbolSchema,
  from: epochMs.optional(),
  to: epochMs.optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(HISTORY_LIMIT_MAX).default(HISTORY_LIMIT_MAX),
  replay: replaySchema,
});

/** Answer of `GET /api/bars/revisions`, ascending by cursor. */
export const revisionsAnswerSchema = z.object({
  symbol: symbolSchema,
  cursor: z.int(),
  revisions: z.array(revisionSchema),
});

/** See {@link revisionsAnswerSchema}. */
export type RevisionsAnswer = z.infer<typeof revisionsAnswerSchema>;

/** Query of `GET /api/bars/digest`; `day` is a trading day in New York. */
export const digestQuerySchema = z.strictObject({
  symbol: symbolSchema,
  timeframe: timeframeSchema.default("1m"),
  day: daySchema,
  session: sessionKindSchema.optional(),
  replay: replaySchema,
});

/** Answer of `GET /api/bars/digest`: how many bars the day has and the SHA-256 of their canonical form, in hex. */
export const digestAnswerSchema = z.object({
  symbol: symbolSchema,
  timeframe: timeframeSchema,
  session: sessionKindSchema,
  day: daySchema,
  cursor: z.int(),
  count: z.int(),
  digest: z.string(),
});

/** Body of `POST /api/symbols`. */
export const watchBodySchema = z.strictObject({ symbol: symbolSchema });

/** One watched symbol: who reads it and how its feed does. */
export const watchedSymbolSchema = z.object({
  symbol: symbolSchema,
  name: z.string(),
  state: z.enum(["warming", "live", "halted", "quiet"]),
  readers: z.int(),
  lastEventMs: z.int().nullable(),
  lastPrice: z.number().nullable(),
  previousClose: z.number().nullable(),
  firstBarMs: z.int().nullable(),
  bars: z.int(),
});
/** See {@link watchedSymbolSchema}. */
export type WatchedSymbol = z.infer<typeof watchedSymbolSchema>;

/** Answer of `GET /api/symbols`. */
export const symbolsAnswerSchema = z.object({
  symbols: z.array(watchedSymbolSchema),
  /** Symbols that the feed could deliver when asked. */
  available: z.array(z.object({ symbol: symbolSchema, name: z.string() })),
});
/** See {@link symbolsAnswerSchema}. */
export type SymbolsAnswer = z.infer<typeof symbolsAnswerSchema>;

/** Answer of `GET /api/readyz`. A check is true when it holds; `reasons` says of the others why not. */
export const readinessReportSchema = z.object({
  ok: z.boolean(),
  checks: z.record(z.string(), z.boolean()),
  reasons: z.record(z.string(), z.string()),
});
/** See {@link readinessReportSchema}. */
export type ReadinessReport = z.infer<typeof readinessReportSchema>;
