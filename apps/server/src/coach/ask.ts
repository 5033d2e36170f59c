import type { AskEvent, Claim, Evidence, RiskState, ToolAnswer, ToolName } from "@spotlight/contracts";
import {
  EvidenceList,
  type Ground,
  addRisk,
  SentenceGate,
  type WordsVerdict,
  badManners,
  checkWords,
  riskFirst,
  sayAct,
  sentencesOfTools,
} from "@spotlight/coach";
import type { Logger } from "pino";
import type { Meter } from "../telemetry/meter.ts";
import type { Desk, DraftPiece, Drafter, Question } from "./draft.ts";
import type { ToolContext } from "./tool.ts";
import type { Toolbox } from "./toolbox.ts";

/** What an answer is made with. */
export interface AskParts {
  readonly toolbox: Toolbox;
  readonly drafter: Drafter;
  /** What no answer may repeat; see `secretOf`. */
  readonly secret: string;
  readonly meter: Meter;
  readonly logger: Logger;
}

/** Why a sentence with a claim that nothing bears out is not said. */
const UNPROVED = "A number in it could not be proved.";

/**
 * The coach's answer: what the limits say first when they are not green, then of what the drafter writes only what the gate
 * finds grounded in the tools' evidence, a sentence at a time.
 */
export async function* ask(
  question: Question,
  context: ToolContext,
  parts: AskParts,
  signal: AbortSignal,
): AsyncGenerator<AskEvent> {
  const began = performance.now();
  yield* new Answering(question, context, parts).run(signal);
  parts.meter.time("coach_answer_duration_seconds", performance.now() - began);
}

class Answering {
  readonly #question: Question;
  readonly #context: ToolContext;
  readonly #parts: AskParts;
  readonly #evidence: Evidence[] = [];
  readonly #verbatim = new Set<string>();
  readonly #used = new Set<string>();
  readonly #spoken = new Set<string>();
  readonly #gate = new SentenceGate(() => this.#ground);
  #speaker = "";
  #said = 0;
  #withheld = 0;

  constructor(question: Question, context: ToolContext, parts: AskParts) {
    this.#question = question;
    this.#context = context;
    this.#parts = parts;
  }

  async *run(signal: AbortSignal): AsyncGenerator<AskEvent> {
    yield* this.#limits();
    for await (const piece of this.#parts.drafter.draft(this.#question, this.#desk, signal)) {
      if (signal.aborted) return;
      yield* this.#take(piece);
    }
    const evidence = this.#evidence.filter(({ id }) => this.#used.has(id));
    yield { type: "done", coach: this.#speaker, evidence };
  }

  get #ground(): Ground {
    const symbols = this.#context.market.engine.symbols();
    return { evidence: this.#evidence, symbols, asked: this.#question.text };
  }

  get #desk(): Desk {
    const { market, hands } = this.#context;
    return {
      symbols: market.engine.symbols(),
      nowMs: market.engine.nowMs,
      replaying: hands === null,
      ask: async (tool, input) => this.#parts.toolbox.call(tool, input, this.#context, this.#question.caller),
      said: () => ({ said: this.#said, withheld: this.#withheld }),
    };
  }

  /** A light that is not green is told before anything else, whoever writes. */
  *#limits(): Generator<AskEvent> {
    const risk: RiskState = this.#context.market.desk.desk.sentinel.state;
    if (risk.light === "GREEN") return;
    const stated = new EvidenceList("summarize_session");
    addRisk(stated, risk);
    this.#add(stated.all);
    for (const text of riskFirst(risk)) {
      this.#verbatim.add(text);
      yield* this.#whole(text);
    }
  }

  *#take(piece: DraftPiece): Generator<AskEvent> {
    switch (piece.type) {
      case "speaker":
        this.#speaker = piece.name;
        return;
      case "answers":
        this.#learn(piece.answers);
        yield factsOf(piece.answers, this.#context.market.engine.nowMs);
        return;
      case "sentence":
        yield* this.#whole(piece.text);
        return;
      case "text":
        for (const { said, verdict } of this.#gate.push(piece.text)) yield* this.#gated(said, verdict);
        return;
      case "pause":
        for (const { said, verdict } of this.#gate.end()) yield* this.#gated(said, verdict);
        return;
      case "act":
        yield* this.#confirm(piece.tool, piece.input);
        return;
      default:
        yield { type: "notice", text: piece.text };
    }
  }

  /** The evidence of every answer gets ids that are unique among all of them. */
  #learn(answers: readonly ToolAnswer[]): void {
    for (const answer of answers) if (answer.ok) this.#add(answer.evidence);
    for (const sentence of sentencesOfTools(answers)) this.#verbatim.add(sentence);
  }

  #add(evidence: readonly Evidence[]): void {
    for (const one of evidence) this.#evidence.push({ ...one, id: `e${this.#evidence.length + 1}` });
  }

  *#whole(text: string): Generator<AskEvent> {
    yield* this.#gated(text, checkWords(text, this.#ground));
  }

  *#gated(written: string, { grounded, claims, problems }: WordsVerdict): Generator<AskEvent> {
    const text = written.trim();
    if (text === "" || this.#spoken.has(text)) return;
    const why = this.#whyNot(text, grounded);
    const { meter, logger } = this.#parts;
    meter.count("coach_sentences_total", 1, { fate: why === null ? "said" : "withheld" });
    if (why !== null) {
      this.#withheld += 1;
      logger.warn({ coach: this.#speaker, problems: problems.length, why }, "the coach withheld a sentence");
      yield { type: "withheld", why };
      return;
    }
    this.#said += 1;
    this.#spoken.add(text);
    const offset = written.length - written.trimStart().length;
    const proved = claims.filter(({ evidence }) => evidence.length > 0);
    for (const { evidence } of proved) for (const id of evidence) this.#used.add(id);
    yield { type: "words", text, claims: proved.map((claim) => moved(claim, offset)) };
  }

  #whyNot(text: string, grounded: boolean): string | null {
    return badManners(text, this.#parts.secret) ?? (grounded || this.#verbatim.has(text) ? null : UNPROVED);
  }

  /** What a model wants done is put to the person, unless words in it would not be said either. */
  *#confirm(tool: ToolName, input: unknown): Generator<AskEvent> {
    const words = sayAct(tool, input);
    if (words === null || this.#context.hands === null) return;
    if (this.#whyNot(words, checkWords(words, this.#ground).grounded) !== null) {
      yield { type: "withheld", why: "It proposed to do something with a number that could not be proved." };
      return;
    }
    this.#said += 1;
    yield { type: "confirm", act: { tool, input: input as Record<string, unknown>, words } };
  }
}

function factsOf(answers: readonly ToolAnswer[], nowMs: number): AskEvent {
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

function moved({ text, start, end, evidence }: Claim, offset: number): Claim {
  return { text, start: start - offset, end: end - offset, evidence: [...evidence] };
}
