import type { AskEvent } from "@spotlight/contracts";
import { pino } from "pino";
import { Coach } from "../../coach/coach.ts";
import { CoachSettingsStore } from "../../coach/settings-store.ts";
import { HeardStore } from "../../coach/heard-store.ts";
import { Toolbox } from "../../coach/toolbox.ts";
import { Metrics } from "../../telemetry/metrics.ts";
import type { ChatModel } from "../../vendors/chat.ts";
import { PROPERTIES, type Property, type Score, scoreOf } from "./score.ts";
import type { Situation } from "./situations.ts";

/** How one situation came out. */
export interface Result {
  readonly situation: Situation;
  readonly events: readonly AskEvent[];
  readonly score: Score;
  readonly tookMs: number;
}

const NO_DATABASE = { query: async () => Promise.reject(new Error("the evaluation has no database")) };

/** Asks a coach in every situation, one after the other; `model` is null for the built-in one. */
export async function evaluate(
  situations: readonly Situation[],
  model: ChatModel | null,
  progress: (done: number) => void = () => undefined,
): Promise<readonly Result[]> {
  const meter = new Metrics();
  const logger = pino({ level: "silent" });
  const coach = new Coach({
    toolbox: new Toolbox({ timeoutMs: 5_000, meter, logger }),
    settings: new CoachSettingsStore(NO_DATABASE, "me"),
    heard: new HeardStore(NO_DATABASE, "me"),
    model,
    tokensPerDay: Number.MAX_SAFE_INTEGER,
    answerTimeoutMs: 60_000,
    meter,
    logger,
    wallMs: Date.now,
  });
  const results: Result[] = [];
  for (const [index, situation] of situations.entries()) {
    const { scene, question: text } = situation;
    // Each is another caller: how often a tool may be asked is not what is evaluated.
    const question = { text, focus: scene.symbol, talk: [], caller: String(index) };
    const events: AskEvent[] = [];
    const began = performance.now();
    for await (const event of coach.ask(question, scene.context, new AbortController().signal))
      events.push(event);
    const tookMs = performance.now() - began;
    results.push({ situation, events, score: scoreOf(situation, events), tookMs });
    progress(index + 1);
  }
  return results;
}

/** How many of the situations that ask for a property have it. */
export function tally(results: readonly Result[], property: Property): { have: number; of: number } {
  const asked = results.filter(({ score }) => score[property] !== null);
  return { have: asked.filter(({ score }) => score[property] === true).length, of: asked.length };
}

/** The situations in which something is amiss, in a line each. */
export function shortcomings(results: readonly Result[]): readonly string[] {
  return results.flatMap(({ situation, score, events }) => {
    const amiss = PROPERTIES.filter((property) => score[property] === false);
    if (amiss.length === 0) return [];
    const words = events.flatMap((event) => (event.type === "words" ? [event.text] : [])).join(" ");
    return [`${situation.scene.name}: “${situation.question}”: not ${amiss.join(", ")}: ${words}`];
  });
}
