import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import {
  CallToolRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { UsageError } from "./command.ts";

/**
 * Passes what a program asks over standard input on to a running server, and its answers back, until the input ends.
 *
 * @throws {UsageError} when no server answers there, or it does not take the token.
 */
export async function relay(url: URL, token: string, version: string): Promise<void> {
  const identity = { name: "spotlight-trader", version };
  const client = new Client(identity);
  try {
    await client.connect(
      new StreamableHTTPClientTransport(url, {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
  } catch {
    throw new UsageError(
      `No server takes this token at ${url.origin}. Is it running, and is the token in force?`,
    );
  }
  const { server } = new McpServer(identity, {
    capabilities: { tools: {}, resources: {} },
    instructions: client.getInstructions() ?? "",
  });
  server.setRequestHandler(ListToolsRequestSchema, async ({ params }) => client.listTools(params));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => client.callTool(params));
  server.setRequestHandler(ListResourcesRequestSchema, async ({ params }) => client.listResources(params));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, async ({ params }) =>
    client.listResourceTemplates(params),
  );
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => client.readResource(params));
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
  await client.close();
}
