import { replayedQuerySchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readyMarket } from "./bars.ts";
import { programOf } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { toolContext } from "./tools.ts";

/** The Model Context Protocol over streamable HTTP, stateless. */
export async function mcpRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  // There is no stream of the server's own to open and no session to end.
  routes.route({
    method: ["GET", "DELETE"],
    url: "/mcp",
    config: { access: "token" },
    handler: (_request, reply) => {
      reply.header("allow", "POST");
      throw new Refusal(405, "method_not_allowed", "Ask with POST.");
    },
  });
  routes.post(
    "/mcp",
    {
      config: { access: "token", limit: "standard" },
      schema: { querystring: replayedQuerySchema, body: z.unknown() },
    },
    async (request, reply) => {
      const { answerMcp } = await import("../coach/mcp/mcp.ts");
      const { id, scopes } = programOf(request);
      const { tools: toolbox } = readyMarket(parts);
      const context = toolContext(parts, request);
      const answer = await answerMcp(
        { toolbox, context, caller: `token:${id}`, scopes, version: parts.version },
        new Request("http://localhost/mcp", { method: "POST", headers: headersOf(request.headers) }),
        request.body,
      );
      reply.status(answer.status);
      for (const [name, value] of answer.headers) reply.header(name, value);
      return reply.send(await answer.text());
    },
  );
}

/** What the protocol reads of a request's headers. */
function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const names = ["accept", "content-type", "mcp-protocol-version", "mcp-session-id", "last-event-id"];
  return new Headers(
    names.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
