import { randomUUID } from "node:crypto";
import {
  RULES_MAX,
  type Rule,
  ruleCheckAnswerSchema,
  ruleCheckBodySchema,
  ruleCreateSchema,
  ruleSchema,
  ruleUpdateSchema,
  ruleVersionsSchema,
  rulesAnswerSchema,
} from "@spotlight/contracts";
import { SHIPPED_RULES, checkRule, compileRule } from "@spotlight/strategy";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { StoredRule } from "../desk/rule-store.ts";
import { readyMarket } from "./bars.ts";
import type { HttpParts, MarketParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { type Routes, SESSION, SESSION_WRITE } from "./routes.ts";

const byId = z.object({ id: z.string().min(1).max(100) });

/** A trader's rules: their texts, versions and whether they decide. */
export async function ruleRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  readingRoutes(routes, parts);
  writingRoutes(routes, parts);
}

function readingRoutes(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/rules/check",
    { config: SESSION, schema: { body: ruleCheckBodySchema, response: { 200: ruleCheckAnswerSchema } } },
    ({ body }) => {
      const { ok, errors } = checkRule(body.source);
      return { ok, errors: [...errors] };
    },
  );

  routes.get(
    "/api/rules",
    { config: SESSION, schema: { response: { 200: rulesAnswerSchema } } },
    async () => {
      const market = readyMarket(parts);
      const rules = await market.rules.list();
      return { rules: rules.map((rule) => described(rule, market)), shipped };
    },
  );

  routes.get(
    "/api/rules/:id",
    { config: SESSION, schema: { params: byId, response: { 200: ruleSchema } } },
    async ({ params: { id } }) => {
      const market = readyMarket(parts);
      return described(await found(market, id), market);
    },
  );

  routes.get(
    "/api/rules/:id/versions",
    { config: SESSION, schema: { params: byId, response: { 200: ruleVersionsSchema } } },
    async ({ params: { id } }) => {
      const versions = await readyMarket(parts).rules.versions(id);
      if (versions.length === 0) throw noRule();
      return { id, versions: [...versions] };
    },
  );
}

function writingRoutes(routes: Routes, parts: HttpParts): void {
  routes.post(
    "/api/rules",
    { config: SESSION_WRITE, schema: { body: ruleCreateSchema, response: { 201: ruleSchema } } },
    async ({ body }, reply) => {
      const market = readyMarket(parts);
      const name = nameOf(body.source);
      if ((await market.rules.list()).length >= RULES_MAX)
        throw new Refusal(409, "too_many_rules", `There are ${RULES_MAX} rules already. Delete some.`);
      const id = randomUUID();
      await market.rules.add({ ...body, id, name }, parts.wallMs());
      await market.desk.useRules();
      return reply.status(201).send(described(await found(market, id), market));
    },
  );

  routes.put(
    "/api/rules/:id",
    {
      config: SESSION_WRITE,
      schema: { params: byId, body: ruleUpdateSchema, response: { 200: ruleSchema } },
    },
    async ({ params: { id }, body }, reply) => {
      const market = readyMarket(parts);
      const before = await found(market, id);
      const { source = before.source, enabled = before.enabled } = body;
      const name = body.source === undefined ? before.name : nameOf(body.source);
      const from = { version: body.version, source: before.source };
      const changed = await market.rules.change({ id, name, source, enabled }, from, parts.wallMs());
      if (!changed) {
        const sentence = `This rule is at version ${before.version} by now. Load it again and repeat the change.`;
        throw new Refusal(409, "changed_meanwhile", sentence);
      }
      await market.desk.useRules();
      return reply.send(described(await found(market, id), market));
    },
  );

  routes.delete(
    "/api/rules/:id",
    { config: SESSION_WRITE, schema: { params: byId, response: { 204: z.null() } } },
    async ({ params: { id } }, reply) => {
      const market = readyMarket(parts);
      if (!(await market.rules.remove(id, parts.wallMs()))) throw noRule();
      await market.desk.useRules();
      return reply.status(204).send(null);
    },
  );
}

const shipped = SHIPPED_RULES.map(({ id, summary, source }) => ({
  id,
  summary,
  source,
  name: nameOf(source),
}));

/** The name that a text gives its rule. Refuses a text with errors, with all of them. */
function nameOf(source: string): string {
  const checked = checkRule(source);
  if (checked.ok) return checked.rule.syntax.name;
  const first = checked.errors[0];
  const where = first === undefined ? "" : ` Line ${first.line}: ${first.message} ${first.hint}`;
  throw new Refusal(400, "rule_has_errors", `The rule does not hold together.${where}`, {
    errors: checked.errors,
  });
}

async function found({ rules }: MarketParts, id: string): Promise<StoredRule> {
  const rule = await rules.get(id);
  if (rule === null) throw noRule();
  return rule;
}

function noRule(): Refusal {
  return new Refusal(404, "no_rule", "There is no rule of this id.");
}

function described(rule: StoredRule, { engine }: MarketParts): Rule {
  const checked = checkRule(rule.source);
  const nothing = { direction: null, timeframe: null, session: null, evaluation: null, unwatched: [] };
  if (!checked.ok) return { ...rule, ...nothing, errors: [...checked.errors] };
  const { direction, timeframe, session: hours, evaluation, needs } = compileRule(checked.rule);
  const others = new Set(needs.flatMap(({ symbol }) => symbol ?? []));
  const unwatched = [...others].filter((symbol) => engine.symbol(symbol) === undefined);
  return { ...rule, direction, timeframe, session: hours, evaluation, unwatched, errors: [] };
}
