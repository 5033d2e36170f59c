import { z } from "zod";
import { daySchema } from "./rest.ts";
import { symbolSchema } from "./symbol.ts";

/** Fastest replay, as a multiple of real time. */
export const REPLAY_SPEED_MAX = 3_600;
/** Most symbols that are replayed together. */
export const REPLAY_SYMBOLS_MAX = 10;

const epochMs = z.int().min(0).max(8_640_000_000_000_000);
const replaySpeedSchema = z.number().min(0.1).max(REPLAY_SPEED_MAX);

/**
 * Body of `POST /api/replay/start`. `as_it_was`: what the person did on that day happens again at its time. `practice`:
 * limits, strategies and settings are those of that day, and the person answers anew; nothing of it is kept.
 */
export const replayStartSchema = z.strictObject({
  day: daySchema,
  /** Default: the watched symbols. */
  symbols: z.array(symbolSchema).min(1).max(REPLAY_SYMBOLS_MAX).optional(),
  /** Where to begin, epoch ms; default: at the regular open. */
  atMs: epochMs.optional(),
  speed: replaySpeedSchema.default(60),
  mode: z.enum(["as_it_was", "practice"]).default("as_it_was"),
  paused: z.boolean().default(false),
});
/** See {@link replayStartSchema}. */
export type ReplayStart = z.infer<typeof replayStartSchema>;

/** Body of `POST /api/replay/pause`; `false` plays on. */
export const replayPauseSchema = z.strictObject({ paused: z.boolean().default(true) });

/** Body of `POST /api/replay/seek`: a time of the day, or so many minutes on from here (back when negative). */
export const replaySeekSchema = z.union([
  z.strictObject({ toMs: epochMs }),
  z.strictObject({ minutes: z.int().min(-1_440).max(1_440) }),
]);
/** See {@link replaySeekSchema}. */
export type ReplaySeek = z.infer<typeof replaySeekSchema>;

/** Body of `POST /api/replay/speed`. */
export const replaySpeedBodySchema = z.strictObject({ speed: replaySpeedSchema });

/** A replay as it stands; times are epoch ms of the replayed day. */
export const replayStateSchema = z.object({
  day: daySchema,
  symbols: z.array(symbolSchema),
  mode: z.enum(["as_it_was", "practice"]),
  status: z.enum(["playing", "paused", "ended"]),
  speed: z.number(),
  positionMs: z.int(),
  fromMs: z.int(),
  untilMs: z.int(),
});
/** See {@link replayStateSchema}. */
export type ReplayState = z.infer<typeof replayStateSchema>;

/** How a finished day came out when it was told again: decisions of live and of the rerun, compared. */
export const parityReportSchema = z.object({
  day: daySchema,
  /** When it was compared, epoch ms on this machine's clock. */
  comparedMs: z.int(),
  signals: z.int(),
  /** Ids of what the rerun says and live did not, the other way round, and what both say in other words. */
  missing: z.array(z.string()),
  extra: z.array(z.string()),
  different: z.array(z.string()),
});
/** See {@link parityReportSchema}. */
export type ParityReport = z.infer<typeof parityReportSchema>;

/** Answer of `GET /api/replay`: the replay that runs, and how the last days came out. */
export const replayAnswerSchema = z.object({
  replay: replayStateSchema.nullable(),
  /** Days that can be replayed, the newest first. */
  days: z.array(daySchema),
  parity: z.array(parityReportSchema),
});
/** See {@link replayAnswerSchema}. */
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>;
