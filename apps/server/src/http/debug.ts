import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";

const feedFaultSchema = z.strictObject({ fault: z.enum(["none", "mute", "killed"]) });
const blockSchema = z.strictObject({ forMs: z.int().min(1).max(30_000) });
const errorSchema = z.strictObject({ kind: z.enum(["rejection", "exception"]) });

/** What the routes for trying out faults act on. */
export interface DebugParts {
  /** Makes the feed fail in this way, or be well again. */
  failFeed(fault: "none" | "mute" | "killed"): void;
}

/** Faults on demand, to see what the product does. These routes do not exist in production. */
export async function debugRoutes(app: FastifyInstance, { parts }: { parts: DebugParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const config = { access: "session" as const };

  routes.post("/debug/feed", { config, schema: { body: feedFaultSchema } }, (request, reply) => {
    parts.failFeed(request.body.fault);
    return reply.status(204).send();
  });

  routes.post("/debug/block", { config, schema: { body: blockSchema } }, (request, reply) => {
    reply.raw.once("finish", () => {
      const untilMs = performance.now() + request.body.forMs;
      while (performance.now() < untilMs);
    });
    return reply.status(204).send();
  });

  routes.post("/debug/error", { config, schema: { body: errorSchema } }, async (request, reply) => {
    const error = new Error("an error that was asked for");
    if (request.body.kind === "exception") setImmediate(() => throwIt(error));
    else void delay(0).then(() => throwIt(error));
    return reply.status(204).send();
  });
}

function throwIt(error: Error): never {
  throw error;
}
