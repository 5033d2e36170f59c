import type { CoachSettings } from "@spotlight/contracts";
import { COACH_1 } from "../prompts/coach-1.ts";
import { VOICE_1 } from "../prompts/voice-1.ts";
import { sayTime } from "../say.ts";

/** What a model is told of the moment it speaks in. */
export interface Moment {
  /** Symbols that are watched. */
  readonly symbols: readonly string[];
  /** The symbol on the chart; null when there is none. */
  readonly focus: string | null;
  /** Market time, epoch ms. */
  readonly nowMs: number;
  /** Whether a day is told again. */
  readonly replaying: boolean;
}

const TONES: Readonly<Record<CoachSettings["tone"], string>> = {
  calm: "Speak calmly and evenly.",
  direct: "Speak tersely; leave out every word that is not needed.",
  patient: "Speak patiently, and say in a few words why something matters.",
};
const JARGON: Readonly<Record<CoachSettings["jargon"], string>> = {
  plain: "Explain a trading term in passing when you use one.",
  trader: "Use traders' terms without explaining them.",
};
const DECISIVENESS: Readonly<Record<CoachSettings["decisiveness"], string>> = {
  cautious: "Put what speaks against an idea first.",
  balanced: "Say what speaks for an idea and what against it.",
  decisive: "Say first what the tools propose, then what would end it.",
};

/** Name of the instructions in force, for records of what was said under which. */
export const PROMPT_VERSION = COACH_1.version;

/** The whole of what a model is told before a question. */
export function instructionsFor(settings: CoachSettings, moment: Moment): string {
  const { symbols, focus, nowMs, replaying } = moment;
  return [
    standingInstructions(settings),
    `It is ${sayTime(nowMs)} in New York${replaying ? ", in a day that is told again" : ""}.`,
    `Watched: ${symbols.join(", ")}.`,
    focus === null ? "No symbol is on the chart." : `${focus} is on the chart.`,
  ].join("\n- ");
}

/** What a model that is heard is told. No answer may repeat it. */
export function voiceInstructions(settings: CoachSettings): string {
  return `${standingInstructions(settings)}\n\n${VOICE_1.text}`;
}

/** The part of the instructions that does not depend on the moment. No answer may repeat it. */
export function standingInstructions({ name, tone, jargon, decisiveness }: CoachSettings): string {
  return [
    `${COACH_1.text}\n\nThis trader and moment`,
    ...(name === "" ? [] : [`The trader is called ${name}.`]),
    TONES[tone],
    JARGON[jargon],
    DECISIVENESS[decisiveness],
  ].join("\n- ");
}
