import { Readable } from "node:stream";
import {
  COACH_ASK_PATH,
  type CoachSettingsAnswer,
  askBodySchema,
  coachSettingsAnswerSchema,
  coachSettingsSchema,
  replayedQuerySchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Coach } from "../coach/coach.ts";
import { readyMarket } from "./bars.ts";
import { eventLines } from "./event-lines.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { toolContext } from "./tools.ts";

/** Questions to the coach, and how it speaks. */
export async function coachRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    COACH_ASK_PATH,
    {
      config: { access: "session", limit: "write" },
      schema: { querystring: replayedQuerySchema, body: askBodySchema },
    },
    (request, reply) => {
      const { question: text, symbol: focus = null, talk } = request.body;
      const { coach } = readyMarket(parts);
      const context = toolContext(parts, request);
      const gone = new AbortController();
      reply.raw.on("close", () => gone.abort());
      const caller = sessionOf(request).owner;
      const events = coach.ask({ text, focus, talk, caller }, context, gone.signal);
      return reply.type("text/event-stream; charset=utf-8").send(Readable.from(eventLines(events)));
    },
  );

  routes.get(
    "/api/coach/settings",
    { config: { access: "session" }, schema: { response: { 200: coachSettingsAnswerSchema } } },
    () => settingsOf(readyMarket(parts).coach),
  );

  routes.put(
    "/api/coach/settings",
    {
      config: { access: "session", limit: "write" },
      schema: { body: coachSettingsSchema, response: { 200: coachSettingsAnswerSchema } },
    },
    async (request, reply) => {
      const { coach } = readyMarket(parts);
      await coach.settings.set(request.body, parts.wallMs());
      return reply.send(settingsOf(coach));
    },
  );
}

function settingsOf(coach: Coach): CoachSettingsAnswer {
  return { settings: coach.settings.current, coach: coach.describe() };
}
