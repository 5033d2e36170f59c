import { TOOLS, TOOL_NAMES, type ToolAnswer, type ToolName } from "@spotlight/contracts";
import type { MinuteFact } from "@spotlight/market";
import { pino } from "pino";
import { beforeAll, describe, expect, test } from "vitest";
import { CALM, NOTE, UNTIL_MS, type Mouth, scene, stage } from "../../testing/coach-stage.ts";
import { ask } from "../ask.ts";
import { builtInCoach } from "../built-in.ts";

const INPUTS: { readonly [Name in ToolName]?: object } = {
  get_last_price: { symbol: "SPY" },
  get_last_vwap: { symbol: "SPY" },
  get_last_ema: { symbol: "SPY", bars: 9, timeframe: "5m" },
  get_market_regime: { symbol: "SPY" },
  get_chart_snapshot: { symbol: "SPY", bars: 3 },
  subscribe_market_stream: { symbols: ["SPY"] },
  evaluate_rules: { symbol: "SPY" },
  propose_callout: { symbol: "SPY" },
  propose_entry_exit: { symbol: "SPY" },
  get_pattern_summary: { symbol: "SPY" },
  get_recommended_risk_box: { symbol: "SPY", direction: "long", entry: 100, stop: 99 },
  generate_trade_plan: { symbol: "SPY" },
  log_journal_event: { text: "Waited for the reclaim." },
  search_playbook: { words: "reclaim" },
  search_glossary: { words: "vwap" },
  get_memory: { words: "fomo" },
  watch_symbol: { symbol: "SPY" },
  unwatch_symbol: { symbol: "SPY" },
  set_voice: { voice: "cedar" },
  speak: { text: "Look at the chart." },
};
const OF_A_SYMBOL = Object.keys(INPUTS).filter(
  (name) => !/watch|journal|search|memory|voice|speak/.test(name),
) as ToolName[];

function codeOf(answer: ToolAnswer): string {
  return answer.ok ? "answered" : answer.refusal.code;
}

/** Every number and word in a value, however deep. */
function leaves(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap(leaves);
}

test("tools of the voice act on it, and have nothing said that would need evidence", async () => {
  const { box, context } = await stage({});
  const ask = async (name: ToolName, input: object = {}) => box.call(name, input, context, "me");
  expect(await ask("set_voice", { voice: "cedar" })).toMatchObject({
    data: { voice: "cedar", muted: false },
  });
  expect(codeOf(await ask("speak", { text: "Look at the chart." }))).toBe("answered");
  for (const text of ["SPY is at 581.20.", "Go long SPY.", "It pays two R.", "It is a sure thing."])
    expect([text, codeOf(await ask("speak", { text }))]).toEqual([text, "refused"]);
  expect(await ask("mute")).toMatchObject({ data: { muted: true } });
  expect(codeOf(await ask("speak", { text: "Look at the chart." }))).toBe("refused");
  expect(await ask("unmute")).toMatchObject({ data: { muted: false } });
  expect((context.voice as Mouth).said).toEqual(["Look at the chart."]);
});

describe("tools on a calm market", () => {
  let ask: Awaited<ReturnType<typeof scene>>;
  beforeAll(async () => {
    ask = await scene({});
  });

  test.each(TOOL_NAMES.filter((name) => name !== "respond_to_callout"))(
    "P31 %s answers in its form, from the market, with a time that is not ahead of it",
    async (name) => {
      const answer = await ask(name, INPUTS[name]);
      if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
      expect(TOOLS[name].output.parse(answer.data)).toEqual(answer.data);
      expect(answer.asOfMs).toBeLessThanOrEqual(UNTIL_MS + 500);
      for (const { atMs } of answer.evidence) expect(atMs).toBeLessThanOrEqual(UNTIL_MS + 500);
      expect(new Set(answer.evidence.map(({ id }) => id)).size).toBe(answer.evidence.length);
    },
  );

  test("P31 evidence of prices is in the data that it stands for", async () => {
    for (const name of OF_A_SYMBOL) {
      const answer = await ask(name, INPUTS[name]);
      if (!answer.ok) throw new Error(answer.refusal.message);
      const known = new Set(leaves(answer.data));
      for (const { unit, value, label } of answer.evidence)
        if (unit === "price") expect([label, known.has(value)]).toEqual([label, true]);
    }
  });

  test("P32 an average is there, and is what the bars come to", async () => {
    const answer = await ask("get_last_ema", { symbol: "SPY", bars: 3 });
    const closes = CALM.minutes.flatMap((minute) => (minute.kind === "bar" ? [minute.bar.close] : []));
    const [first = 0, ...rest] = closes.slice(3);
    let ema = (closes[0]! + closes[1]! + closes[2]!) / 3;
    for (const close of [first, ...rest]) ema += (close - ema) / 2;
    expect(answer).toMatchObject({ ok: true, data: { bars: 3, close: closes.at(-1) } });
    expect((answer as { data: { ema: number } }).data.ema).toBeCloseTo(ema, 6);
  });

  test("a proposal that waits is proposed, answered once, and then no more", async () => {
    const proposed = await ask("propose_entry_exit", { symbol: "SPY" });
    if (!proposed.ok) throw new Error(proposed.refusal.message);
    const { callout: id } = proposed.data as { callout: string };
    const answered = await ask("respond_to_callout", { id, action: "reject", reason: "not now" });
    expect(answered).toMatchObject({ ok: true, data: { callout: { id, state: "rejected" } } });
    expect(codeOf(await ask("respond_to_callout", { id, action: "accept" }))).toBe("refused");
    expect(codeOf(await ask("respond_to_callout", { id: "no such", action: "accept" }))).toBe("refused");
  });

  test("what people wrote is marked as quoted, and no number in it is evidence", async () => {
    const answer = await ask("get_recent_journal", {});
    if (!answer.ok) throw new Error(answer.refusal.message);
    expect(answer.data).toMatchObject({ quoted: true, entries: [{ id: "n1" }] });
    expect(answer.evidence.map(({ unit, value }) => [unit, value])).toEqual([["time", NOTE.atMs]]);
    for (const name of ["search_playbook", "search_glossary", "get_memory"] as const)
      expect(await ask(name, INPUTS[name])).toMatchObject({
        ok: true,
        data: { quoted: true, hits: [{ memory: "m1" }] },
        evidence: [],
      });
  });

  test("a stop on the wrong side is refused with the side it belongs on", async () => {
    const answer = await ask("get_recommended_risk_box", {
      symbol: "SPY",
      direction: "short",
      entry: 10,
      stop: 9,
    });
    expect(answer).toMatchObject({ ok: false, refusal: { code: "bad_input", message: /above/ } });
  });
});

