import { type Command, UsageError, text } from "./command.ts";
import { productVersion } from "./version.ts";

/** How a program asks this server's tools: over standard input and output, passed on to the running server. */
export const mcp: Command = {
  name: "mcp",
  summary: "serve the coach's tools to a program over standard input and output (Model Context Protocol)",
  usage: "mcp [--url URL]   (the token in SPOTLIGHT_MCP_TOKEN)",
  options: { url: { type: "string" } },
  run: async (call) => {
    const token = call.variables["SPOTLIGHT_MCP_TOKEN"] ?? "";
    if (token === "")
      throw new UsageError("SPOTLIGHT_MCP_TOKEN is not set. Make a token on the settings page and set it.");
    const url = text(call, "url") ?? `http://127.0.0.1:${call.variables["PORT"] ?? "8080"}`;
    if (!URL.canParse(url)) throw new UsageError(`${url} is no address.`);
    const { relay } = await import("./mcp-relay.ts");
    await relay(new URL("/mcp", url), token, productVersion());
    return 0;
  },
};
