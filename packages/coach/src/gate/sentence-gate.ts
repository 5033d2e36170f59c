import { checkSentence } from "./check-sentence.ts";
import type { Ground, WordsVerdict } from "./ground.ts";
import { lex } from "./lex.ts";
import { sentenceEnd } from "./sentences.ts";
import { aboutAtStart, type About } from "./symbols.ts";

/** One sentence that has been through the gate. */
export interface GatedSentence {
  /** What may be shown: the sentence, or nothing when it was withheld. */
  readonly text: string;
  /** What was written. */
  readonly said: string;
  readonly verdict: WordsVerdict;
}

/** Characters after which a sentence that has not ended is withheld, so that memory stays bounded. */
const LONGEST = 600;

/**
 * Lets streamed words through sentence by sentence, each held against the evidence that is there when it ends; nothing
 * of a sentence is given out before. Of one longer than 600 characters all is withheld. `ground` is asked per sentence.
 */
export class SentenceGate {
  readonly #ground: () => Ground;
  #written = "";
  #about: About | null = null;
  #skipping = false;

  constructor(ground: () => Ground) {
    this.#ground = ground;
  }

  /** Takes what was written next and gives the sentences that ended with it, in order. */
  push(delta: string): GatedSentence[] {
    const gated: GatedSentence[] = [];
    for (let from = 0; from < delta.length; from += LONGEST) {
      this.#written += delta.slice(from, from + LONGEST);
      for (let end = sentenceEnd(this.#written); end !== null; end = sentenceEnd(this.#written))
        gated.push(this.#cut(end));
      if (this.#written.length > LONGEST) {
        gated.push(this.#cut(this.#written.length));
        this.#skipping = true;
      }
    }
    return gated;
  }

  /** Ends the words and gives what is left of them; the gate can be used again for words of their own. */
  end(): GatedSentence[] {
    const gated = this.#written === "" ? [] : [this.#cut(this.#written.length)];
    this.#about = null;
    this.#skipping = false;
    return gated;
  }

  #cut(end: number): GatedSentence {
    const said = this.#written.slice(0, end);
    this.#written = this.#written.slice(end);
    if (this.#skipping || said.length > LONGEST) {
      this.#skipping = false;
      this.#about = [];
      const why = "the sentence is too long to be checked";
      return {
        text: "",
        said,
        verdict: { grounded: false, claims: [], problems: [{ text: said, start: 0, end: said.length, why }] },
      };
    }
    const ground = this.#ground();
    this.#about ??= aboutAtStart(lex(ground.asked), ground);
    const { verdict, about } = checkSentence(said, ground, this.#about);
    this.#about = about;
    return { text: verdict.grounded ? said : "", said, verdict };
  }
}
