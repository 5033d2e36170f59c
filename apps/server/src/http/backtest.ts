import {
  type CompareAnswer,
  type FlagName,
  type TestReport,
  backtestAnswerSchema,
  backtestBodySchema,
  backtestFixtureSchema,
  backtestStartedSchema,
  backtestsAnswerSchema,
  compareAnswerSchema,
  compareBodySchema,
  dryRunAnswerSchema,
  dryRunBodySchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Backtests } from "../backtest/backtests.ts";
import { comparison } from "../backtest/comparison.ts";
import { dryRunOf } from "../backtest/dry-run.ts";
import { PlanRefused, planOf } from "../backtest/plan.ts";
import { readyMarket } from "./bars.ts";
import type { HttpParts, MarketParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { SESSION, SESSION_WRITE } from "./routes.ts";

const heavy = { access: "session" as const, limit: "backtest" as const };
const byId = z.object({ id: z.string().min(1).max(100) });
const FLAG: FlagName = "enableBacktest";

/** Strategies on past days. */
export async function backtestRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/api/backtest",
    { config: heavy, schema: { body: backtestBodySchema, response: { 201: backtestStartedSchema } } },
    async ({ body }, reply) => {
      const market = allowed(parts);
      const id = await refusing(async () => market.backtests.start(await planOf(body, market)));
      return reply.status(201).send({ id });
    },
  );

  routes.get(
    "/api/backtest",
    { config: SESSION, schema: { response: { 200: backtestsAnswerSchema } } },
    async () => ({ runs: [...(await readyMarket(parts).backtests.list())] }),
  );

  routes.get(
    "/api/backtest/:id",
    { config: SESSION, schema: { params: byId, response: { 200: backtestAnswerSchema } } },
    async ({ params: { id } }) => {
      const { run, report, points } = await known(readyMarket(parts).backtests, id);
      return { run, report, points: [...points] };
    },
  );

  controlRoutes(app, parts);
  questionRoutes(app, parts);
}

/** Tests that are under way or were stopped. */
function controlRoutes(app: FastifyInstance, parts: HttpParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.delete(
    "/api/backtest/:id",
    {
      config: SESSION_WRITE,
      schema: { params: byId, response: { 200: z.object({ cancelled: z.boolean(), deleted: z.boolean() }) } },
    },
    async ({ params: { id } }, reply) => {
      const { backtests } = readyMarket(parts);
      await known(backtests, id);
      const cancelled = await backtests.cancel(id);
      const deleted = !cancelled && (await backtests.remove(id));
      return reply.send({ cancelled, deleted });
    },
  );

  routes.post(
    "/api/backtest/:id/resume",
    { config: heavy, schema: { params: byId, response: { 200: backtestStartedSchema } } },
    async ({ params: { id } }, reply) => {
      const { backtests } = allowed(parts);
      const { run } = await known(backtests, id);
      if (!(await backtests.resume(id)))
        throw new Refusal(409, "not_stopped", `This test is ${run.state}; only a stopped one is taken up.`);
      return reply.send({ id });
    },
  );
}

/** What is asked of results, and of strategies without keeping any. */
function questionRoutes(app: FastifyInstance, parts: HttpParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/api/backtest/compare",
    { config: heavy, schema: { body: compareBodySchema, response: { 200: compareAnswerSchema } } },
    async ({ body: { first, second } }, reply) => {
      const { backtests } = readyMarket(parts);
      return reply.send(compared(await finished(backtests, first), await finished(backtests, second)));
    },
  );

  routes.get(
    "/api/backtest/:id/fixture",
    { config: SESSION, schema: { params: byId, response: { 200: backtestFixtureSchema } } },
    async ({ params: { id } }, reply) => {
      const { backtests } = readyMarket(parts);
      const report = await finished(backtests, id);
      const { run } = await known(backtests, id);
      reply.header("content-disposition", `attachment; filename="backtest-${id.slice(0, 8)}.json"`);
      return reply.send({ format: "spotlight-backtest-1", plan: run.plan, report });
    },
  );

  routes.post(
    "/api/rules/dryrun",
    { config: heavy, schema: { body: dryRunBodySchema, response: { 200: dryRunAnswerSchema } } },
    async ({ body }, reply) => {
      const market = allowed(parts);
      return reply.send(await refusing(async () => dryRunOf(market.backtests, body, market)));
    },
  );
}

/** The market, where tests are allowed. */
function allowed(parts: HttpParts): MarketParts {
  if (!parts.flags.values[FLAG])
    throw new Refusal(403, "backtest_off", `Tests are switched off. Switch the flag ${FLAG} on to run them.`);
  return readyMarket(parts);
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlanRefused)) throw error;
    const full = error.code === "too_many" || error.code === "busy";
    throw new Refusal(full ? 429 : 400, error.code, error.message);
  }
}

async function known(backtests: Backtests, id: string) {
  const found = await backtests.get(id);
  if (found === null) throw new Refusal(404, "no_backtest", "There is no test of this id.");
  return found;
}

async function finished(backtests: Backtests, id: string): Promise<Extract<TestReport, { kind: "run" }>> {
  const { report, run } = await known(backtests, id);
  if (report?.kind === "run") return report;
  throw new Refusal(
    409,
    "no_result",
    run.plan.kind === "run" ? `This test is ${run.state}: it has no result.` : "This is no run with trades.",
  );
}

function compared(
  first: Extract<TestReport, { kind: "run" }>,
  second: Extract<TestReport, { kind: "run" }>,
): CompareAnswer {
  const answer = comparison(first, second);
  if (answer !== null) return answer;
  throw new Refusal(409, "no_common_day", "The two tests have no day in common.");
}
