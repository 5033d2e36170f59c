import { type ChatAct, type ChatScript, type OpenAiStandIn, startOpenAi } from "@spotlight/standins/openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Metrics } from "../../telemetry/metrics.ts";
import type { ChatPiece } from "../chat.ts";
import { VendorFailure } from "../vendor.ts";
import { ChatEndpoint } from "./chat-endpoint.ts";
import { retirementOf } from "./retirements.ts";

const NEVER = new AbortController().signal;
let refusals = 0;

/** Refuses twice before it answers. */
const busy: ChatScript = () => {
  refusals += 1;
  const later: ChatAct[] = [{ do: "refuse", status: 429, retryAfterSeconds: 0 }];
  return refusals <= 2 ? later : [{ do: "say", text: "Now." }];
};
const scripts: Record<string, ChatScript> = {
  talker: ({ tools }) => [
    { do: "say", text: `I may use ${tools.join(" and ")}.` },
    { do: "call", id: "c1", tool: "get_last_price", input: '{"symbol":"SPY"}' },
    { do: "call", id: "c2", tool: "levels", input: "{" },
  ],
  listener: ({ messages }) => [
    { do: "say", text: messages.map(({ role, content }) => `${role}:${content}`).join("|") },
  ],
  busy,
  broken: () => [{ do: "refuse", status: 500 }],
  dying: () => [{ do: "say", text: "Half a" }, { do: "die" }],
  odd: () => [
    {
      do: "raw",
      data: 'data: {"choices":[{"delta":{"content":5}}]}\n\ndata: {"usage":{"total_tokens":"many"}}\n\n',
    },
    { do: "say", text: "Still here." },
  ],
  endless: function* forever() {
    for (;;) yield { do: "say", text: "more " };
  },
};

let openai: OpenAiStandIn;
beforeAll(async () => {
  openai = await startOpenAi(scripts);
});
afterAll(async () => openai.stop());

function endpoint(model: string, apiKey: string | null = openai.apiKey): ChatEndpoint {
  const plan = {
    model,
    baseUrl: openai.baseUrl,
    apiKey,
    timeoutMs: 5_000,
    wallMs: () => Date.UTC(2026, 10, 29),
  };
  return new ChatEndpoint(plan, new Metrics());
}

async function piecesOf(model: ChatEndpoint): Promise<ChatPiece[]> {
  const tool = { name: "get_last_price", description: "The last price.", input: { type: "object" } };
  const messages = [
    { role: "system" as const, text: "Be brief." },
    { role: "user" as const, text: "Where?" },
    { role: "assistant" as const, text: "", calls: [{ id: "c0", tool: "get_last_price", input: "{}" }] },
    { role: "tool" as const, call: "c0", text: "{}" },
  ];
  const pieces: ChatPiece[] = [];
  for await (const piece of model.answer({ messages, tools: [tool], longest: 100 }, NEVER)) {
    pieces.push(piece);
  }
  return pieces;
}

function textOf(pieces: readonly ChatPiece[]): string {
  return pieces.flatMap((piece) => (piece.type === "text" ? [piece.text] : [])).join("");
}

describe("a model behind an endpoint", () => {
  test("streams words, then whole calls, and says what it used", async () => {
    const pieces = await piecesOf(endpoint("talker"));
    expect(textOf(pieces)).toBe("I may use get_last_price.");
    expect(pieces.filter(({ type }) => type === "call")).toEqual([
      { type: "call", call: { id: "c1", tool: "get_last_price", input: '{"symbol":"SPY"}' } },
      { type: "call", call: { id: "c2", tool: "levels", input: "{" } },
    ]);
    expect(pieces.some((piece) => piece.type === "usage" && piece.tokens > 0)).toBe(true);
  });

  test("is told the whole talk", async () => {
    expect(textOf(await piecesOf(endpoint("listener")))).toBe(
      "system:Be brief.|user:Where?|assistant:null|tool:{}",
    );
  });

  test("that takes no more questions for now is asked again when it says", async () => {
    expect(textOf(await piecesOf(endpoint("busy")))).toBe("Now.");
    expect(refusals).toBe(3);
  });

  test("that fails says so in a sentence without its key", async () => {
    await expect(piecesOf(endpoint("broken"))).rejects.toThrow(
      "The model's endpoint answered with status 500.",
    );
    await expect(piecesOf(endpoint("dying"))).rejects.toThrow("The model broke off.");
    await expect(piecesOf(endpoint("talker", "sk-wrong"))).rejects.toThrow(
      "The model's endpoint does not accept OPENAI_API_KEY.",
    );
    await expect(piecesOf(endpoint("nobody"))).rejects.toThrow(VendorFailure);
  });

  test("frames of another form are passed over", async () => {
    expect(textOf(await piecesOf(endpoint("odd")))).toBe("Still here.");
  });

  test("is left alone at once when it is given up", async () => {
    const giving = new AbortController();
    const messages = [{ role: "user" as const, text: "Go on." }];
    let pieces = 0;
    for await (const piece of endpoint("endless").answer(
      { messages, tools: [], longest: 9 },
      giving.signal,
    )) {
      expect(piece.type).toBe("text");
      pieces += 1;
      if (pieces === 3) giving.abort();
    }
    expect(pieces).toBe(3);
  });

  test("is looked for at the start, and what is known of its end is told", async () => {
    const there = endpoint("talker");
    await there.check();
    expect(there.trouble).toBeNull();
    const late = endpoint("recovering");
    await late.check();
    expect(late.trouble).toMatch(/cannot be used/);
    scripts["recovering"] = () => [{ do: "say", text: "Back." }];
    expect(textOf(await piecesOf(late))).toBe("Back.");
    expect(late.trouble).toBeNull();
    const missing = endpoint("gone");
    await missing.check();
    expect(missing.trouble).toBe(
      "gone cannot be used: The endpoint does not know this model. See OPENAI_MODEL.",
    );
    expect(retirementOf("gpt-realtime", Date.UTC(2026, 10, 29))).toMatch(/is retired on 2027-01-20/);
    expect(retirementOf("gpt-realtime", Date.UTC(2027, 1, 1))).toMatch(/was retired on 2027-01-20/);
  });
});
