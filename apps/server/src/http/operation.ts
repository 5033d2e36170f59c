import type { FastifyInstance } from "fastify";
import type { HttpParts } from "./parts.ts";

/** Whether the process lives, and whether it is ready. */
export async function operationRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const open = { config: { access: "public" as const } };
  app.get("/api/livez", open, () => ({ ok: true }));

  app.get("/api/readyz", open, (_request, reply) => {
    const report = parts.readiness.report();
    return reply.status(report.ok ? 200 : 503).send(report);
  });

  app.get("/api/healthz", open, () => ({
    ...parts.readiness.report(),
    version: parts.version,
    build: parts.web.kind === "built" ? parts.web.build : null,
    uptimeMs: Math.round(parts.wallMs() - parts.epochStartMs),
    epochId: parts.epochId,
    epochStartMs: parts.epochStartMs,
  }));
}
