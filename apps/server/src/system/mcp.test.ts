import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  TOOLS,
  TOOL_NAMES,
  type ToolAnswer,
  type ToolName,
  type TokenMade,
  toolAnswerSchema,
} from "@spotlight/contracts";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { settingsOf } from "../testing/limited-desk.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { Trader } from "../testing/trader.ts";

const CLI = resolve(import.meta.dirname, "../../dist/cli.js");
/** What each tool is asked here; the others take nothing. */
const INPUTS: Partial<Record<ToolName, Record<string, unknown>>> = {
  subscribe_market_stream: { symbols: ["SPY"] },
  // Watched by nobody here, so that what other tests look at stays.
  unwatch_symbol: { symbol: "NVDA" },
  search_playbook: { words: "reclaim" },
  search_glossary: { words: "vwap" },
  get_memory: { words: "reclaim" },
  set_voice: { voice: "cedar" },
  speak: { text: "Look at the chart." },
  log_journal_event: { text: "Waited for the reclaim." },
  respond_to_callout: { id: "none", action: "reject" },
  get_recommended_risk_box: { symbol: "SPY", direction: "long", entry: 600, stop: 599.5 },
};

let place: TestDatabase;
let server: ServerProcess;
let trader: Trader;
const clients: Client[] = [];

beforeAll(async () => {
  place = await embeddedTestDatabase();
  server = await ServerProcess.prepare({ ...settingsOf(place), SYMBOLS: "SPY,QQQ", SIM_SPEED: "1" });
  await server.start();
  trader = new Trader(server);
});

afterAll(async () => {
  for (const client of clients) await client.close();
  await server.stop();
  await place.remove();
});

async function token(scopes: readonly string[]): Promise<TokenMade> {
  const made = await trader.visitor.send("POST", "/api/access/tokens", { name: "a program", scopes });
  expect(made.status).toBe(201);
  return (await made.json()) as TokenMade;
}

async function overHttp(bearer: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" });
  clients.push(client);
  await client.connect(
    new StreamableHTTPClientTransport(new URL("/mcp", server.url), {
      requestInit: { headers: { authorization: `Bearer ${bearer}` } },
    }),
  );
  return client;
}

async function overStdio(bearer: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" });
  clients.push(client);
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [CLI, "mcp", "--url", server.url],
      env: { PATH: process.env["PATH"] ?? "", SPOTLIGHT_MCP_TOKEN: bearer },
    }),
  );
  return client;
}

async function call(client: Client, name: ToolName, input: Record<string, unknown>): Promise<ToolAnswer> {
  const { structuredContent, isError, content } = await client.callTool({ name, arguments: input });
  const answer = toolAnswerSchema.parse(structuredContent);
  expect(isError).toBe(!answer.ok);
  expect(content).toEqual([{ type: "text", text: JSON.stringify(structuredContent) }]);
  return answer;
}

function inputOf(name: ToolName): Record<string, unknown> {
  const symbol = "symbol" in TOOLS[name].input.shape ? { symbol: "SPY" } : {};
  return INPUTS[name] ?? symbol;
}

describe.each([
  ["HTTP", overHttp],
  ["standard input and output", overStdio],
])("a program over %s", (_way, connect) => {
  test("lists every tool and calls each", async () => {
    const client = await connect((await token(["read", "act"])).token);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([...TOOL_NAMES]);
    for (const { name, description, annotations } of tools) {
      const { description: told, access } = TOOLS[name as ToolName];
      expect([description, annotations?.readOnlyHint]).toEqual([told, access === "read"]);
      const answer = await call(client, name as ToolName, inputOf(name as ToolName));
      expect(["bad_input", "unknown_tool", "no_scope"]).not.toContain(answer.ok ? "ok" : answer.refusal.code);
    }
  });

  test("reads documents, and is told where there is none", async () => {
    const client = await connect((await token(["read"])).token);
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain("spotlight://bars/{symbol}");
    for (const uri of [...resources.map((each) => each.uri), "spotlight://bars/SPY"]) {
      const { contents } = await client.readResource({ uri });
      const [first] = contents;
      expect(
        toolAnswerSchema.parse(JSON.parse(first !== undefined && "text" in first ? first.text : "")).ok,
      ).toBe(true);
    }
    for (const uri of ["spotlight://nothing", "spotlight://bars/x%20y", "file:///etc/passwd"])
      await expect(client.readResource({ uri })).rejects.toThrow(/There is nothing at/);
  });
});

describe("a token", () => {
  test("without the scope sees and does only what it may", async () => {
    const client = await overHttp((await token(["read"])).token);
    const { tools } = await client.listTools();
    expect(tools.some(({ name }) => name === "unwatch_symbol")).toBe(false);
    expect(await call(client, "unwatch_symbol", { symbol: "QQQ" })).toMatchObject({
      ok: false,
      refusal: { code: "no_scope" },
    });
    expect(await trader.get("/api/symbols")).toMatchObject({
      symbols: [{ symbol: "SPY" }, { symbol: "QQQ" }],
    });
  });

  test("that is missing, wrong or revoked opens nothing, and is told nowhere", async () => {
    const { token: bearer, summary } = await token(["read"]);
    for (const headers of [
      {},
      { authorization: "Bearer spot_wrong" },
      { authorization: `Basic ${bearer}` },
    ]) {
      const answer = await trader.visitor.fetch("/mcp", { method: "POST", headers, body: "{}" });
      expect(answer.status).toBe(401);
    }
    await expect(overHttp("spot_wrong")).rejects.toThrow(/token|401/i);
    await expect(overStdio("spot_wrong")).rejects.toThrow(/closed/i);
    const client = await overHttp(bearer);
    const listed = await (await trader.visitor.fetch("/api/access/tokens")).text();
    expect(listed).toContain(summary.id);
    expect(listed).not.toContain(bearer);
    const revoked = await trader.visitor.fetch(`/api/access/tokens/${summary.id}`, { method: "DELETE" });
    expect(revoked.status).toBe(204);
    await expect(client.listTools()).rejects.toThrow(/token|401/i);
    expect(server.output).not.toContain(bearer);
  });

  test("opens no other route", async () => {
    const { token: bearer } = await token(["read", "act"]);
    const headers = { authorization: `Bearer ${bearer}` };
    expect((await trader.visitor.fetch("/mcp", { headers })).status).toBe(405);
  });
});

function dataOf(answer: ToolAnswer): unknown {
  return answer.ok ? answer.data : answer.refusal;
}

test("the same answer comes from REST, chat and a program", async () => {
  const client = await overHttp((await token(["read"])).token);
  const input = { symbol: "SPY", direction: "long", entry: 600, stop: 599.5 };
  const rest = toolAnswerSchema.parse(
    await (await trader.visitor.send("POST", "/api/tools/get_recommended_risk_box", input)).json(),
  );
  const program = await call(client, "get_recommended_risk_box", input);
  expect(dataOf(program)).toEqual(dataOf(rest));
  const chat = await trader.visitor.send("POST", "/api/coach/ask", {
    question: "how many shares entry 600 stop 599.5",
    symbol: "SPY",
  });
  expect(await chat.text()).toContain("SPY long entry 600.00, stop 599.50, risk $0.50 a share.");
});
