import type { Claim } from "@spotlight/contracts";
import { checkSentence } from "./check-sentence.ts";
import type { Ground, Problem, WordsVerdict } from "./ground.ts";
import { lex } from "./lex.ts";
import { sentenceEnd } from "./sentences.ts";
import { aboutAtStart } from "./symbols.ts";

/** Holds whole words against what they may rest on, sentence by sentence. Offsets are into `text`. Never throws. */
export function checkWords(text: string, ground: Ground): WordsVerdict {
  const claims: Claim[] = [];
  const problems: Problem[] = [];
  let about = aboutAtStart(lex(ground.asked), ground);
  for (let start = 0; start < text.length;) {
    const rest = text.slice(start);
    const length = sentenceEnd(rest) ?? rest.length;
    const checked = checkSentence(rest.slice(0, length), ground, about);
    const move = <T extends Claim | Problem>(each: T): T => ({
      ...each,
      start: each.start + start,
      end: each.end + start,
    });
    claims.push(...checked.verdict.claims.map(move));
    problems.push(...checked.verdict.problems.map(move));
    about = checked.about;
    start += length;
  }
  return { grounded: problems.length === 0, claims, problems };
}
