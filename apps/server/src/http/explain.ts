import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import {
  type AskEvent,
  EXPLAIN_PATH,
  type ExplainBody,
  type Subject,
  explainBodySchema,
  replayedQuerySchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { LiveHands } from "../coach/tool.ts";
import { readyMarket } from "./bars.ts";
import { eventLines } from "./event-lines.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { toolContext } from "./tools.ts";

type NewEntry = Parameters<LiveHands["write"]>[0];

/** Explanations of what a person points at; each goes into the journal. */
export async function explainRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().post(
    EXPLAIN_PATH,
    {
      config: { access: "session", limit: "write" },
      schema: { querystring: replayedQuerySchema, body: explainBodySchema },
    },
    (request, reply) => {
      const { body } = request;
      const context = toolContext(parts, request);
      const told = readyMarket(parts).coach.explain(body, context, sessionOf(request).owner);
      const { hands } = context;
      const write = async (entry: NewEntry): Promise<void> => {
        try {
          await hands?.write(entry);
        } catch (error) {
          // A journal that cannot be written keeps nobody from reading.
          parts.logger.error({ err: error }, "an explanation could not be put into the journal");
        }
      };
      const events = eventLines(noted(told, body, write));
      return reply.type("text/event-stream; charset=utf-8").send(Readable.from(events));
    },
  );
}

/** Passes an answer on, and has it written down once it is whole. */
async function* noted(
  events: AsyncIterable<AskEvent>,
  { subject, aspect }: ExplainBody,
  write: (entry: NewEntry) => Promise<void>,
): AsyncGenerator<AskEvent> {
  const words: string[] = [];
  let asOfMs: number | null = null;
  for await (const event of events) {
    yield event;
    if (event.type === "facts" && event.tools.every(({ ok }) => ok)) asOfMs = event.asOfMs;
    if (event.type === "words") words.push(event.text);
    if (event.type !== "done" || asOfMs === null || words.length === 0) continue;
    const { evidence } = event;
    const symbol = evidence.find((one) => one.symbol !== null)?.symbol ?? null;
    const title = aspect === "weaken" ? `What would weaken a ${subject.kind}` : `A ${subject.kind} explained`;
    const at = { atMs: asOfMs, learnedMs: asOfMs };
    await write({
      id: randomUUID(),
      ...at,
      kind: "coach",
      symbol,
      title,
      text: words.join(" "),
      tags: [],
      refs: refsOf(subject),
      evidence,
    });
  }
}

function refsOf(subject: Subject): NewEntry["refs"] {
  return subject.kind === "callout" || subject.kind === "signal"
    ? [{ kind: subject.kind, id: subject.id }]
    : [];
}
