import {
  ANSWER_MAX,
  type AskEvent,
  type Aspect,
  type Claim,
  type Evidence,
  type ProposedAct,
  type Subject,
  TALK_MAX,
} from "@spotlight/contracts";
import { Emitter } from "../stream/emitter.ts";
import { ApiError } from "../stream/index.ts";
import type { CoachApi } from "./coach-api.ts";

/**
 * A sentence that was said, one that was not because a number in it could not be proved, the server's own word, or
 * something that is done only when the person says so.
 */
export type Said =
  | {
      readonly kind: "words";
      /** Which sentence of the answer it is, from 0. */
      readonly place: number;
      readonly text: string;
      readonly claims: readonly Claim[];
    }
  | { readonly kind: "withheld"; readonly place: number; readonly why: string }
  | { readonly kind: "notice"; readonly place: number; readonly text: string }
  | { readonly kind: "confirm"; readonly place: number; readonly act: ProposedAct; readonly state: ActState };

/** What became of something that the coach proposed to do; a string says why it was not done. */
export type ActState = "proposed" | "doing" | "done" | "dropped" | { readonly failed: string };

/** One question with what the coach said to it. Replaced as a whole when something changes. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly state: "asking" | "done" | "failed";
  /** Why it failed; null otherwise. */
  readonly failure: string | null;
  /** Market time of the answer, epoch ms; null before the tools have answered. */
  readonly asOfMs: number | null;
  readonly said: readonly Said[];
  readonly evidence: readonly Evidence[];
}

/** A turn that is under way. */
export interface OpenTurn {
  /** What was asked, once it is known. */
  ask(words: string): void;
  take(event: AskEvent): void;
  /** Ends it with why it broke off; one that is done stays so. */
  end(failure: string): void;
}

/** Turns that are kept on the page. */
const KEPT = 30;

/** The talk with the coach on this page, without React. A new question gives the one before up. */
export class CoachSession {
  readonly changes = new Emitter<void>();
  readonly api: CoachApi;
  #turns: readonly Turn[] = [];
  #asking: AbortController | null = null;

  constructor(api: CoachApi) {
    this.api = api;
  }

  /** The newest last. */
  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** Asks about what is on the chart, or about whom the question names. Resolves when the answer is over. */
  async ask(question: string, symbol: string | null): Promise<void> {
    const talk = this.#turns.slice(-TALK_MAX).map(exchangeOf);
    await this.#tell(question, (signal) => this.api.ask({ question, talk, symbol }, signal));
  }

  /** Has something explained, under words that say what. Resolves when the answer is over. */
  async explain(words: string, subject: Subject, aspect: Aspect): Promise<void> {
    await this.#tell(words, (signal) => this.api.explain({ subject, aspect }, signal));
  }

  async #tell(words: string, answer: (signal: AbortSignal) => AsyncIterable<AskEvent>): Promise<void> {
    const asking = new AbortController();
    const turn = this.begin(words);
    this.#asking = asking;
    try {
      for await (const event of answer(asking.signal)) turn.take(event);
      turn.end(BROKEN_OFF);
    } catch (error) {
      const failure = error instanceof ApiError ? error.message : BROKEN_OFF;
      turn.end(asking.signal.aborted ? "Stopped." : failure);
    }
  }

  /** Begins a turn whose answer comes from elsewhere, as from a realtime voice. It gives the one before up. */
  begin(question: string): OpenTurn {
    this.stop();
    const id = (this.#turns.at(-1)?.id ?? 0) + 1;
    this.#put({ id, question, state: "asking", failure: null, asOfMs: null, said: [], evidence: [] });
    return {
      ask: (words) => this.#change(id, { question: words }),
      take: (event) => this.#take(id, event),
      end: (failure) => {
        if (this.#turn(id)?.state === "asking") this.#change(id, { state: "failed", failure });
      },
    };
  }

  /** Does what the coach proposed, or drops it. Resolves when that is known. */
  async decide(id: number, place: number, agreed: boolean): Promise<void> {
    const proposed = this.#turn(id)?.said.find((one) => one.place === place);
    if (proposed?.kind !== "confirm" || proposed.state === "doing" || proposed.state === "done") return;
    if (!agreed) return this.#decide(id, place, "dropped");
    this.#decide(id, place, "doing");
    try {
      await this.api.act(proposed.act);
      this.#decide(id, place, "done");
    } catch (error) {
      this.#decide(id, place, { failed: error instanceof ApiError ? error.message : BROKEN_OFF });
    }
  }

  /** Gives the question under way up. */
  stop(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  #take(id: number, event: AskEvent): void {
    const said = this.#turn(id)?.said ?? [];
    const place = said.length;
    if (event.type === "facts") this.#change(id, { asOfMs: event.asOfMs });
    else if (event.type === "words")
      this.#change(id, { said: [...said, { kind: "words", place, text: event.text, claims: event.claims }] });
    else if (event.type === "withheld")
      this.#change(id, { said: [...said, { kind: "withheld", place, why: event.why }] });
    else if (event.type === "notice")
      this.#change(id, { said: [...said, { kind: "notice", place, text: event.text }] });
    else if (event.type === "confirm")
      this.#change(id, { said: [...said, { kind: "confirm", place, act: event.act, state: "proposed" }] });
    else this.#change(id, { state: "done", evidence: event.evidence });
  }

  #decide(id: number, place: number, state: ActState): void {
    const said = this.#turn(id)?.said.map((one) =>
      one.place === place && one.kind === "confirm" ? { ...one, state } : one,
    );
    if (said !== undefined) this.#change(id, { said });
  }

  #turn(id: number): Turn | undefined {
    return this.#turns.find((turn) => turn.id === id);
  }

  #change(id: number, change: Partial<Turn>): void {
    const turn = this.#turn(id);
    if (turn !== undefined) this.#put({ ...turn, ...change });
  }

  #put(turn: Turn): void {
    const known = this.#turns.some(({ id }) => id === turn.id);
    const turns = known
      ? this.#turns.map((each) => (each.id === turn.id ? turn : each))
      : [...this.#turns, turn];
    this.#turns = turns.slice(-KEPT);
    this.changes.emit();
  }
}

/** What was asked and said, as a model is reminded of it. */
function exchangeOf({ question, said }: Turn): { question: string; answer: string } {
  const words = said.flatMap((one) => (one.kind === "words" ? [one.text] : []));
  return { question, answer: words.join(" ").slice(0, ANSWER_MAX) };
}

const BROKEN_OFF = "The answer broke off. Ask again.";
