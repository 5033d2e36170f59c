import type { AskEvent, Claim, Evidence, ToolAnswer } from "@spotlight/contracts";
import { type Ground, callsFor, checkWords, intentOf, proseOf, sentencesOfTools } from "@spotlight/coach";
import type { Logger } from "pino";
import type { Meter } from "../telemetry/meter.ts";
import type { ToolContext } from "./tool.ts";
import type { Toolbox } from "./toolbox.ts";

/** A question and what it is asked beside. */
export interface Question {
  readonly text: string;
  /** The symbol on the chart; null when there is none. */
  readonly focus: string | null;
  /** Whose questions to tools are counted together. */
  readonly caller: string;
}

/** What an answer is made with. */
export interface AskParts {
  readonly toolbox: Toolbox;
  readonly meter: Meter;
  readonly logger: Logger;
}

/**
 * The built-in coach's answer: asks the tools that the question needs, puts what they found into words, and says only
 * what the gate finds grounded in their evidence, a sentence at a time.
 */
export async function* ask(
  question: Question,
  context: ToolContext,
  { toolbox, meter, logger }: AskParts,
): AsyncGenerator<AskEvent> {
  const began = performance.now();
  const { engine } = context.market;
  const symbols = engine.symbols();
  const intent = intentOf(question.text, { symbols, focus: question.focus });
  const answers = await Promise.all(
    callsFor(intent).map(({ tool, input }) => toolbox.call(tool, input, context, question.caller)),
  );
  yield facts(answers, engine.nowMs);
  const ground: Ground = { evidence: numbered(answers), symbols, asked: question.text };
  const written = sentencesOfTools(answers);
  const used = new Set<string>();
  for (const sentence of proseOf(intent, answers)) {
    const { grounded, claims, problems } = checkWords(sentence, ground);
    if (!grounded && !written.has(sentence)) {
      meter.count("coach_sentences_total", 1, { fate: "withheld" });
      logger.warn({ topic: intent.topic, problems: problems.length }, "the coach withheld a sentence");
      yield { type: "withheld", why: "A number in it could not be proved." };
      continue;
    }
    const proved = claims.filter(({ evidence }) => evidence.length > 0);
    for (const { evidence } of proved) for (const id of evidence) used.add(id);
    meter.count("coach_sentences_total", 1, { fate: "said" });
    yield { type: "words", text: sentence, claims: proved.map(copied) };
  }
  meter.time("coach_answer_duration_seconds", performance.now() - began);
  yield { type: "done", coach: "built-in", evidence: ground.evidence.filter(({ id }) => used.has(id)) };
}

function facts(answers: readonly ToolAnswer[], nowMs: number): AskEvent {
  const ages = answers.flatMap((answer) => (answer.ok ? [answer.ageMs] : []));
  return {
    type: "facts",
    asOfMs: Math.floor(nowMs),
    ageMs: Math.max(0, ...ages),
    tools: answers.map((answer) => ({
      tool: answer.tool,
      ok: answer.ok,
      message: answer.ok ? null : answer.refusal.message,
    })),
  };
}

/** The evidence of every answer under ids that are unique among all of them. */
function numbered(answers: readonly ToolAnswer[]): readonly Evidence[] {
  return answers
    .flatMap((answer) => (answer.ok ? answer.evidence : []))
    .map((evidence, index) => ({ ...evidence, id: `e${index + 1}` }));
}

function copied({ text, start, end, evidence }: Claim): Claim {
  return { text, start, end, evidence: [...evidence] };
}
