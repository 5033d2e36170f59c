import type { AskEvent } from "@spotlight/contracts";
import { GatedTurn, type TurnEvent, factsOf } from "@spotlight/coach";
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
  readonly #turn: GatedTurn;
  #speaker = "";
  #said = 0;
  #withheld = 0;

  constructor(question: Question, context: ToolContext, parts: AskParts) {
    this.#question = question;
    this.#context = context;
    this.#parts = parts;
    const { engine } = context.market;
    this.#turn = new GatedTurn({ symbols: () => engine.symbols(), secret: parts.secret }, question.text);
  }

  async *run(signal: AbortSignal): AsyncGenerator<AskEvent> {
    // Whoever writes, a light that is not green is told first.
    yield* this.#told(this.#turn.limits(this.#context.market.desk.desk.sentinel.state));
    for await (const piece of this.#parts.drafter.draft(this.#question, this.#desk, signal)) {
      if (signal.aborted) return;
      yield* this.#take(piece);
    }
    yield { type: "done", coach: this.#speaker, evidence: this.#turn.evidence };
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

  *#take(piece: DraftPiece): Generator<AskEvent> {
    switch (piece.type) {
      case "speaker":
        this.#speaker = piece.name;
        return;
      case "answers":
        this.#turn.learn(piece.answers);
        yield factsOf(piece.answers, this.#context.market.engine.nowMs);
        return;
      case "sentence":
        yield* this.#told(this.#turn.sentence(piece.text));
        return;
      case "text":
        yield* this.#told(this.#turn.write(piece.text));
        return;
      case "pause":
        yield* this.#told(this.#turn.pause());
        return;
      case "act":
        // What is over is not acted on.
        if (this.#context.hands !== null) yield* this.#told(this.#turn.propose(piece.tool, piece.input));
        return;
      default:
        yield { type: "notice", text: piece.text };
    }
  }

  *#told(events: readonly TurnEvent[]): Generator<AskEvent> {
    const { meter, logger } = this.#parts;
    for (const event of events) {
      const withheld = event.type === "withheld";
      if (withheld) {
        this.#withheld += 1;
        logger.warn({ coach: this.#speaker, why: event.why }, "the coach withheld a sentence");
      } else this.#said += 1;
      meter.count("coach_sentences_total", 1, { fate: withheld ? "withheld" : "said" });
      yield event;
    }
  }
}
