import { z } from "zod";
import { calloutSchema, directionSchema } from "./decision.ts";
import { replaySchema } from "./rest.ts";
import { symbolSchema } from "./symbol.ts";

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/** One execution of an order, as its owner or broker reports it. */
export const fillSchema = z.strictObject({
  /** Unique for the owner. A second fill of the same id amends the first. */
  id: z.string().min(1).max(200),
  symbol: symbolSchema,
  side: z.enum(["buy", "sell"]),
  /** Shares, > 0, may be fractional. */
  quantity: z.number().positive().max(1e9),
  /** Dollars a share. */
  price: z.number().positive().max(1e7),
  /** Dollars, ≥ 0. */
  commission: z.number().nonnegative().max(1e6),
  atMs: epochMs,
  /** The callout that it follows; null for an idea of one's own. */
  calloutId: z.string().max(200).nullable().default(null),
  /** Stop planned at the entry, dollars; null when none was. */
  stop: z.number().positive().max(1e7).nullable().default(null),
});
/** See {@link fillSchema}. */
export type Fill = z.infer<typeof fillSchema>;

/** A round trip from flat to flat in one symbol, made of fills; the newest of a symbol may still be open. */
export const tradeRecordSchema = z.object({
  /** Id of the fill that opened it; after a fill that closed one trade and opened this one, with `+`. */
  id: z.string(),
  symbol: symbolSchema,
  direction: directionSchema,
  openedMs: z.int(),
  /** Null while it is open. */
  closedMs: z.int().nullable(),
  /** Average prices of all entries and all exits, dollars. */
  entryPrice: z.number(),
  exitPrice: z.number().nullable(),
  /** Shares entered, all entries together, and shares still held. */
  quantity: z.number(),
  openQuantity: z.number(),
  /** Average cost of a share still held, of the last one held once it is closed; dollars. */
  averageCost: z.number(),
  /** Realised so far, dollars: before and after commissions, those of the entries included. */
  grossDollars: z.number(),
  commissionDollars: z.number(),
  netDollars: z.number(),
  /** First stop that was planned; null without one. */
  stop: z.number().nullable(),
  /** What the entries would have lost at their stops, > 0; null when no stop is known. */
  riskDollars: z.number().nullable(),
  /** Net result by planned risk, for closed trades whose risk is known. */
  resultR: z.number().nullable(),
  /** Entries after the first. */
  scaleIns: z.int(),
  fills: z.int(),
  calloutId: z.string().nullable(),
});
/** See {@link tradeRecordSchema}. */
export type TradeRecord = z.infer<typeof tradeRecordSchema>;

/** Body of `POST /api/trades`: one fill by hand. Without an id it is given one; without a time it counts as done now. */
export const fillBodySchema = fillSchema.omit({ id: true, atMs: true, commission: true }).extend({
  id: z.string().min(1).max(200).optional(),
  atMs: epochMs.optional(),
  commission: z.number().nonnegative().max(1e6).default(0),
});
/** See {@link fillBodySchema}. */
export type FillBody = z.infer<typeof fillBodySchema>;

/** Query of `GET /api/trades`: trades that were open at some time from `from` to `to` (exclusive), epoch ms. */
export const tradesQuerySchema = z.strictObject({
  symbol: symbolSchema.optional(),
  from: z.coerce.number().int().min(0).optional(),
  to: z.coerce.number().int().min(0).optional(),
  replay: replaySchema,
});

/** Answer of `GET /api/trades` and of what changes them: round trips, the newest first, and the fills that they are of. */
export const tradesAnswerSchema = z.object({
  trades: z.array(tradeRecordSchema),
  fills: z.array(fillSchema),
});
/** See {@link tradesAnswerSchema}. */
export type TradesAnswer = z.infer<typeof tradesAnswerSchema>;

/**
 * Body of `POST /api/copilot/callouts/{id}/take`: what a callout was taken with. Its acceptance and this fill are stored
 * together, or neither is. Symbol, side and planned stop are the callout's.
 */
export const takeBodySchema = fillBodySchema.pick({ quantity: true, price: true, commission: true });
/** See {@link takeBodySchema}. */
export type TakeBody = z.input<typeof takeBodySchema>;

/** Answer of a callout that was taken: as it stands now, and the trades that count its fill. */
export const takenAnswerSchema = tradesAnswerSchema.extend({ callout: calloutSchema });
/** See {@link takenAnswerSchema}. */
export type TakenAnswer = z.infer<typeof takenAnswerSchema>;
