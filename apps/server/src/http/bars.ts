import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  type Bar,
  type RevisionsAnswer,
  type HistoryQuery,
  type SessionKind,
  digestAnswerSchema,
  digestQuerySchema,
  historyAnswerSchema,
  historyQuerySchema,
  revisionsAnswerSchema,
  revisionsQuerySchema,
} from "@spotlight/contracts";
import { TIMEFRAME_MS, sessionSpan, toWireBar, tradingDay } from "@spotlight/market";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { z } from "zod";
import type { SymbolBook } from "../engine/symbol-book.ts";
import { traced } from "../telemetry/tracer.ts";
import { canonicalBar } from "./canonical.ts";
import { Coalesced } from "./coalesced.ts";
import { gapSpans } from "./gaps.ts";
import type { HttpParts, MarketParts, ReadMarket } from "./parts.ts";
import { Refusal, notWatched, starting, warming } from "./refusal.ts";

/** How long a request waits for a symbol's past to be stored, ms. */
const WARMING_WAIT_MS = 10_000;

/** History, the revision ledger, and the digest that proves a copy. */
export async function barRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const inFlight = new Coalesced<string>();
  const access = { access: "session" as const, limit: "history" as const };

  routes.get(
    "/api/history",
    { config: access, schema: { querystring: historyQuerySchema, response: { 200: historyAnswerSchema } } },
    async (request, reply) => {
      const { query } = request;
      const market = askedMarket(parts, request);
      const body = await inFlight.share(JSON.stringify(query), () =>
        traced(parts.tracer, "history", { symbol: query.symbol, timeframe: query.timeframe }, () =>
          historyBody(market, query),
        ),
      );
      return reply.type("application/json; charset=utf-8").send(body as never);
    },
  );

  routes.get(
    "/api/bars/revisions",
    {
      config: access,
      schema: { querystring: revisionsQuerySchema, response: { 200: revisionsAnswerSchema } },
    },
    (request) => revisions(askedMarket(parts, request), request.query),
  );

  routes.get(
    "/api/bars/digest",
    { config: access, schema: { querystring: digestQuerySchema, response: { 200: digestAnswerSchema } } },
    (request) => dayDigest(askedMarket(parts, request), request.query),
  );
}

async function dayDigest(market: ReadMarket, query: z.infer<typeof digestQuerySchema>) {
  const { symbol, timeframe, day, session = market.defaultSession } = query;
  const { bars, cursor } = await dayBars(market, symbol, { timeframe, session }, day);
  const digest = createHash("sha256").update(bars.map(canonicalBar).join("")).digest("hex");
  return { symbol, timeframe, session, day, cursor, count: bars.length, digest };
}

/** The market, or a refusal while the server is starting. */
export function readyMarket(parts: HttpParts): MarketParts {
  const market = parts.market();
  if (market === null) throw starting();
  return market;
}

/** The market that a request asks about: the day that is replayed when it says so, otherwise the live one. */
export function askedMarket(parts: HttpParts, request: { readonly query: unknown }): ReadMarket {
  const market = readyMarket(parts);
  const { replay } = request.query as { readonly replay?: string };
  if (replay !== "1") return market;
  const { current } = market.replays;
  if (current === null)
    throw new Refusal(404, "no_replay", "Nothing is being replayed. Start with POST /api/replay/start.");
  const { market: engine, desk } = current.telling;
  return { engine, log: engine.log, hub: current.hub, desk, defaultSession: market.defaultSession };
}

/** A watched symbol's book, or a refusal. One that is being made ready is waited for, for a while. */
export async function bookOf({ engine }: ReadMarket, symbol: string): Promise<SymbolBook> {
  if (engine.symbol(symbol)?.ready === false)
    await Promise.race([engine.warmed(symbol), delay(WARMING_WAIT_MS, undefined, { ref: false })]);
  const state = engine.symbol(symbol);
  if (state === undefined) throw notWatched(symbol);
  if (!state.ready) throw warming(symbol);
  return state.book;
}

async function historyBody(market: ReadMarket, query: HistoryQuery): Promise<string> {
  const { symbol, timeframe, limit, sinceSeq } = query;
  const session = query.session ?? market.defaultSession;
  const book = await bookOf(market, symbol);
  const sinceMs = sinceSeq === undefined ? 0 : (sinceSeq + 1) * TIMEFRAME_MS[timeframe];
  const fromMs = Math.max(query.from ?? 0, sinceMs);
  const untilMs = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, query.to ?? Number.MAX_SAFE_INTEGER);
  const oldestFirst = query.from !== undefined || sinceSeq !== undefined;
  const found = await book.bars({ timeframe, session }, { fromMs, untilMs, limit, oldestFirst });
  // From here to the end nothing waits, so bars, gaps and cursor are of one moment.
  const bars = found.map((bar) => toWireBar(symbol, timeframe, bar));
  const first = bars[0]?.bar_start;
  const last = bars.at(-1)?.bar_end;
  const gaps = first === undefined || last === undefined ? [] : gapSpans(book, session, first, last);
  return JSON.stringify({ symbol, timeframe, session, cursor: market.engine.cursor, bars, gaps });
}

async function dayBars(
  market: ReadMarket,
  symbol: string,
  view: { readonly timeframe: Bar["timeframe"]; readonly session: SessionKind },
  day: string,
): Promise<{ bars: readonly Bar[]; cursor: number }> {
  const book = await bookOf(market, symbol);
  const trading = tradingDay(day);
  if (trading === null)
    throw new Refusal(400, "no_trading_day", `${day} is not a trading day: the exchanges were closed.`);
  const { startMs, endMs } = sessionSpan(trading, view.session);
  const range = { fromMs: startMs, untilMs: endMs, limit: Number.MAX_SAFE_INTEGER, oldestFirst: true };
  const bars = (await book.bars(view, range)).map((bar) => toWireBar(symbol, view.timeframe, bar));
  return { bars, cursor: market.engine.cursor };
}

interface RevisionsQuery {
  readonly symbol: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly after: number;
  readonly limit: number;
}

async function revisions(
  market: ReadMarket,
  { symbol, from, to, after, limit }: RevisionsQuery,
): Promise<RevisionsAnswer> {
  await bookOf(market, symbol);
  const { cursor } = market.engine;
  const facts = await market.log.minuteFacts(symbol, from ?? 0, to ?? Number.MAX_SAFE_INTEGER);
  const changes: RevisionsAnswer["revisions"] = [];
  for (const fact of facts) {
    if (fact.kind !== "bar" || fact.cause === null || fact.cursor <= after || fact.cursor > cursor) continue;
    if (changes.length === limit) break;
    const { bar, before } = fact.body;
    changes.push({
      cursor: fact.cursor,
      learnedMs: fact.learnedMs,
      cause: fact.cause,
      before: before === null ? null : toWireBar(symbol, "1m", before),
      after: toWireBar(symbol, "1m", bar),
    });
  }
  return { symbol, cursor, revisions: changes };
}
