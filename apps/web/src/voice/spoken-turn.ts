import { type AskEvent, TOOLS, type ToolAnswer, type ToolName } from "@spotlight/contracts";
import { GatedTurn, type TurnGround, briefOf, factsOf } from "@spotlight/coach";

/** Tools that act on the voice itself: they are done at once, everything else that acts is put to the person. */
const OF_THE_VOICE: ReadonlySet<string> = new Set(["set_voice", "speak", "mute", "unmute"]);

/** What a model is told when it wants something done. */
const ASKED_PERSON = JSON.stringify({
  refused: "Only the trader does this. The trader is being asked; say nothing as if it were done.",
});
const UNANSWERED = JSON.stringify({ refused: "The tool did not answer. Say so." });

/** Where tools are asked. */
export type CallTool = (name: string, input: object) => Promise<ToolAnswer>;

/**
 * The course of one turn: what the limits say comes first, then what the model writes, in the order in which it came,
 * whatever takes how long.
 */
export class SpokenTurn {
  readonly #gated: GatedTurn;
  readonly #answers: ToolAnswer[] = [];
  readonly #callTool: CallTool;
  readonly #tell: (event: AskEvent) => void;
  #course: Promise<void>;

  constructor(of: TurnGround, callTool: CallTool, tell: (event: AskEvent) => void) {
    this.#gated = new GatedTurn(of);
    this.#callTool = callTool;
    this.#tell = tell;
    this.#course = this.#sayLimits();
  }

  /** What the person said, once it is written down. */
  ask(words: string): void {
    this.#gated.asked = words;
  }

  /** Asks a tool for the model; answers what the model is told. */
  async askTool(name: string, input: Record<string, unknown>): Promise<string> {
    if (isTool(name) && TOOLS[name].access === "act" && !OF_THE_VOICE.has(name)) {
      this.#then(() => this.#gated.propose(name, input));
      return ASKED_PERSON;
    }
    const answer = await this.#callTool(name, input).catch(() => null);
    if (answer === null) return UNANSWERED;
    this.#then(() => [this.#learn(answer)]);
    return briefOf(answer);
  }

  /** Takes what the model wrote next. */
  write(delta: string): void {
    this.#then(() => this.#gated.write(delta));
  }

  /** Takes the end of what it wrote in one piece. */
  pause(): void {
    this.#then(() => this.#gated.pause());
  }

  /** Ends the turn. */
  end(model: string): void {
    this.#then(() => [{ type: "done", coach: model, evidence: this.#gated.evidence }]);
  }

  /** Resolves when everything that came so far was told. */
  async settled(): Promise<void> {
    return this.#course;
  }

  async #sayLimits(): Promise<void> {
    const answer = await this.#callTool("summarize_session", {}).catch(() => null);
    if (answer?.ok !== true) return;
    const { risk } = TOOLS.summarize_session.output.parse(answer.data);
    if (risk.light === "GREEN") return;
    for (const event of [this.#learn(answer), ...this.#gated.limits(risk)]) this.#tell(event);
  }

  /** Takes a tool's answer, and tells of every tool so far. */
  #learn(answer: ToolAnswer): AskEvent {
    this.#gated.learn([answer]);
    this.#answers.push(answer);
    const known = this.#answers.flatMap((each) => (each.ok ? [each.asOfMs] : []));
    return factsOf(this.#answers, Math.max(0, ...known));
  }

  async #after(before: Promise<void>, work: () => readonly AskEvent[]): Promise<void> {
    await before;
    for (const event of work()) this.#tell(event);
  }

  #then(work: () => readonly AskEvent[]): void {
    this.#course = this.#after(this.#course, work);
  }
}

function isTool(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}
