import { clientReportSchema, diagAnswerSchema, metricsAnswerSchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { noteClientReport } from "../ops/client-report.ts";
import type { HttpParts } from "./parts.ts";

/** What the process counts, what it knows of itself, and what browsers report of their pages. */
export async function metricsRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { meter } = parts;

  routes.get("/api/metrics", { config: { access: "metrics" } }, async (_request, reply) =>
    reply.type(meter.contentType).send(await meter.text()),
  );

  routes.get(
    "/api/metrics/json",
    { config: { access: "metrics" }, schema: { response: { 200: metricsAnswerSchema } } },
    async () => ({ memory: { ...process.memoryUsage() }, metrics: await meter.view() }),
  );

  routes.get(
    "/api/diag",
    { config: { access: "recent" }, schema: { response: { 200: diagAnswerSchema } } },
    async () => parts.diag(),
  );

  routes.post(
    "/api/client-report",
    { config: { access: "session" }, bodyLimit: 4_096, schema: { body: clientReportSchema } },
    async ({ body }, reply) => {
      noteClientReport(meter, body);
      return reply.status(204).send();
    },
  );
}
