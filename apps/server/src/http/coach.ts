import { Readable } from "node:stream";
import { COACH_ASK_PATH, askBodySchema, replayedQuerySchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { ask } from "../coach/ask.ts";
import { readyMarket } from "./bars.ts";
import { eventLines } from "./event-lines.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { toolContext } from "./tools.ts";

/** Questions to the coach. */
export async function coachRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().post(
    COACH_ASK_PATH,
    {
      config: { access: "session", limit: "write" },
      schema: { querystring: replayedQuerySchema, body: askBodySchema },
    },
    (request, reply) => {
      const { question, symbol = null } = request.body;
      const { tools: toolbox } = readyMarket(parts);
      const context = toolContext(parts, request);
      const events = ask({ text: question, focus: symbol, caller: sessionOf(request).owner }, context, {
        toolbox,
        meter: parts.meter,
        logger: parts.log.logger,
      });
      return reply.type("text/event-stream; charset=utf-8").send(Readable.from(eventLines(events)));
    },
  );
}
