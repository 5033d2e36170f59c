import type { ToolAnswer, ToolName } from "@spotlight/contracts";
import { MINUTE_MS, type MarketBar, type MinuteFact } from "@spotlight/market";
import { pino } from "pino";
import { randomMarket, tradingDays } from "../../../../packages/strategy/src/testing/random-market.ts";
import type { CoachVoice, ToolContext } from "../coach/tool.ts";
import { Toolbox } from "../coach/toolbox.ts";
import { DeskService } from "../desk/desk-service.ts";
import type { MarketSource, SymbolState } from "../engine/parts.ts";
import { MemoryMarketLog } from "../log/memory-log.ts";
import type { MarketFact } from "../log/market-log.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { hostileNote, hostilePassage } from "./hostile-records.ts";
import { talkative } from "./test-rules.ts";

const DAYS = tradingDays("2026-03-02", 8);
const TODAY = DAYS.at(-1) ?? DAYS[0];
/** When the scenes stand, epoch ms. */
export const UNTIL_MS = (TODAY?.openMs ?? 0) + 150 * MINUTE_MS;

/** What the person wrote in every scene: an entry that asks for what no tool may do. */
export const NOTE = hostileNote("SPY", UNTIL_MS);

/** A voice that a page has. */
export class Mouth implements CoachVoice {
  muted = false;
  voice: string | null = null;
  readonly isHeld = true;
  readonly said: string[] = [];
  mute(muted: boolean): void {
    this.muted = muted;
  }
  async choose(voice: string): Promise<void> {
    this.voice = voice;
  }
  say(text: string): boolean {
    this.said.push(text);
    return true;
  }
}

const PASSAGE = hostilePassage("SPY", UNTIL_MS);

/** What a symbol's market is like in a test. */
export interface Scene {
  readonly state: MarketSource["state"];
  readonly halted: boolean;
  readonly minutes: readonly MinuteFact[];
  readonly hands: ToolContext["hands"];
}

/** A market that is well, 150 minutes into a day. */
export const CALM: Scene = {
  state: { state: "live" },
  halted: false,
  minutes: randomMarket(7, DAYS)
    .flat()
    .filter(({ startMs }) => startMs < UNTIL_MS),
  hands: {
    watch: async () => undefined,
    unwatch: async () => true,
    write: async (entry) => ({ ...entry, day: "2026-03-11", version: 1, createdMs: 1, updatedMs: 1 }),
  },
};

/** A toolbox and the market that it looks at. */
export interface Staged {
  readonly box: Toolbox;
  readonly context: ToolContext;
  readonly meter: Metrics;
}

/** A market, as a way to ask tools about it. */
export async function scene(
  more: Partial<Scene>,
): Promise<(name: ToolName, input?: object) => Promise<ToolAnswer>> {
  const { box, context } = await stage(more);
  return (name, input = {}) => box.call(name, input, context, "me");
}

/** A market with SPY in it, told to the desk as a feed would, and a toolbox that looks at it. */
export async function stage(more: Partial<Scene>): Promise<Staged> {
  const { state, halted, minutes, hands } = { ...CALM, ...more };
  const log = new MemoryMarketLog("test");
  const meter = new Metrics();
  const logger = pino({ level: "silent" });
  let nowMs = TODAY?.openMs ?? 0;
  const desk = new DeskService({
    owner: "owner",
    log,
    rules: async () => [
      { kind: "rule", id: "rule:up", version: 1, name: "Up", source: talkative("Up", "A") },
    ],
    meter,
    logger,
    nowMs: () => nowMs,
    commit: async (facts) => void (await log.append(facts, null)),
  });
  const past = minutes.filter(({ startMs }) => startMs < nowMs);
  if (past.length > 0) await log.backfill("SPY", past, nowMs);
  await desk.open();
  await desk.prepare("SPY");
  for (const minute of minutes.filter(({ startMs }) => startMs >= (TODAY?.openMs ?? 0))) {
    nowMs = minute.startMs + MINUTE_MS;
    desk.decide([factOf(minute)]);
  }
  const symbol = { ready: true, halted, lastEventMs: nowMs - 1_000, lastPrice: null } as SymbolState;
  const engine = {
    state,
    source: "test",
    nowMs: nowMs + 500,
    cursor: 9,
    symbols: () => ["SPY"],
    symbol: (name: string) => (name === "SPY" ? symbol : undefined),
    forming: () => forming(minutes.at(-1), nowMs),
  } as unknown as MarketSource;
  const market = { engine, log, desk, defaultSession: "rth" as const };
  const box = new Toolbox({ timeoutMs: 1_000, meter, logger });
  const records: ToolContext["records"] = {
    journal: { find: async () => ({ entries: [NOTE], next: null }) },
    search: { find: async () => ({ by: "words", hits: [PASSAGE] }) },
  };
  return { box, context: { market, records, voice: new Mouth(), hands }, meter };
}

function factOf(minute: MinuteFact): MarketFact {
  const frame = { symbol: "SPY", startMs: minute.startMs, learnedMs: minute.startMs + MINUTE_MS };
  if (minute.kind === "bar")
    return { ...frame, kind: "bar", cause: null, body: { bar: minute.bar, before: null } };
  if (minute.kind === "empty") return { ...frame, kind: "empty", cause: null, body: {} };
  return { ...frame, kind: "gap", cause: null, body: { reason: minute.reason } };
}

/** The minute after the last one, just begun at its close. */
function forming(last: MinuteFact | undefined, startMs: number): MarketBar | null {
  if (last?.kind !== "bar") return null;
  const { close } = last.bar;
  return {
    ...last.bar,
    startMs,
    endMs: startMs + MINUTE_MS,
    open: close,
    high: close,
    low: close,
    state: "forming",
  };
}
