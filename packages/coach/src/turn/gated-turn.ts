import type { AskEvent, Claim, Evidence, RiskState, ToolAnswer, ToolName } from "@spotlight/contracts";
import { EvidenceList } from "../evidence/evidence-list.ts";
import { addRisk } from "../evidence/stated.ts";
import { checkWords } from "../gate/check-words.ts";
import type { Ground, WordsVerdict } from "../gate/ground.ts";
import { SentenceGate } from "../gate/sentence-gate.ts";
import { sayAct } from "../model/acts.ts";
import { badManners } from "../model/manners.ts";
import { riskFirst } from "../prose.ts";
import { sentencesOfTools } from "../verbatim.ts";

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

/** What becomes of an answer: words with their claims, a sentence withheld, or something put to the person. */
export type TurnEvent = Extract<AskEvent, { type: "words" | "withheld" | "confirm" }>;

/**
 * One answer, whoever writes it, held against what tools found in this very turn: it comes out sentence by sentence, as
 * words with their claims or as withheld, and what a model wants done as a question to the person. Nothing else of it may
 * be shown or heard. A sentence is said once.
 */
export class GatedTurn {
  /** What the person said; empty until it is written down. */
  asked: string;
  readonly #of: TurnGround;
  readonly #evidence: Evidence[] = [];
  readonly #used = new Set<string>();
  /** Sentences that tools and limits wrote themselves. */
  readonly #own = new Set<string>();
  readonly #spoken = new Set<string>();
  readonly #gate = new SentenceGate(() => this.#ground);

  constructor(of: TurnGround, asked = "") {
    this.#of = of;
    this.asked = asked;
  }

  /** The evidence that the words so far rest on. */
  get evidence(): Evidence[] {
    return this.#evidence.filter(({ id }) => this.#used.has(id));
  }

  /** Takes answers of tools; what is written from now on may rest on them. */
  learn(answers: readonly ToolAnswer[]): void {
    for (const answer of answers) if (answer.ok) this.#add(answer.evidence);
    for (const text of sentencesOfTools(answers)) this.#allow(text);
  }

  /** What the limits say, before anything else; nothing while they are green. */
  limits(risk: RiskState): TurnEvent[] {
    if (risk.light === "GREEN") return [];
    const stated = new EvidenceList("summarize_session");
    addRisk(stated, risk);
    this.#add(stated.all);
    return riskFirst(risk).flatMap((text) => {
      this.#allow(text);
      return this.sentence(text);
    });
  }

  /** Takes a whole sentence. */
  sentence(text: string): TurnEvent[] {
    return this.#judge(text, checkWords(text, this.#ground));
  }

  /** Takes what is written next, as it comes. */
  write(delta: string): TurnEvent[] {
    return this.#gate.push(delta).flatMap(({ said, verdict }) => this.#judge(said, verdict));
  }

  /** Takes the end of what was written in one piece. */
  pause(): TurnEvent[] {
    return this.#gate.end().flatMap(({ said, verdict }) => this.#judge(said, verdict));
  }

  /** Puts what a model wants done to the person; nothing for input that the tool would refuse. */
  propose(tool: ToolName, input: unknown): TurnEvent[] {
    const words = sayAct(tool, input);
    if (words === null) return [];
    const why = this.#whyNot(words, checkWords(words, this.#ground));
    if (why !== null) return [{ type: "withheld", why: UNPROVED_ACT }];
    return [{ type: "confirm", act: { tool, input: input as Record<string, unknown>, words } }];
  }

  get #ground(): Ground {
    return { evidence: this.#evidence, symbols: this.#of.symbols(), asked: this.asked };
  }

  /** Evidence gets ids that are unique among all of the turn's. */
  #add(evidence: readonly Evidence[]): void {
    for (const one of evidence) this.#evidence.push({ ...one, id: `e${this.#evidence.length + 1}` });
  }

  #allow(text: string): void {
    for (const sentence of [text, ...text.split(SENTENCES)]) this.#own.add(sentence);
  }

  #judge(written: string, verdict: WordsVerdict): TurnEvent[] {
    const text = written.trim();
    if (text === "" || this.#spoken.has(text)) return [];
    const why = this.#whyNot(text, verdict);
    if (why !== null) return [{ type: "withheld", why }];
    this.#spoken.add(text);
    const offset = written.length - written.trimStart().length;
    const proved = verdict.claims.filter(({ evidence }) => evidence.length > 0);
    for (const { evidence } of proved) for (const id of evidence) this.#used.add(id);
    return [{ type: "words", text, claims: proved.map((claim) => moved(claim, offset)) }];
  }

  #whyNot(text: string, { grounded }: WordsVerdict): string | null {
    return badManners(text, this.#of.secret) ?? (grounded || this.#own.has(text) ? null : UNPROVED);
  }
}

function moved({ text, start, end, evidence }: Claim, offset: number): Claim {
  return { text, start: start - offset, end: end - offset, evidence: [...evidence] };
}

/** Which tools were asked, as it is told; `asOfMs` is the market time of what they found, epoch ms. */
export function factsOf(
  answers: readonly ToolAnswer[],
  asOfMs: number,
): Extract<AskEvent, { type: "facts" }> {
  const ages = answers.flatMap((answer) => (answer.ok ? [answer.ageMs] : []));
  return {
    type: "facts",
    asOfMs: Math.floor(asOfMs),
    ageMs: Math.max(0, ...ages),
    tools: answers.map((answer) => ({
      tool: answer.tool,
      ok: answer.ok,
      message: answer.ok ? null : answer.refusal.message,
    })),
  };
}
