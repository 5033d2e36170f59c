import { randomUUID } from "node:crypto";
import {
  type Fill,
  type TradesAnswer,
  fillBodySchema,
  patternsAnswerSchema,
  patternsQuerySchema,
  replayedQuerySchema,
  riskAnswerSchema,
  riskBodySchema,
  tradesAnswerSchema,
  tradesQuerySchema,
} from "@spotlight/contracts";
import { tradingDayOf } from "@spotlight/market";
import { buildTrades } from "@spotlight/strategy";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { askedMarket, readyMarket } from "./bars.ts";
import { note } from "./note.ts";
import type { HttpParts, ReadMarket } from "./parts.ts";
import { Refusal, notWatched } from "./refusal.ts";
import { submit } from "./submit.ts";

const session = { access: "session" as const };
const write = { access: "session" as const, limit: "write" as const };

/** A person's limits and the trades that they are held against. */
export async function riskRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  const risk = { querystring: replayedQuerySchema, response: { 200: riskAnswerSchema } };
  routes.get("/api/risk", { config: session, schema: risk }, (request) =>
    standing(askedMarket(parts, request)),
  );

  routes.put(
    "/api/risk",
    { config: write, schema: { body: riskBodySchema, response: { 200: riskAnswerSchema } } },
    async (request, reply) => {
      const market = readyMarket(parts);
      const profile = { ...market.desk.desk.sentinel.wantedProfile, ...defined(request.body) };
      await note(parts, request, "risk_changed", { changed: Object.keys(request.body).join(", ") });
      await submit(market.desk, { type: "profile", profile });
      return reply.send(standing(market));
    },
  );

  routes.get(
    "/api/trades",
    { config: session, schema: { querystring: tradesQuerySchema, response: { 200: tradesAnswerSchema } } },
    (request) => {
      const { symbol, from = 0, to = Number.MAX_SAFE_INTEGER } = request.query;
      const { trades, fills } = tradesOf(askedMarket(parts, request));
      return {
        trades: trades.filter(
          (trade) =>
            (symbol === undefined || trade.symbol === symbol) &&
            trade.openedMs < to &&
            (trade.closedMs ?? Infinity) >= from,
        ),
        fills: fills.filter(
          (fill) => (symbol === undefined || fill.symbol === symbol) && fill.atMs >= from && fill.atMs < to,
        ),
      };
    },
  );

  routes.post(
    "/api/trades",
    { config: write, schema: { body: fillBodySchema, response: { 201: tradesAnswerSchema } } },
    async ({ body }, reply) => {
      const market = readyMarket(parts);
      const nowMs = Math.floor(market.engine.nowMs);
      const { id = randomUUID(), atMs = nowMs } = body;
      if (atMs > nowMs)
        throw new Refusal(400, "in_the_future", "A fill cannot lie ahead of the market's clock.");
      const fill: Fill = { ...body, id, atMs };
      await submit(market.desk, { type: "fill", fill });
      return reply.status(201).send(tradesOf(market));
    },
  );

  routes.delete(
    "/api/trades/:id",
    {
      config: write,
      schema: { params: z.object({ id: z.string().min(1).max(200) }), response: { 200: tradesAnswerSchema } },
    },
    async ({ params: { id } }, reply) => {
      const market = readyMarket(parts);
      if (market.desk.desk.fills.get(id) === undefined)
        throw new Refusal(404, "no_fill", "There is no fill of this id.");
      await submit(market.desk, { type: "fill_removed", id });
      return reply.send(tradesOf(market));
    },
  );

  routes.get(
    "/api/patterns",
    {
      config: session,
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

function tradesOf({ desk: { desk } }: ReadMarket): TradesAnswer {
  const fills = desk.fills.symbols.flatMap((symbol) => [...desk.fills.fills(symbol)]);
  const trades = desk.fills.symbols.flatMap((symbol) => [...buildTrades(desk.fills.fills(symbol)).trades]);
  return {
    trades: trades.sort((a, b) => b.openedMs - a.openedMs),
    fills: fills.sort((a, b) => b.atMs - a.atMs),
  };
}
