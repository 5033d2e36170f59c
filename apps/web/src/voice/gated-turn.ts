import type { AskEvent, Evidence, ToolAnswer } from "@spotlight/contracts";
import { type GatedSentence, SentenceGate, sentencesOfTools } from "@spotlight/coach";

/** Why a sentence was not shown and not spoken. */
const WITHHELD = "A number in it could not be proved.";

/**
 * One answer of a model, held against what tools found in this very turn: what it writes comes out sentence by sentence, as
 * words with their claims or as withheld. Nothing else of it may be shown or heard.
 */
export class GatedTurn {
  /** What the person said; empty until it is written down. */
  asked = "";
  readonly #answers: ToolAnswer[] = [];
  readonly #evidence: Evidence[] = [];
  readonly #used = new Set<string>();
  readonly #gate: SentenceGate;

  constructor(symbols: () => readonly string[]) {
    this.#gate = new SentenceGate(() => ({
      evidence: this.#evidence,
      symbols: symbols(),
      asked: this.asked,
    }));
  }

  /** Takes a tool's answer; what is written from now on may rest on it. */
  learn(answer: ToolAnswer): AskEvent {
    this.#answers.push(answer);
    if (answer.ok)
      for (const evidence of answer.evidence)
        this.#evidence.push({ ...evidence, id: `e${this.#evidence.length + 1}` });
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

  /** Takes what the model wrote next. */
  write(delta: string): AskEvent[] {
    return this.#gate.push(delta).map((sentence) => this.#judge(sentence));
  }

  /** Takes the end of what it wrote in one piece. */
  pause(): AskEvent[] {
    return this.#gate.end().map((sentence) => this.#judge(sentence));
  }

  /** The end of the turn, with the evidence that its words rest on. */
  done(model: string): AskEvent {
    return {
      type: "done",
      coach: model,
      evidence: this.#evidence.filter(({ id }) => this.#used.has(id)),
    };
  }

  #judge({ said, verdict }: GatedSentence): AskEvent {
    const isOfTool = sentencesOfTools(this.#answers).has(said.trim());
    if (!verdict.grounded && !isOfTool) return { type: "withheld", why: WITHHELD };
    const claims = verdict.claims.filter(({ evidence }) => evidence.length > 0);
    for (const { evidence } of claims) for (const id of evidence) this.#used.add(id);
    return { type: "words", text: said.trimEnd(), claims: claims.map((claim) => ({ ...claim })) };
  }
}
