import {
  type AttentionAnswer,
  type Callout,
  type CalloutsAnswer,
  type DecisionsQuery,
  type DeskAnswer,
  type Signal,
  attentionAnswerSchema,
  calloutResponseSchema,
  calloutSchema,
  calloutsAnswerSchema,
  decisionsQuerySchema,
  deskAnswerSchema,
  deskBodySchema,
  feedbackSchema,
  replayedQuerySchema,
  signalsAnswerSchema,
} from "@spotlight/contracts";
import { SETUPS, attentionOf } from "@spotlight/strategy";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { askedMarket, readyMarket } from "./bars.ts";
import { defined } from "./defined.ts";
import type { HttpParts, ReadMarket } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Routes, SESSION, SESSION_WRITE } from "./routes.ts";
import { submit } from "./submit.ts";

const byId = z.object({ id: z.string().min(1).max(300) });
/** Facts that are looked through for one answer. */
const FACTS_MAX = 20_000;

/** What the strategies say, and what the trader does with it. */
export async function copilotRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  decisionRoutes(routes, parts);
  responseRoutes(routes, parts);
  deskRoutes(routes, parts);
}

function decisionRoutes(routes: Routes, parts: HttpParts): void {
  routes.get(
    "/api/signals",
    {
      config: SESSION,
      schema: { querystring: decisionsQuerySchema, response: { 200: signalsAnswerSchema } },
    },
    (request) => signals(askedMarket(parts, request), request.query),
  );

  routes.get(
    "/api/copilot/callouts",
    {
      config: SESSION,
      schema: { querystring: decisionsQuerySchema, response: { 200: calloutsAnswerSchema } },
    },
    (request) => callouts(askedMarket(parts, request), request.query),
  );

  routes.get(
    "/api/copilot/attention",
    {
      config: SESSION,
      schema: { querystring: replayedQuerySchema, response: { 200: attentionAnswerSchema } },
    },
    (request) => attention(askedMarket(parts, request)),
  );
}

function responseRoutes(routes: Routes, parts: HttpParts): void {
  for (const action of ["accept", "reject", "snooze"] as const) {
    routes.post(
      `/api/copilot/callouts/:id/${action}`,
      {
        config: SESSION_WRITE,
        schema: {
          params: byId,
          querystring: replayedQuerySchema,
          body: calloutResponseSchema.default({}),
          response: { 200: calloutSchema },
        },
      },
      async (request, reply) => {
        const {
          params: { id },
          body,
        } = request;
        const { desk } = askedMarket(parts, request);
        await submit(desk, { type: "respond", callout: id, action, reason: body.reason ?? null });
        const callout = desk.desk.callouts.get(id);
        if (callout === undefined) throw new Refusal(404, "no_callout", "There is no such callout today.");
        return reply.send(callout);
      },
    );
  }

  routes.post(
    "/api/feedback",
    { config: SESSION_WRITE, schema: { body: feedbackSchema, response: { 200: deskAnswerSchema } } },
    async ({ body }, reply) => {
      const market = readyMarket(parts);
      const about = body.callout === undefined ? undefined : market.desk.desk.callouts.get(body.callout);
      const strategy = about?.signal.strategy ?? body.strategy;
      if (strategy === undefined || !standings(market).some(({ id }) => id === strategy)) {
        throw new Refusal(
          404,
          "no_strategy",
          "Say which callout of today or which strategy this is about: its id is not known.",
        );
      }
      await submit(market.desk, { type: "feedback", strategy, feedback: body });
      return reply.send(describe(market));
    },
  );
}

function deskRoutes(routes: Routes, parts: HttpParts): void {
  routes.get("/api/copilot/desk", { config: SESSION, schema: { response: { 200: deskAnswerSchema } } }, () =>
    describe(readyMarket(parts)),
  );

  routes.put(
    "/api/copilot/desk",
    { config: SESSION_WRITE, schema: { body: deskBodySchema, response: { 200: deskAnswerSchema } } },
    async ({ body: { setups, ...change } }, reply) => {
      const market = readyMarket(parts);
      const settings = { ...market.desk.desk.settings, ...defined(change) };
      if (Object.keys(change).length > 0) await submit(market.desk, { type: "settings", settings });
      if (setups !== undefined) {
        const unknown = setups.find((id) => !SETUPS.some((setup) => setup.id === id));
        if (unknown !== undefined)
          throw new Refusal(
            400,
            "no_setup",
            `There is no setup ${unknown}. GET /api/copilot/desk lists them.`,
          );
        await market.desk.useSetups(setups);
      }
      return reply.send(describe(market));
    },
  );
}

async function signals(market: ReadMarket, query: DecisionsQuery) {
  const { cursor } = market.engine;
  const facts = await owned(market, "signal", query);
  return { cursor, signals: newest(facts, query, (signal: Signal) => signal) };
}

async function callouts(market: ReadMarket, query: DecisionsQuery): Promise<CalloutsAnswer> {
  const { cursor } = market.engine;
  const facts = await owned(market, "callout", query);
  const found = newest(facts, query, (callout: Callout) => callout.signal);
  return { cursor, nowMs: Math.floor(market.engine.nowMs), callouts: found };
}

function attention({ engine, desk }: ReadMarket): AttentionAnswer {
  const { market, callouts: book, fills } = desk.desk;
  const nowMs = Math.floor(engine.nowMs);
  const open = new Set(fills.openSymbols);
  return { cursor: engine.cursor, nowMs, symbols: [...attentionOf(market, [...book.all], open, nowMs)] };
}

async function owned(
  { log, desk }: ReadMarket,
  kind: "signal" | "callout",
  { from = 0, to = Number.MAX_SAFE_INTEGER }: DecisionsQuery,
): Promise<readonly unknown[]> {
  const range = { owner: desk.owner, kinds: [kind], fromMs: from, untilMs: to };
  const facts = await log.owned({ ...range, limit: FACTS_MAX, newestFirst: true });
  return facts.map(({ body }) => body);
}

/** Each thing once, as it was last told, the newest first. */
function newest<Item extends { readonly id: string }>(
  bodies: readonly unknown[],
  { symbol, strategy, limit }: DecisionsQuery,
  signalOf: (item: Item) => Signal,
): Item[] {
  const seen = new Map<string, Item>();
  for (const body of bodies) {
    const item = body as Item;
    const signal = signalOf(item);
    const wanted =
      (symbol === undefined || signal.symbol === symbol) &&
      (strategy === undefined || signal.strategy === strategy);
    if (wanted && !seen.has(item.id)) seen.set(item.id, item);
    if (seen.size === limit) break;
  }
  return [...seen.values()];
}

function describe(market: ReadMarket): DeskAnswer {
  return { settings: market.desk.desk.settings, strategies: standings(market) };
}

function standings({ desk }: ReadMarket): DeskAnswer["strategies"] {
  const rules = desk.strategies.flatMap((strategy) => (strategy.kind === "rule" ? [strategy] : []));
  const all = [
    ...SETUPS.map(({ id, version, name }) => ({ id, version, name, kind: "setup" as const })),
    ...rules.map(({ id, version, name }) => ({ id, version, name, kind: "rule" as const })),
  ];
  return all.map((strategy) => {
    const { score, keptBack, explanation } = desk.desk.score(strategy.id);
    const inUse = desk.strategies.some(({ id }) => id === strategy.id);
    return { ...strategy, inUse, score, keptBack: [...keptBack], explanation };
  });
}
