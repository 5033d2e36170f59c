import { ANSWER_MAX, type CoachSettings, TOOLS, type ToolAnswer, type ToolName } from "@spotlight/contracts";
import { briefOf, instructionsFor } from "@spotlight/coach";
import type { Logger } from "pino";
import { z } from "zod";
import type { ChatCall, ChatMessage, ChatModel, ChatPiece, ChatTool } from "../../vendors/chat.ts";
import { VendorFailure } from "../../vendors/vendor.ts";
import { builtInCoach } from "../built-in.ts";
import type { Desk, DraftPiece, Drafter, Question } from "../draft.ts";
import type { TokenBudget } from "./token-budget.ts";

/** Times that a model may ask tools in one answer, tools at once, and tokens of one piece of writing. */
const ROUNDS = 5;
const AT_ONCE = 8;
const LONGEST_TOKENS = 800;

/** What a coach with a model is made of. */
export interface ModelCoachParts {
  readonly model: ChatModel;
  readonly budget: TokenBudget;
  readonly settings: CoachSettings;
  /** Longest time for a whole answer, ms. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** What a model wrote in one go. */
interface Written {
  text: string;
  readonly calls: ChatCall[];
}

/**
 * A coach whose words a model writes. The model asks tools that read; what acts, a person confirms. It is bounded in time,
 * rounds, length and tokens, and where it fails or nothing of it can be shown, the built-in coach answers.
 */
export class ModelCoach implements Drafter {
  readonly #parts: ModelCoachParts;
  #characters = 0;

  constructor(parts: ModelCoachParts) {
    this.#parts = parts;
  }

  async *draft(question: Question, desk: Desk, given: AbortSignal): AsyncGenerator<DraftPiece> {
    const { model, budget, timeoutMs, logger } = this.#parts;
    if (budget.spent) return yield* this.#instead("Today's tokens are used up.", question, desk, given);
    const signal = AbortSignal.any([given, AbortSignal.timeout(timeoutMs)]);
    yield { type: "speaker", name: model.name };
    try {
      yield* this.#talk(question, desk, signal);
      yield { type: "pause" };
    } catch (error) {
      if (given.aborted) return;
      logger.warn({ err: error, model: model.name }, "the model gave no whole answer");
      yield { type: "pause" };
      return yield* this.#instead(whyOf(error, signal), question, desk, given);
    }
    if (desk.said().said === 0)
      yield* this.#instead("Nothing of the model's answer could be proved.", question, desk, given);
  }

  async *#instead(
    why: string,
    question: Question,
    desk: Desk,
    signal: AbortSignal,
  ): AsyncGenerator<DraftPiece> {
    yield { type: "notice", text: `${why} The built-in coach answers.` };
    yield* builtInCoach.draft(question, desk, signal);
  }

  async *#talk(question: Question, desk: Desk, signal: AbortSignal): AsyncGenerator<DraftPiece> {
    const messages = openingOf(question, desk, this.#parts.settings);
    for (let round = 0; round <= ROUNDS; round += 1) {
      const written: Written = { text: "", calls: [] };
      // In the last round there is nothing more to ask: what is known must do.
      yield* this.#write(messages, round < ROUNDS ? MODEL_TOOLS : [], written, signal);
      if (written.calls.length === 0 || round === ROUNDS || this.#characters >= ANSWER_MAX) return;
      yield { type: "pause" };
      const { text, calls } = written;
      const asked = calls
        .slice(0, AT_ONCE)
        .map((call, index) => ({ ...call, id: call.id === "" ? `call_${round}_${index}` : call.id }));
      messages.push({ role: "assistant", text, calls: asked });
      yield* this.#ask(asked, desk, messages);
    }
  }

  async *#write(
    messages: readonly ChatMessage[],
    tools: readonly ChatTool[],
    written: Written,
    signal: AbortSignal,
  ): AsyncGenerator<DraftPiece> {
    const pieces = this.#parts.model.answer({ messages, tools, longest: LONGEST_TOKENS }, signal);
    for await (const piece of untilGivenUp(pieces, signal)) {
      if (piece.type === "usage") this.#parts.budget.use(piece.tokens);
      else if (piece.type === "call") written.calls.push(piece.call);
      else {
        const text = piece.text.slice(0, ANSWER_MAX - this.#characters);
        this.#characters += text.length;
        written.text += text;
        if (text !== "") yield { type: "text", text };
        if (this.#characters >= ANSWER_MAX) return;
      }
    }
  }

  async *#ask(calls: readonly ChatCall[], desk: Desk, messages: ChatMessage[]): AsyncGenerator<DraftPiece> {
    const answers: ToolAnswer[] = [];
    for (const { id, tool, input } of calls) {
      const parsed = jsonOf(input);
      if (isAct(tool)) {
        yield { type: "act", tool, input: parsed };
        messages.push({ role: "tool", call: id, text: ASKED_PERSON });
        continue;
      }
      const answer = await desk.ask(tool, parsed);
      answers.push(answer);
      messages.push({ role: "tool", call: id, text: briefOf(answer) });
    }
    if (answers.length > 0) yield { type: "answers", answers };
  }
}

/** What a model is told when it wants something done. */
const ASKED_PERSON = JSON.stringify({
  refused: "Only the trader does this. The trader is being asked; say nothing as if it were done.",
});

/** Every tool as a model is told of it. */
const MODEL_TOOLS: readonly ChatTool[] = Object.entries(TOOLS).map(([name, { description, input }]) => ({
  name,
  description,
  input: z.toJSONSchema(input, { io: "input", unrepresentable: "any" }),
}));

function isAct(tool: string): tool is ToolName {
  return Object.hasOwn(TOOLS, tool) && TOOLS[tool as ToolName].access === "act";
}

/** What was written as a tool's input; what is no JSON goes to the tool as text, which refuses it. */
function jsonOf(input: string): unknown {
  if (input.trim() === "") return {};
  try {
    return JSON.parse(input) as unknown;
  } catch {
    return input;
  }
}

function openingOf({ text, focus, talk }: Question, desk: Desk, settings: CoachSettings): ChatMessage[] {
  const { symbols, nowMs, replaying } = desk;
  return [
    { role: "system", text: instructionsFor(settings, { symbols, focus, nowMs, replaying }) },
    ...talk.flatMap(({ question, answer }): ChatMessage[] => [
      { role: "user", text: question },
      { role: "assistant", text: answer, calls: [] },
    ]),
    { role: "user", text },
  ];
}

function whyOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "The model took too long.";
  return error instanceof VendorFailure ? error.message : "The model broke off.";
}

/** The pieces until the signal says so, also while none comes; then throws the signal's reason. */
async function* untilGivenUp(
  pieces: AsyncIterable<ChatPiece>,
  signal: AbortSignal,
): AsyncGenerator<ChatPiece> {
  const reader = pieces[Symbol.asyncIterator]();
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  givenUp.catch(() => undefined);
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await Promise.race([reader.next(), givenUp]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not waited for: a reader that hangs would hang here too.
    reader.return?.()?.catch(() => undefined);
  }
}
