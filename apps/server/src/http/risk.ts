import {
  patternsAnswerSchema,
  patternsQuerySchema,
  replayedQuerySchema,
  riskAnswerSchema,
  riskBodySchema,
} from "@spotlight/contracts";
import { tradingDayOf } from "@spotlight/market";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { askedMarket, readyMarket } from "./bars.ts";
import { note } from "./note.ts";
import type { HttpParts, ReadMarket } from "./parts.ts";
import { notWatched } from "./refusal.ts";
import { SESSION, SESSION_WRITE } from "./routes.ts";
import { submit } from "./submit.ts";

/** A person's limits, and how strategies did before. */
export async function riskRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const risk = { querystring: replayedQuerySchema, response: { 200: riskAnswerSchema } };
  routes.get("/api/risk", { config: SESSION, schema: risk }, (request) =>
    standing(askedMarket(parts, request)),
  );

  routes.put(
    "/api/risk",
    { config: SESSION_WRITE, schema: { body: riskBodySchema, response: { 200: riskAnswerSchema } } },
    async (request, reply) => {
      const market = readyMarket(parts);
      const profile = { ...market.desk.desk.sentinel.wantedProfile, ...defined(request.body) };
      await note(parts, request, "risk_changed", { changed: Object.keys(request.body).join(", ") });
      await submit(market.desk, { type: "profile", profile });
      return reply.send(standing(market));
    },
  );

  routes.get(
    "/api/patterns",
    {
      config: SESSION,
      schema: { querystring: patternsQuerySchema, response: { 200: patternsAnswerSchema } },
    },
    ({ query: { symbol, strategy } }) => {
      const market = readyMarket(parts);
      const { desk } = market.desk;
      if (desk.market.view(symbol) === undefined) throw notWatched(symbol);
      const asked = desk.market.strategies.filter(({ id }) => strategy === undefined || id === strategy);
      const patterns = asked.flatMap((each) => [...desk.patterns.summaries(each, symbol)]);
      return { symbol, day: tradingDayOf(market.engine.nowMs).day, patterns };
    },
  );
}

/** A change without the fields that it leaves out. */
function defined<Body extends object>(body: Body): { [Key in keyof Body]: Exclude<Body[Key], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Body]: Exclude<Body[Key], undefined>;
  };
}

function standing({ desk: { desk } }: ReadMarket) {
  return { state: desk.sentinel.state, wanted: desk.sentinel.wantedProfile };
}
