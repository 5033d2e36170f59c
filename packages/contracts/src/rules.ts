import { z } from "zod";
import { sessionKindSchema, timeframeSchema } from "./bar.ts";
import { directionSchema, evaluationSchema } from "./decision.ts";

/** Longest text of a rule, characters. */
export const RULE_SOURCE_MAX = 20_000;
/** Most rules that one person may have. */
export const RULES_MAX = 200;

/** What is wrong with a rule's text: where (from 1, `endColumn` exclusive, in UTF-16 units), and what to do about it. */
export const ruleProblemSchema = z.object({
  message: z.string(),
  line: z.int(),
  column: z.int(),
  endColumn: z.int(),
  hint: z.string(),
});
/** See {@link ruleProblemSchema}. */
export type RuleProblem = z.infer<typeof ruleProblemSchema>;

const ruleSource = z.string().min(1).max(RULE_SOURCE_MAX);

/** Body of `POST /api/rules/check`. A text that is too long is refused by the check itself, with its place. */
export const ruleCheckBodySchema = z.strictObject({ source: z.string().max(4 * RULE_SOURCE_MAX) });

/** Answer of `POST /api/rules/check`. */
export const ruleCheckAnswerSchema = z.object({ ok: z.boolean(), errors: z.array(ruleProblemSchema) });
/** See {@link ruleCheckAnswerSchema}. */
export type RuleCheckAnswer = z.infer<typeof ruleCheckAnswerSchema>;

/** A trader's rule as it stands. What its text says of itself is null while the text does not hold together. */
export const ruleSchema = z.object({
  id: z.string(),
  /** From its text; the last that it had where the text does not hold together. */
  name: z.string(),
  source: z.string(),
  version: z.int().positive(),
  /** Whether it decides on the desk. */
  enabled: z.boolean(),
  direction: directionSchema.nullable(),
  timeframe: timeframeSchema.nullable(),
  session: sessionKindSchema.nullable(),
  evaluation: evaluationSchema.nullable(),
  /** Other symbols that it reads and nobody watches: until somebody does it does not fire. */
  unwatched: z.array(z.string()),
  errors: z.array(ruleProblemSchema),
  createdMs: z.int(),
  updatedMs: z.int(),
});
/** See {@link ruleSchema}. */
export type Rule = z.infer<typeof ruleSchema>;

/** A rule that comes with the product: to read, to copy and to change. */
export const shippedRuleSchema = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  source: z.string(),
});
/** See {@link shippedRuleSchema}. */
export type ShippedRule = z.infer<typeof shippedRuleSchema>;

/** Answer of `GET /api/rules`. */
export const rulesAnswerSchema = z.object({
  rules: z.array(ruleSchema),
  shipped: z.array(shippedRuleSchema),
});
/** See {@link rulesAnswerSchema}. */
export type RulesAnswer = z.infer<typeof rulesAnswerSchema>;

/** Body of `POST /api/rules`. A text with errors is refused, with all of them in the details. */
export const ruleCreateSchema = z.strictObject({ source: ruleSource, enabled: z.boolean().default(false) });

/** Body of `PUT /api/rules/:id`. `version` is the one that the change is made from: another one is refused (409). */
export const ruleUpdateSchema = z.strictObject({
  version: z.int().positive(),
  source: ruleSource.optional(),
  enabled: z.boolean().optional(),
});

/** Answer of `GET /api/rules/:id/versions`, the newest first. */
export const ruleVersionsSchema = z.object({
  id: z.string(),
  versions: z.array(z.object({ version: z.int(), source: z.string(), createdMs: z.int() })),
});
/** See {@link ruleVersionsSchema}. */
export type RuleVersions = z.infer<typeof ruleVersionsSchema>;
