import { Readable } from "node:stream";
import {
  REALTIME_VOICES,
  VOICE_PRESENCE_PATH,
  type VoiceTokenAnswer,
  type VoiceTokenBody,
  presenceQuerySchema,
  realtimeVoiceOf,
  voiceTokenAnswerSchema,
  voiceTokenBodySchema,
  voicesAnswerSchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { voiceInstructions } from "@spotlight/coach";
import { VendorFailure } from "../vendors/vendor.ts";
import { realtimeSession, spokenTools } from "../voice/policy.ts";
import { readyMarket } from "./bars.ts";
import { eventLines } from "./event-lines.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts, MarketParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";

/** The voice of the coach: who speaks, with which voice, and secrets for realtime sessions. */
export async function voiceRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/voice/voices",
    { config: { access: "session" }, schema: { response: { 200: voicesAnswerSchema } } },
    () => {
      const { presence, realtime } = readyMarket(parts).voice;
      return {
        model: realtime?.place.model ?? null,
        trouble: realtime?.trouble(parts.wallMs()) ?? null,
        voice: realtimeVoiceOf(presence.voice),
        voices: [...REALTIME_VOICES],
      };
    },
  );

  routes.get(
    VOICE_PRESENCE_PATH,
    { config: { access: "session", limit: "stream" }, schema: { querystring: presenceQuerySchema } },
    (request, reply) => {
      const { tab, take } = request.query;
      const events = readyMarket(parts).voice.presence.hold(
        { tab, session: sessionOf(request).id },
        take === "1",
      );
      reply.raw.once("close", () => events.destroy());
      return reply.type("text/event-stream; charset=utf-8").send(Readable.from(eventLines(events)));
    },
  );

  routes.post(
    "/api/voice/token",
    {
      config: { access: "session", limit: "voice" },
      schema: { body: voiceTokenBodySchema, response: { 200: voiceTokenAnswerSchema } },
    },
    async ({ body }) => grantOf(readyMarket(parts), body),
  );
}

/** A secret for the tab that has the voice, and the session that it opens by the server's policy. */
async function grantOf(market: MarketParts, { tab, talk }: VoiceTokenBody): Promise<VoiceTokenAnswer> {
  const { presence, realtime } = market.voice;
  if (realtime === null)
    throw new Refusal(
      409,
      "voice_not_configured",
      "No realtime voice is configured: the coach speaks and listens with the browser. Set OPENAI_API_KEY for one.",
    );
  if (!presence.isHeldBy(tab))
    throw new Refusal(409, "voice_elsewhere", "Another tab has the voice. Turn it on here first.");
  const { callsUrl, model, transcriptionModel } = realtime.place;
  const { tools } = market.tools.list();
  const instructions = voiceInstructions(market.coach.settings.current);
  const voice = realtimeVoiceOf(presence.voice);
  const wish = { model, transcriptionModel, voice, talk, instructions };
  const { value, expiresMs } = await realtime.mint(realtimeSession({ ...wish, tools })).catch(refused);
  return { ...wish, secret: value, expiresMs, callsUrl, tools: spokenTools(tools) };
}

function refused(error: unknown): never {
  if (!(error instanceof VendorFailure)) throw error;
  throw new Refusal(502, "voice_unavailable", error.message);
}
