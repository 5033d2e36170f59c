import { z } from "zod";

/** Where the tab that speaks for a person is told what to do, as server-sent events. */
export const VOICE_PRESENCE_PATH = "/api/voice/presence";

/** Voices of the realtime model. */
export const REALTIME_VOICES = [
  "marin",
  "cedar",
  "alloy",
  "ash",
  "ballad",
  "coral",
  "echo",
  "sage",
  "shimmer",
  "verse",
] as const;
/** One of {@link REALTIME_VOICES}. */
export const realtimeVoiceSchema = z.enum(REALTIME_VOICES);
/** See {@link realtimeVoiceSchema}. */
export type RealtimeVoice = z.infer<typeof realtimeVoiceSchema>;

/** The realtime voice of a person whose settings name one of these or another; the first when they name none of these. */
export function realtimeVoiceOf(named: string | null): RealtimeVoice {
  const found = realtimeVoiceSchema.safeParse(named);
  return found.success ? found.data : REALTIME_VOICES[0];
}

/** Who ends what a person says: the person (`push`), or the model, which hears the silence after it (`detect`). */
export const talkModeSchema = z.enum(["push", "detect"]);
/** See {@link talkModeSchema}. */
export type TalkMode = z.infer<typeof talkModeSchema>;

/** Names a page that is open in a browser. */
const tabSchema = z.string().regex(/^[\w-]{8,64}$/);

/** Query of `GET /api/voice/presence`. `take` brings the voice here from another tab; without it, only when it is free. */
export const presenceQuerySchema = z.strictObject({
  tab: tabSchema,
  take: z.enum(["0", "1"]).default("0"),
});

/**
 * What the tab with the voice is told: `held` how things stand (`voice` by its name, null for its own choice), at the start, after each change and every 15 s (`realtime`:
 * whether a realtime model is configured);
 * `say` to say a sentence; `elsewhere`, the last event, that another tab has the voice.
 */
export const presenceEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("held"),
    muted: z.boolean(),
    voice: z.string().nullable(),
    realtime: z.boolean(),
  }),
  z.object({ type: z.literal("say"), text: z.string() }),
  z.object({ type: z.literal("elsewhere") }),
]);
/** See {@link presenceEventSchema}. */
export type PresenceEvent = z.infer<typeof presenceEventSchema>;

/** Body of `POST /api/voice/token`. */
export const voiceTokenBodySchema = z.strictObject({ tab: tabSchema, talk: talkModeSchema });
/** See {@link voiceTokenBodySchema}. */
export type VoiceTokenBody = z.infer<typeof voiceTokenBodySchema>;

/**
 * Answer of `POST /api/voice/token`: a secret that opens one realtime session for a short time, where, and what the session
 * is by the server's policy. Words come as text, so that each sentence can be held against evidence before it is spoken.
 */
export const voiceTokenAnswerSchema = z.object({
  secret: z.string(),
  /** When the secret can open no session any more, epoch ms. */
  expiresMs: z.int(),
  /** Where the browser sends its offer. */
  callsUrl: z.url(),
  model: z.string(),
  transcriptionModel: z.string(),
  instructions: z.string(),
  voice: realtimeVoiceSchema,
  talk: talkModeSchema,
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      /** JSON Schema of what it takes. */
      parameters: z.object({
        type: z.literal("object"),
        properties: z.record(z.string(), z.record(z.string(), z.unknown())),
        required: z.array(z.string()),
      }),
    }),
  ),
});
/** See {@link voiceTokenAnswerSchema}. */
export type VoiceTokenAnswer = z.infer<typeof voiceTokenAnswerSchema>;

/** Answer of `GET /api/voice/voices`. `model` is null where no realtime model is configured: the browser speaks then. */
export const voicesAnswerSchema = z.object({
  model: z.string().nullable(),
  /** In a sentence what will be wrong with the model or its ear; null when nothing is known to be. */
  trouble: z.string().nullable(),
  voice: realtimeVoiceSchema,
  voices: z.array(realtimeVoiceSchema),
});
/** See {@link voicesAnswerSchema}. */
export type VoicesAnswer = z.infer<typeof voicesAnswerSchema>;
