import {
  type MessagesAnswer,
  heardBodySchema,
  messagesAnswerSchema,
  messagesQuerySchema,
} from "@spotlight/contracts";
import { tradingDay, tradingDayOf } from "@spotlight/market";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { askedMarket, readyMarket } from "./bars.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";

/** Messages of a day that are told at once. */
const MESSAGES_MAX = 2_000;

/** What the coach said unasked, and whether it was heard. */
export async function messageRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/coach/messages",
    {
      config: { access: "session" },
      schema: { querystring: messagesQuerySchema, response: { 200: messagesAnswerSchema } },
    },
    async (request, reply) => {
      const market = askedMarket(parts, request);
      const { nowMs } = market.engine;
      const day = request.query.day === undefined ? tradingDayOf(nowMs) : tradingDay(request.query.day);
      if (day === null) throw new Refusal(400, "no_trading_day", "Nothing is traded on that day.");
      const said = await market.log.owned({
        owner: sessionOf(request).owner,
        kinds: ["coach"],
        fromMs: day.preOpenMs,
        untilMs: day.postCloseMs + 1,
        limit: MESSAGES_MAX,
        newestFirst: true,
      });
      const messages = said.flatMap((fact) => (fact.kind === "coach" ? [fact.body] : []));
      const heard = await readyMarket(parts).coach.heard.of(messages.map(({ id }) => id));
      const answer: MessagesAnswer = {
        messages: messages.map((one) => ({ ...one, heard: [...(heard.get(one.id) ?? [])] })),
      };
      return reply.send(answer);
    },
  );

  routes.post(
    "/api/coach/messages/heard",
    { config: { access: "session", limit: "write" }, schema: { body: heardBodySchema } },
    async ({ body: { id, how } }, reply) => {
      await readyMarket(parts).coach.heard.add(id, how, parts.wallMs());
      return reply.status(204).send();
    },
  );
}
