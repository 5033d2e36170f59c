import { importQuerySchema, importReportSchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { ExportUnusable } from "../personal/format.ts";
import { note } from "./note.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";

/** Largest import, bytes. */
const IMPORT_BYTES_MAX = 8_388_608;
const JSON_LINES = "application/x-ndjson";
const RECENT = { access: "recent" as const };

/** A person's own data, out and in. What is exported and how is told in docs/formats.md. */
export async function personalRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  app.addContentTypeParser(
    JSON_LINES,
    { parseAs: "string", bodyLimit: IMPORT_BYTES_MAX },
    (_request, body, done) => done(null, body),
  );

  routes.get("/api/export", { config: RECENT }, async (request, reply) => {
    const { personal } = parts;
    await note(parts, request, "export");
    return reply
      .type(JSON_LINES)
      .header("content-disposition", 'attachment; filename="spotlight-export.jsonl"')
      .send((await personal.exportLines()).join(""));
  });

  routes.post(
    "/api/import",
    { config: RECENT, schema: { querystring: importQuerySchema, response: { 200: importReportSchema } } },
    async (request, reply) => {
      const { body } = request;
      if (typeof body !== "string")
        throw new Refusal(415, "not_lines", `Send the file as it is, with the content type ${JSON_LINES}.`);
      const dryRun = request.query.dryRun === "1";
      if (!dryRun) await note(parts, request, "import", { characters: body.length });
      try {
        const { rejected, ...counts } = await parts.personal.importText(body, dryRun);
        return await reply.send({ ...counts, rejected: [...rejected] });
      } catch (error) {
        if (error instanceof ExportUnusable) throw new Refusal(400, "no_export", error.message);
        throw error;
      }
    },
  );
}