test("nothing that the built-in coach says of a market is withheld", async () => {
  const { box, context, meter } = await stage({});
  const parts = {
    toolbox: box,
    drafter: builtInCoach,
    secret: "",
    meter,
    logger: pino({ level: "silent" }),
  };
  const topics = [
    "price",
    "vwap",
    "ema 9 on 5m",
    "trend",
    "levels",
    "any setup",
    "why",
    "primed",
    "win rate",
  ];
  const more = [
    "risk",
    "entry 100 stop 99.5",
    "short entry 100 stop 100.25",
    "today",
    "rules",
    "plan",
    "watched",
    "joke",
  ];
  for (const text of [...topics, ...more]) {
    const said: string[] = [];
    for await (const event of ask(
      { text, focus: "SPY", talk: [], caller: text },
      context,
      parts,
      new AbortController().signal,
    )) {
      if (event.type === "words") said.push(event.text);
      expect([text, event.type, said.at(-1)]).not.toContain("withheld");
    }
    expect(said.length).toBeGreaterThan(0);
  }
});

describe("tools on bad days", () => {
  test("a silent feed: nothing about a symbol is answered, and the sentence says so", async () => {
    const ask = await scene({ state: { state: "stale", reason: "Feed quiet for 14 s." } });
    for (const name of OF_A_SYMBOL) {
      const answer = await ask(name, INPUTS[name]);
      expect(answer).toMatchObject({ ok: false, refusal: { code: "stale", retry: true } });
      expect(answer.ok ? "" : answer.refusal.message).toBe("Feed quiet for 14 s. Prices may be old.");
    }
  });

  test("missing minutes: what needs the whole session is refused, the last price is not", async () => {
    const minutes = CALM.minutes.map((minute, index): MinuteFact => {
      const { startMs } = minute;
      const lost = index > CALM.minutes.length - 30 && index < CALM.minutes.length - 20;
      return lost ? { kind: "gap", startMs, reason: "the feed was away" } : minute;
    });
    const ask = await scene({ minutes });
    for (const name of ["get_last_vwap", "get_chart_snapshot", "generate_trade_plan"] as const)
      expect([name, codeOf(await ask(name, { symbol: "SPY" }))]).toEqual([name, "gapped"]);
    expect(codeOf(await ask("get_last_ema", { symbol: "SPY", bars: 20 }))).toBe("gapped");
    expect(codeOf(await ask("get_last_ema", { symbol: "SPY", bars: 2 }))).toBe("answered");
    expect(codeOf(await ask("get_last_price", { symbol: "SPY" }))).toBe("answered");
  });

  test("a halt: the price says so, and nothing is proposed", async () => {
    const ask = await scene({ halted: true });
    expect(await ask("get_last_price", { symbol: "SPY" })).toMatchObject({
      ok: true,
      data: { halted: true },
    });
    for (const name of ["propose_callout", "propose_entry_exit", "generate_trade_plan"] as const)
      expect(codeOf(await ask(name, { symbol: "SPY" }))).toBe("halted");
    expect(codeOf(await ask("get_recommended_risk_box", INPUTS.get_recommended_risk_box))).toBe("halted");
  });

  test("P31 nothing known yet: no tool makes up a number", async () => {
    const ask = await scene({ minutes: [] });
    for (const name of ["get_last_price", "get_last_vwap", "get_last_ema", "get_market_regime"] as const)
      expect([name, codeOf(await ask(name, { symbol: "SPY" }))]).toEqual([name, "no_data"]);
    expect(codeOf(await ask("propose_callout", { symbol: "SPY" }))).toBe("nothing_proposed");
    expect(await ask("get_pattern_summary", { symbol: "SPY" })).toMatchObject({
      ok: true,
      data: { patterns: [] },
    });
  });

  test("a symbol that nobody watches, and acting on a day that is over", async () => {
    const ask = await scene({ hands: null });
    for (const name of OF_A_SYMBOL) {
      const asked =
        name === "subscribe_market_stream" ? { symbols: ["XYZ"] } : { ...INPUTS[name], symbol: "XYZ" };
      expect([name, codeOf(await ask(name, asked))]).toEqual([name, "not_watched"]);
    }
    for (const name of ["watch_symbol", "unwatch_symbol", "log_journal_event"] as const)
      expect(codeOf(await ask(name, INPUTS[name]))).toBe("in_replay");
    expect(codeOf(await ask("respond_to_callout", { id: "any", action: "accept" }))).toBe("in_replay");
  });
});
