import { z } from "zod";
import { barSchema, timeframeSchema } from "./bar.ts";
import type { CoachMessage } from "./coach.ts";
import type { Callout, Signal } from "./decision.ts";
import type { FlagsFrame } from "./flags.ts";
import { marketStateSchema } from "./rest.ts";
import type { RiskState } from "./risk.ts";
import { symbolSchema } from "./symbol.ts";

/** First frame of a stream: what it carries, and the place in the log from which it continues. */
export const bootstrapFrameSchema = z.object({
  nowMs: z.int(),
  protocol: z.int(),
  symbols: z.array(symbolSchema),
  timeframe: timeframeSchema,
  session: z.string(),
  cursor: z.int(),
});
/** See {@link bootstrapFrameSchema}. */
export type BootstrapFrame = z.infer<typeof bootstrapFrameSchema>;

/** Second frame: the life of the serving process. A new `epochId` tells a client that the server was restarted. */
export const epochFrameSchema = z.object({ epochId: z.string(), epochStartMs: z.int() });
/** See {@link epochFrameSchema}. */
export type EpochFrame = z.infer<typeof epochFrameSchema>;

/**
 * When the newest trade behind a forming bar passed each hop, epoch ms. `eventMs` and `receivedMs` are on the feed's
 * clock, the others on the server's. The client adds its own arrival and paint.
 */
export const hopsSchema = z.object({
  eventMs: z.number(),
  receivedMs: z.number(),
  ingestedMs: z.number(),
  sentMs: z.number(),
});
/** See {@link hopsSchema}. */
export type Hops = z.infer<typeof hopsSchema>;

/** Forming bars, newest wins; never has an id. */
export const microbarFrameSchema = z.object({ bars: z.array(barSchema), hops: hopsSchema });
/** See {@link microbarFrameSchema}. */
export type MicrobarFrame = z.infer<typeof microbarFrameSchema>;

/** One trade, sent when the stream was opened with `ticks=1`. Disposable like forming bars. */
export const tickFrameSchema = z.object({
  symbol: symbolSchema,
  price: z.number(),
  size: z.number(),
  conditions: z.array(z.int()),
  eventMs: z.number(),
  sequence: z.number(),
});
/** See {@link tickFrameSchema}. */
export type TickFrame = z.infer<typeof tickFrameSchema>;

/** The feed's state when a stream opens and whenever it changes; carries an id like every durable fact. */
export const statusFrameSchema = z.object({
  state: marketStateSchema,
  source: z.string(),
  reason: z.string().optional(),
  nowMs: z.int(),
  lastEventMs: z.int().nullable(),
});
/** See {@link statusFrameSchema}. */
export type StatusFrame = z.infer<typeof statusFrameSchema>;

/** The client's cursor cannot be continued: it loads history again and goes on from the cursor given here. */
export const gapFrameSchema = z.object({ reason: z.string(), cursor: z.int() });
/** See {@link gapFrameSchema}. */
export type GapFrame = z.infer<typeof gapFrameSchema>;

/** The server is going down in an orderly way; the client reconnects after `retryMs`. */
export const shutdownFrameSchema = z.object({ reason: z.string(), retryMs: z.int() });
/** See {@link shutdownFrameSchema}. */
export type ShutdownFrame = z.infer<typeof shutdownFrameSchema>;

/** Every frame by its event name. */
export interface StreamFrames {
  bootstrap: BootstrapFrame;
  epoch: EpochFrame;
  bar: z.infer<typeof barSchema>;
  microbar: MicrobarFrame;
  tick: TickFrame;
  status: StatusFrame;
  gap: GapFrame;
  shutdown: ShutdownFrame;
  flags: FlagsFrame;
  signal: Signal;
  callout: Callout;
  risk: RiskState;
  coach: CoachMessage;
}
