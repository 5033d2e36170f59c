import type { StateShape, StateTone } from "../ui/shape.tsx";
import type { MarketStatus } from "@spotlight/contracts";
import { dayText } from "../chart/time.ts";
import type { ConnectionState } from "../stream/index.ts";

/** The state of everything between the market and this page, in words. */
export interface StateWords {
  /** One or two words for the header. */
  readonly word: string;
  /** What is known, then what to do. */
  readonly sentence: string;
  readonly shape: StateShape;
  readonly tone: StateTone;
  /** Whether the prices on the screen can be believed to be now's. */
  readonly fresh: boolean;
  /** Whether the sentence has to be seen without asking. */
  readonly loud: boolean;
  /** What a person can do about it; null when nothing needs doing. */
  readonly action: "retry" | "reload" | null;
}

/** What the words are made from; times in ms, ages already computed. */
export interface StateFacts {
  readonly connection: ConnectionState;
  readonly market: MarketStatus | null;
  /** Since the last byte of data for the screen; null before the first. */
  readonly dataAgeMs: number | null;
  /** Until the next attempt; null when none is planned. */
  readonly retryInMs: number | null;
}

function seconds(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 90) return `${total}\u202Fs`;
  return total < 5_400 ? `${Math.round(total / 60)}\u202Fmin` : `${Math.round(total / 3_600)}\u202Fh`;
}

function lost({ connection, retryInMs }: StateFacts): StateWords {
  const when =
    retryInMs === null || retryInMs < 1_000 ? "Trying again." : `Next try in ${seconds(retryInMs)}.`;
  const cause = connection.reason === null ? "" : ` ${connection.reason}`;
  const sentence = `Connection lost.${cause} ${when}`;
  return {
    word: "Reconnecting",
    sentence,
    shape: "cross",
    tone: "bad",
    fresh: false,
    loud: true,
    action: "retry",
  };
}

function connectionWords(facts: StateFacts): StateWords | null {
  const { phase, reason } = facts.connection;
  if (facts.market?.state === "starting" && (phase === "stopped" || phase === "connecting")) return null;
  const base = { fresh: false, loud: true, action: null };
  switch (phase) {
    case "connecting":
    case "stopped":
      return {
        ...base,
        word: "Connecting",
        sentence: "Connecting to the server.",
        shape: "half",
        tone: "quiet",
        loud: false,
      };
    case "reconnecting":
      return lost(facts);
    case "stale": {
      const age = facts.dataAgeMs === null ? "" : ` for ${seconds(facts.dataAgeMs)}`;
      const sentence = `Nothing from the server${age}. Prices may be old.`;
      return { ...base, word: "Silent", sentence, shape: "triangle", tone: "warn" };
    }
    case "gap-filling":
      return {
        ...base,
        word: "Filling gap",
        sentence: "Missing bars are being loaded.",
        shape: "half",
        tone: "warn",
      };
    case "outdated": {
      const sentence = reason ?? "The server is newer than this page. Reload.";
      return { ...base, word: "Outdated", sentence, shape: "square", tone: "warn", action: "reload" };
    }
    default:
      return null;
  }
}

/** Whether the market's clock is a recorded or made-up one, and how fast it runs. */
export function paceText(market: MarketStatus): string | null {
  if (market.speed === 1 && !market.source.startsWith("replay")) return null;
  const pace = market.speed === null ? "as fast as it can" : `at ${market.speed}×`;
  const verb = market.source.startsWith("sim") ? "Simulating" : "Replaying";
  return `${verb} ${dayText(market.nowMs)} ${pace}.`;
}

/** `sim:1` for a machine, `Simulator` for a person. */
export function sourceText(source: string): string {
  const name = source.split(":")[0] ?? source;
  if (name === "sim") return "Simulator";
  if (name === "replay") return "Replay";
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function quietFor(market: MarketStatus, dataAgeMs: number | null): string {
  const onClock = market.lastEventMs === null ? null : market.nowMs - market.lastEventMs;
  const age = market.speed === 1 ? (onClock ?? dataAgeMs) : dataAgeMs;
  return age === null ? "Feed quiet." : `Feed quiet for ${seconds(age)}.`;
}

function marketWords(market: MarketStatus, dataAgeMs: number | null): StateWords {
  const base = { fresh: true, loud: false, action: null };
  const cause = market.reason === undefined ? "" : ` ${market.reason}`;
  switch (market.state) {
    case "starting":
      return {
        ...base,
        word: "Starting",
        sentence: `History is being made ready.${cause}`,
        shape: "half",
        tone: "quiet",
        fresh: false,
        loud: true,
      };
    case "stale": {
      const sentence = `${quietFor(market, dataAgeMs)} Prices may be old.`;
      return { ...base, word: "Quiet", sentence, shape: "triangle", tone: "warn", fresh: false, loud: true };
    }
    case "closed":
      return {
        ...base,
        word: "Closed",
        sentence: `The market is closed.${cause}`,
        shape: "square",
        tone: "quiet",
      };
    case "ended":
      return {
        ...base,
        word: "Ended",
        sentence: `The recorded days are over.${cause}`,
        shape: "square",
        tone: "quiet",
        loud: true,
      };
    case "down":
      return {
        ...base,
        word: "Feed down",
        sentence: `The feed is down.${cause} Prices are old.`,
        shape: "cross",
        tone: "bad",
        fresh: false,
        loud: true,
      };
    case "live": {
      const pace = paceText(market);
      if (pace !== null) {
        const word = market.speed === null ? "Playing" : `Playing ${market.speed}×`;
        return { ...base, word, sentence: pace, shape: "play", tone: "good" };
      }
      return { ...base, word: "Live", sentence: "Data flows.", shape: "dot", tone: "good" };
    }
  }
}

/** The one state that the header shows: the connection's trouble first, then the market's. */
export function describeState(facts: StateFacts): StateWords {
  const trouble = connectionWords(facts);
  if (trouble !== null) return trouble;
  if (facts.market !== null) return marketWords(facts.market, facts.dataAgeMs);
  return {
    word: "Connected",
    sentence: "Connected.",
    shape: "ring",
    tone: "quiet",
    fresh: true,
    loud: false,
    action: null,
  };
}

/** `<1 s`, `4 s`, `3 min`; a dash before anything came. */
export function ageText(ms: number | null): string {
  if (ms === null) return "–";
  return ms < 1_000 ? "<1\u202Fs" : seconds(ms);
}
