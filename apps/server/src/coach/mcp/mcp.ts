import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourceTemplatesRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { TOOLS, type TokenScope, type ToolAnswer, toolAnswerSchema } from "@spotlight/contracts";
import { z } from "zod";
import type { ToolContext } from "../tool.ts";
import type { Toolbox } from "../toolbox.ts";
import { RESOURCES, RESOURCE_TEMPLATES, questionFor } from "./resources.ts";

/** Who asks, and with what. */
export interface McpParts {
  readonly toolbox: Toolbox;
  readonly context: ToolContext;
  /** Whose questions to tools are counted together. */
  readonly caller: string;
  readonly scopes: readonly TokenScope[];
  readonly version: string;
}

const INSTRUCTIONS =
  "Tools of a trading coach on live market data. Every answer says of when it is and what it rests on; a refusal says what is missing. State no number that no answer holds. No tool places an order.";

/** What every tool answers: the whole of the registry's answer, with its evidence. */
const { $schema: _dialect, ...ANSWER } = z.toJSONSchema(toolAnswerSchema, { unrepresentable: "any" });
const OUTPUT = { type: "object" as const, ...ANSWER };

/** Answers one request of a client; every request stands for itself, so that nothing is kept between them. */
export async function answerMcp(parts: McpParts, request: Request, body: unknown): Promise<Response> {
  const { server } = new McpServer(
    { name: "spotlight-trader", version: parts.version },
    { capabilities: { tools: {}, resources: {} }, instructions: INSTRUCTIONS },
  );
  addTools(server, parts);
  addResources(server, parts);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody: body });
  } finally {
    await server.close();
  }
}

type Registered = McpServer["server"];

function addTools(server: Registered, parts: McpParts): void {
  const { toolbox, scopes } = parts;
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: toolbox
      .list()
      .tools.filter(({ access }) => scopes.includes(access))
      .map(({ name, description, access, input }) => ({
        name,
        description,
        inputSchema: { ...input, type: "object" as const },
        outputSchema: OUTPUT,
        annotations: { readOnlyHint: access === "read", openWorldHint: false },
      })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const answer = await call(parts, params.name, params.arguments ?? {});
    return {
      content: [{ type: "text" as const, text: JSON.stringify(answer) }],
      structuredContent: answer,
      isError: !answer.ok,
    };
  });
}

function addResources(server: Registered, parts: McpParts): void {
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: RESOURCES }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: RESOURCE_TEMPLATES,
  }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    const question = questionFor(uri);
    if (question === null)
      throw new McpError(ErrorCode.InvalidParams, `There is nothing at ${uri.slice(0, 200)}.`);
    const answer = await call(parts, question.tool, question.input);
    return { contents: [{ uri, mimeType: "application/json", text: JSON.stringify(answer) }] };
  });
}

/** Asks a tool, if the token's scopes reach so far. */
async function call(
  { toolbox, context, caller, scopes }: McpParts,
  name: string,
  input: unknown,
): Promise<ToolAnswer> {
  const access = Object.hasOwn(TOOLS, name) ? TOOLS[name as keyof typeof TOOLS].access : "read";
  if (scopes.includes(access)) return toolbox.call(name, input, context, caller);
  return {
    ok: false,
    tool: name.slice(0, 100),
    refusal: {
      code: "no_scope",
      message: `This token may not ${access}. Make one that may on the settings page.`,
      retry: false,
    },
  };
}
