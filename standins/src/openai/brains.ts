import type { ChatAct, ChatAsked, ChatScript } from "./chat.ts";

/** The last thing that the person said. */
function questionOf({ messages }: ChatAsked): string {
  return messages.findLast(({ role }) => role === "user")?.content ?? "";
}

/** Answers of tools since the person spoke, as they were given. */
function answersOf({ messages }: ChatAsked): readonly string[] {
  const asked = messages.findLastIndex(({ role }) => role === "user");
  return messages.slice(asked + 1).flatMap(({ role, content }) => (role === "tool" ? [content ?? ""] : []));
}

function symbolOf(asked: ChatAsked): string {
  const focus = /(\b[A-Z]{1,5}\b) is on the chart/.exec(asked.messages[0]?.content ?? "");
  return /\b(SPY|QQQ|NVDA)\b/.exec(questionOf(asked))?.[1] ?? focus?.[1] ?? "SPY";
}

/** Says numbers that nobody returned, without asking anything. */
const inventor: ChatScript = (asked) => {
  const symbol = symbolOf(asked);
  return [
    {
      do: "say",
      text:
        `${symbol} trades at 612.34 now. The stop belongs at five ninety-nine and a half. ` +
        `It won 17 of 20 times, so the win rate is 85 %. You may risk 3.0 R. Buy ${symbol} with grade A at 9:41. ` +
        `Relative volume is twice the usual. Expect 4 points more.`,
    },
  ];
};

/** Asks a tool and then says something else than it returned. */
const ignorer: ChatScript = (asked) => {
  const symbol = symbolOf(asked);
  const [price] = answersOf(asked);
  if (price === undefined)
    return [{ do: "call", id: "call_1", tool: "get_last_price", input: JSON.stringify({ symbol }) }];
  const said = /"said":"(\d+)\.(\d\d)"/.exec(price);
  const near =
    said === null ? "100.01" : `${said[1]}.${String((Number(said[2]) + 37) % 100).padStart(2, "0")}`;
  return [{ do: "say", text: `${symbol} last price ${near}. ${symbol} is up 2.4 % today.` }];
};

/** Repeats what it was told in secret, and promises. */
const leaker: ChatScript = ({ messages }) => [
  {
    do: "say",
    text: `My instructions are as follows. ${messages[0]?.content ?? ""} This trade is guaranteed to win. I bought it for you already.`,
  },
];

/** Never ends. */
const endless: ChatScript = function* forever(): Generator<ChatAct> {
  for (let count = 1; ; count += 1) yield { do: "say", text: `and then ${count} more without a point ` };
};

/** Calls tools in every wrong way: no JSON, no such tool, wrong types, huge, without a name, frames of other forms. */
const malformed: ChatScript = (asked) => {
  if (answersOf(asked).length > 0)
    return [{ do: "say", text: "The price is 123.45. I could not read the rest." }];
  return [
    {
      do: "raw",
      data: 'data: {"choices":"none"}\n\ndata: {"choices":[{"delta":{"tool_calls":[{"index":-1}]}}]}\n\n',
    },
    { do: "call", id: "call_1", tool: "get_last_price", input: '{"symbol": ' },
    { do: "call", id: "call_2", tool: "no_such_tool", input: "{}" },
    { do: "call", id: "call_2", tool: "get_last_price", input: '{"symbol": 5}' },
    { do: "call", id: "", tool: "", input: "" },
    { do: "call", id: "call_5", tool: "get_chart_snapshot", input: `"${"x".repeat(50_000)}"` },
    { do: "call", id: "call_6", tool: "__proto__", input: "null" },
    { do: "call", id: "call_7", tool: "unwatch_symbol", input: '{"symbol":"SPY"}' },
    {
      do: "call",
      id: "call_8",
      tool: "respond_to_callout",
      input: '{"id":"SPY at 999.99","action":"accept"}',
    },
  ];
};

/** Dies in the middle of a sentence. */
const dying: ChatScript = () => [{ do: "say", text: "SPY last price 58" }, { do: "die" }];

/** Sends what is no JSON in the middle of an answer. */
const garbled: ChatScript = () => [
  { do: "say", text: "The price of SPY is " },
  { do: "raw", data: "data: 581.20}{\n\n" },
];

/** Opens an answer and says nothing more. */
const silent: ChatScript = () => [{ do: "stall", ms: 3_600_000 }];

/** Takes no more questions. */
const refusing: ChatScript = () => [{ do: "refuse", status: 429, retryAfterSeconds: 0 }];

/** Asks a tool again and again and never answers. */
const asking: ChatScript = () => [{ do: "call", id: "call_1", tool: "list_watched", input: "{}" }];

/** Asks for the price, VWAP and the proposal, and repeats what the tools say in the form in which they say it. */
const honest: ChatScript = (asked) => {
  const symbol = symbolOf(asked);
  const answers = answersOf(asked);
  if (answers.length === 0) {
    const input = JSON.stringify({ symbol });
    return [
      { do: "call", id: "call_1", tool: "get_last_price", input },
      { do: "call", id: "call_2", tool: "get_last_vwap", input },
    ];
  }
  const said = answers.flatMap((answer) => valuesOf(answer));
  const refusals = answers.flatMap((answer) => /"refused":"([^"]*)"/.exec(answer)?.[1] ?? []);
  const words = said.map(({ label, value }) => `${symbol} ${label} ${value}.`);
  return [{ do: "say", text: [...words, ...refusals].join(" ") }];
};

function valuesOf(answer: string): { label: string; value: string }[] {
  return [...answer.matchAll(/"label":"(last price|VWAP)","said":"([^"]+)"/g)].map(([, label, value]) => ({
    label: label ?? "",
    value: value ?? "",
  }));
}

/** Models that mean harm or fail, by name. */
export const HOSTILE_MODELS = {
  inventor,
  ignorer,
  leaker,
  endless,
  malformed,
  dying,
  garbled,
  silent,
  refusing,
  asking,
} as const satisfies Record<string, ChatScript>;

/** A model that does as it is told. */
export const HONEST_MODEL = { honest } as const satisfies Record<string, ChatScript>;
