import { randomUUID } from "node:crypto";
import {
  type Fill,
  type TradesAnswer,
  fillBodySchema,
  replayedQuerySchema,
  takeBodySchema,
  takenAnswerSchema,
  tradesAnswerSchema,
  tradesQuerySchema,
} from "@spotlight/contracts";
import { buildTrades } from "@spotlight/strategy";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { askedMarket, readyMarket } from "./bars.ts";
import type { HttpParts, ReadMarket } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Routes, SESSION, SESSION_WRITE } from "./routes.ts";
import { submit } from "./submit.ts";

/** A person's fills and the trades that they make, which the limits are held against. */
export async function tradeRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/trades",
    { config: SESSION, schema: { querystring: tradesQuerySchema, response: { 200: tradesAnswerSchema } } },
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
    { config: SESSION_WRITE, schema: { body: fillBodySchema, response: { 201: tradesAnswerSchema } } },
    async ({ body }, reply) => {
      const market = readyMarket(parts);
      const nowMs = Math.floor(market.engine.nowMs);
      const { id = newFillId(market.engine.cursor), atMs = nowMs } = body;
      if (atMs > nowMs)
        throw new Refusal(400, "in_the_future", "A fill cannot lie ahead of the market's clock.");
      const fill: Fill = { ...body, id, atMs };
      await submit(market.desk, { type: "fill", fill });
      return reply.status(201).send(tradesOf(market));
    },
  );

  takeRoute(routes, parts);

  routes.delete(
    "/api/trades/:id",
    {
      config: SESSION_WRITE,
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
}

/** Accepts a callout and notes the fill that it was taken with, both or neither. */
function takeRoute(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/copilot/callouts/:id/take",
    {
      config: SESSION_WRITE,
      schema: {
        params: z.object({ id: z.string().min(1).max(300) }),
        querystring: replayedQuerySchema,
        body: takeBodySchema,
        response: { 201: takenAnswerSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const market = askedMarket(parts, request);
      const { callouts } = market.desk.desk;
      const callout = callouts.get(id);
      if (callout === undefined) throw new Refusal(404, "no_callout", "There is no such callout today.");
      const { symbol, direction, stop } = callout.signal;
      const fill: Fill = {
        ...request.body,
        id: newFillId(market.engine.cursor),
        symbol,
        side: direction === "long" ? "buy" : "sell",
        atMs: Math.floor(market.engine.nowMs),
        calloutId: id,
        stop,
      };
      const accepted = { type: "respond", callout: id, action: "accept", reason: null } as const;
      await submit(market.desk, accepted, { type: "fill", fill });
      return reply.status(201).send({ ...tradesOf(market), callout: callouts.get(id) ?? callout });
    },
  );
}

/**
 * An id for a fill that came without one. Fills of one instant of the market's clock stand in the order of their ids, so
 * those of one person sort in the order in which they were stated.
 */
function newFillId(cursor: number): string {
  return `${String(cursor).padStart(16, "0")}-${randomUUID()}`;
}

function tradesOf({ desk: { desk } }: ReadMarket): TradesAnswer {
  const fills = desk.fills.symbols.flatMap((symbol) => [...desk.fills.fills(symbol)]);
  const trades = desk.fills.symbols.flatMap((symbol) => [...buildTrades(desk.fills.fills(symbol)).trades]);
  return {
    trades: trades.sort((a, b) => b.openedMs - a.openedMs),
    fills: fills.sort((a, b) => b.atMs - a.atMs),
  };
}
