import { z } from "zod";
import { sessionKindSchema, timeframeSchema } from "./bar.ts";
import { symbolSchema } from "./symbol.ts";

const id = z.string().min(1).max(300);
const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/** What is to be explained: a proposal or a signal of today, a bar, or a range of minutes, `untilMs` exclusive. */
export const subjectSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("callout"), id }),
  z.strictObject({ kind: z.literal("signal"), id }),
  z.strictObject({
    kind: z.literal("bar"),
    symbol: symbolSchema,
    timeframe: timeframeSchema.default("1m"),
    session: sessionKindSchema.default("rth"),
    startMs: epochMs,
  }),
  z.strictObject({ kind: z.literal("range"), symbol: symbolSchema, fromMs: epochMs, untilMs: epochMs }),
]);
/** See {@link subjectSchema}. */
export type Subject = z.output<typeof subjectSchema>;

/** Body of `POST /api/insight/explain`, which answers as `POST /api/coach/ask` does and goes into the journal. */
export const explainBodySchema = z.strictObject({
  subject: subjectSchema,
  /** `why` it fired, `what` it is, or what would `weaken` it; a bar and a range are always told as `what`. */
  aspect: z.enum(["why", "what", "weaken"]).default("why"),
});
/** See {@link explainBodySchema}. */
export type ExplainBody = z.output<typeof explainBodySchema>;
/** What of a subject is asked. */
export type Aspect = ExplainBody["aspect"];
