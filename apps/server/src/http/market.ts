import {
  type WatchedSymbol,
  marketStatusSchema,
  replayedQuerySchema,
  symbolSchema,
  symbolsAnswerSchema,
  watchBodySchema,
  watchedSymbolSchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DayBook } from "../engine/day-book.ts";
import { askedMarket, readyMarket } from "./bars.ts";
import type { HttpParts, ReadMarket } from "./parts.ts";
import { notWatched } from "./refusal.ts";
import { watch } from "./watch.ts";

/** The market's state, and which symbols are watched. */
export async function marketRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const access = { access: "session" as const };

  routes.get(
    "/api/market/status",
    {
      config: access,
      schema: { querystring: replayedQuerySchema, response: { 200: marketStatusSchema } },
    },
    (request) => {
      if (parts.market() === null) return startingStatus(parts.wallMs());
      const { engine, defaultSession } = askedMarket(parts, request);
      return {
        source: engine.source,
        ...engine.state,
        session: engine.sessionPart,
        defaultSession,
        speed: engine.speed,
        nowMs: Math.floor(engine.nowMs),
        lastEventMs: engine.lastEventMs === null ? null : Math.floor(engine.lastEventMs),
        symbols: [...engine.symbols()],
      };
    },
  );

  const symbols = { querystring: replayedQuerySchema, response: { 200: symbolsAnswerSchema } };
  routes.get("/api/symbols", { config: access, schema: symbols }, (request) => {
    const market = askedMarket(parts, request);
    const symbols = market.engine.symbols().map((symbol) => describe(market, symbol));
    return { symbols, available: [...market.engine.listings()] };
  });

  routes.post(
    "/api/symbols",
    { config: access, schema: { body: watchBodySchema, response: { 201: watchedSymbolSchema } } },
    async ({ body: { symbol } }, reply) => {
      const market = readyMarket(parts);
      await watch(market, symbol);
      return reply.status(201).send(describe(market, symbol));
    },
  );

  const params = z.strictObject({ symbol: symbolSchema });
  routes.get(
    "/api/symbols/:symbol",
    { config: access, schema: { params, response: { 200: watchedSymbolSchema } } },
    ({ params: { symbol } }) => describe(readyMarket(parts), symbol),
  );

  routes.delete(
    "/api/symbols/:symbol",
    { config: access, schema: { params } },
    async ({ params: { symbol } }, reply) => {
      if (!(await readyMarket(parts).engine.unwatch(symbol))) throw notWatched(symbol);
      return reply.status(204).send();
    },
  );
}

function startingStatus(nowMs: number) {
  const reason = "The server is starting.";
  return {
    source: "none",
    state: "starting" as const,
    reason,
    session: "closed" as const,
    defaultSession: "rth_ext" as const,
    speed: null,
    nowMs,
    lastEventMs: null,
    symbols: [],
  };
}

function describe({ engine, hub }: ReadMarket, symbol: string): WatchedSymbol {
  const state = engine.symbol(symbol);
  if (state === undefined) throw notWatched(symbol);
  const { book, ready, halted, lastEventMs, lastPrice } = state;
  const days = book.days(0, Number.MAX_SAFE_INTEGER);
  const live = engine.state.state === "live";
  return {
    symbol,
    name: engine.listings().find((listing) => listing.symbol === symbol)?.name ?? symbol,
    state: !ready ? "warming" : halted ? "halted" : live && lastEventMs !== null ? "live" : "quiet",
    readers: hub.count(symbol),
    lastEventMs: lastEventMs === null ? null : Math.floor(lastEventMs),
    lastPrice,
    previousClose: lastClose(days.at(-2)),
    firstBarMs: book.firstMs,
    bars: days.reduce(
      (sum, { day, minutes }) => sum + [...minutes.bars(day.preOpenMs, day.postCloseMs)].length,
      0,
    ),
  };
}

/** The last price of a day's regular session; null when it has none. */
function lastClose(book: DayBook | undefined): number | null {
  if (book === undefined) return null;
  return [...book.minutes.bars(book.day.openMs, book.day.closeMs)].at(-1)?.close ?? null;
}
