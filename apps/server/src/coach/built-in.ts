import { callsFor, intentOf, proseOf } from "@spotlight/coach";
import type { Desk, DraftPiece, Drafter, Question } from "./draft.ts";

/** Name of the coach that needs no model. */
export const BUILT_IN = "built-in";

/** The coach that needs no model: asks the tools that a question needs, and puts what they found into fixed words. */
export const builtInCoach: Drafter = {
  async *draft({ text, focus }: Question, desk: Desk): AsyncGenerator<DraftPiece> {
    const intent = intentOf(text, { symbols: desk.symbols, focus });
    const answers = await Promise.all(callsFor(intent).map(async ({ tool, input }) => desk.ask(tool, input)));
    yield { type: "speaker", name: BUILT_IN };
    yield { type: "answers", answers };
    for (const sentence of proseOf(intent, answers)) yield { type: "sentence", text: sentence };
  },
};
