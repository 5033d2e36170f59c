import type { AskEvent, Evidence, RiskState, ToolAnswer, ToolName } from "@spotlight/contracts";
import {
  type GatedSentence,
  SentenceGate,
  badManners,
  checkWords,
  riskFirst,
  sayAct,
  sentencesOfTools,
} from "@spotlight/coach";

/** Between the sentences of what a tool wrote itself. */
const SENTENCES = /(?<=[.!?]) (?=[A-Z])/;

const UNPROVED = "A number in it could not be proved.";
const UNPROVED_ACT = "It proposed to do something with a number that could not be proved.";

/** What an answer is held against beside its tools. */
export interface TurnGround {
  /** Every symbol that could be meant. */
  readonly symbols: () => readonly string[];
  /** What no answer may repeat; see `secretOf`. */
  readonly secret: string;
}

/**
 * One answer of a model, held against what tools found in this very turn: what it writes comes out sentence by sentence, as
 * words with their claims or as withheld, and what it wants done as a question to the person. Nothing else of it may be
 * shown or heard.
 */
export class GatedTurn {
  /** What the person said; empty until it is written down. */
  asked = "";
  readonly #of: TurnGround;
  readonly #answers: ToolAnswer[] = [];
  readonly #evidence: Evidence[] = [];
  readonly #used = new Set<string>();
  readonly #own = new Set<string>();
  readonly #gate: SentenceGate;

  constructor(of: TurnGround) {
    this.#of = of;
    this.#gate = new SentenceGate(() => this.#ground);
  }

  /** Takes a tool's answer; what is written from now on may rest on it. */
  learn(answer: ToolAnswer): AskEvent {
    this.#answers.push(answer);
    if (answer.ok)
      for (const evidence of answer.evidence)
        this.#evidence.push({ ...evidence, id: `e${this.#evidence.length + 1}` });
    for (const text of sentencesOfTools([answer]))
      for (const sentence of [text, ...text.split(SENTENCES)]) this.#own.add(sentence);
    const known = this.#answers.filter((each) => each.ok);
    return {
      type: "facts",
      asOfMs: Math.max(0, ...known.map(({ asOfMs }) => asOfMs)),
      ageMs: Math.max(0, ...known.map(({ ageMs }) => ageMs)),
      tools: this.#answers.map((each) => ({
        tool: each.tool,
        ok: each.ok,
        message: each.ok ? null : each.refusal.message,
      })),
    };
  }

  /** What the limits say, before anything that the model writes; nothing while they are green. */
  limits(risk: RiskState): AskEvent[] {
    if (risk.light === "GREEN") return [];
    return riskFirst(risk).map((text) => {
      this.#own.add(text);
      return this.#judge({ said: text, text, verdict: checkWords(text, this.#ground) });
    });
  }

  /** Takes what the model wrote next. */
  write(delta: string): AskEvent[] {
    return this.#gate.push(delta).map((sentence) => this.#judge(sentence));
  }

  /** Takes the end of what it wrote in one piece. */
  pause(): AskEvent[] {
    return this.#gate.end().map((sentence) => this.#judge(sentence));
  }

  /** Puts what the model wants done to the person; nothing for input that the tool would refuse. */
  propose(tool: ToolName, input: Record<string, unknown>): AskEvent[] {
    const words = sayAct(tool, input);
    if (words === null) return [];
    const { grounded } = checkWords(words, this.#ground);
    if (!grounded || badManners(words, this.#of.secret) !== null)
      return [{ type: "withheld", why: UNPROVED_ACT }];
    return [{ type: "confirm", act: { tool, input, words } }];
  }

  /** The end of the turn, with the evidence that its words rest on. */
  done(model: string): AskEvent {
    return {
      type: "done",
      coach: model,
      evidence: this.#evidence.filter(({ id }) => this.#used.has(id)),
    };
  }

  get #ground() {
    return { evidence: this.#evidence, symbols: this.#of.symbols(), asked: this.asked };
  }

  #judge({ said, verdict }: GatedSentence): AskEvent {
    const proved = verdict.grounded || this.#own.has(said.trim());
    const why = badManners(said, this.#of.secret) ?? (proved ? null : UNPROVED);
    if (why !== null) return { type: "withheld", why };
    const claims = verdict.claims.filter(({ evidence }) => evidence.length > 0);
    for (const { evidence } of claims) for (const id of evidence) this.#used.add(id);
    return { type: "words", text: said.trimEnd(), claims: claims.map((claim) => ({ ...claim })) };
  }
}
