import { setTimeout as delay } from "node:timers/promises";
import { replayedQuerySchema, toolAnswerSchema, toolsAnswerSchema } from "@spotlight/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type CoachVoice, type LiveHands, type ToolContext, ToolRefused } from "../coach/tool.ts";
import { askedMarket, readyMarket } from "./bars.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts, MarketParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { watch } from "./watch.ts";

/** How long a tool waits until a new symbol's past is stored, ms. */
const WATCH_WAIT_MS = 500;

/** The coach's tools, the same that a model and other programs use. */
export async function toolRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/tools",
    { config: { access: "session" }, schema: { response: { 200: toolsAnswerSchema } } },
    () => readyMarket(parts).tools.list(),
  );

  routes.post(
    "/api/tools/:name",
    {
      config: { access: "session" },
      schema: {
        params: z.object({ name: z.string().max(100) }),
        querystring: replayedQuerySchema,
        body: z.record(z.string(), z.unknown()).default({}),
        response: { 200: toolAnswerSchema },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { tools } = readyMarket(parts);
      const caller = sessionOf(request).owner;
      const answer = await tools.call(params.name, body, toolContext(parts, request), caller);
      if (answer.ok) return reply.send(answer);
      const { code, message } = answer.refusal;
      if (code === "bad_input") throw new Refusal(400, code, message);
      if (code === "unknown_tool") throw new Refusal(404, code, message);
      if (code === "too_often") throw new Refusal(429, code, message);
      return reply.send(answer);
    },
  );
}

/** What tools see and may do for a request: of the live market, or only see a day that is replayed. */
export function toolContext(parts: HttpParts, request: Pick<FastifyRequest, "query">): ToolContext {
  const live = readyMarket(parts);
  const market = askedMarket(parts, request);
  const hands = market.engine === live.engine ? handsOf(live, parts.wallMs) : null;
  return { market, records: live.records, voice: voiceOf(live, parts.wallMs), hands };
}

function voiceOf(
  { voice: { presence }, coach: { settings } }: MarketParts,
  wallMs: () => number,
): CoachVoice {
  return {
    get muted() {
      return presence.muted;
    },
    get voice() {
      return presence.voice;
    },
    get isHeld() {
      return presence.isHeld;
    },
    mute: (muted) => presence.mute(muted),
    say: (text) => presence.say(text),
    choose: async (voice) => {
      await settings.set({ ...settings.current, voice }, wallMs());
      presence.refresh();
    },
  };
}

function handsOf(market: MarketParts, wallMs: () => number): LiveHands {
  return {
    watch: async (symbol) => {
      const watching = watch(market, symbol);
      // Its past goes on being stored when nobody waits any more; who asks for its bars is told so.
      watching.catch(() => undefined);
      try {
        await Promise.race([watching, delay(WATCH_WAIT_MS, undefined, { ref: false })]);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new ToolRefused(error.status === 404 ? "unknown_symbol" : "refused", error.message);
      }
    },
    unwatch: (symbol) => market.engine.unwatch(symbol),
    write: (entry) => market.records.journal.add(entry, wallMs()),
  };
}
