import type { Token } from "./lex.ts";
import { smallNumber } from "./spoken.ts";
import { unitWord, VAGUE } from "./vocabulary.ts";

const NUMBER_WORD =
  "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million";
const RUN_TOGETHER = new RegExp(`^(${NUMBER_WORD}){2,}$`, "u");
const COUNTED = /^(trades|losses|wins|winners|losers|shares|signals|callouts|positions|minutes|bars)$/;

const OUTCOME = /^(won|wins?|winners?|lost|loses?|losses|losers?|works?|worked|fails?|failed|record|time)$/;

/**
 * What looks like a number and was not read as one: digits in no known form, words of number that fit no form, letters
 * in the place of digits, vague quantities. Unknown forms block; they never pass. `from` and `to` are tokens.
 */
export function leftovers(
  tokens: readonly Token[],
  used: ReadonlySet<number>,
  symbols: ReadonlyMap<number, string>,
): { readonly from: number; readonly to: number; readonly why: string }[] {
  return tokens.flatMap((token, at) => {
    if (used.has(at) || symbols.has(at)) return [];
    const why = whyStrange(tokens, token, at);
    return why === null ? [] : [{ from: at, to: at + 1, why }];
  });
}

function whyStrange(tokens: readonly Token[], token: Token, at: number): string | null {
  const { kind, lower, text } = token;
  if (kind === "mark") return /^[%$=^\\&#@|]$/.test(text) ? "a sign of a number that cannot be read" : null;
  if (kind !== "word") return "a number that cannot be read";
  const next = tokens[at + 1]?.lower ?? "";
  if (lower === "one" || lower === "quarter")
    return isOrdinary(tokens, at) ? null : "a number that cannot be read";
  if (smallNumber(lower) !== undefined || RUN_TOGETHER.test(lower)) return "a number that cannot be read";
  if (lower === "most")
    return /^(recent|recently|likely)$/.test(next) || tokens[at - 1]?.lower === "at" ? null : "vague";
  if (VAGUE.has(lower) || /^(half|halv|twice|double|triple)\w*$/.test(lower))
    return isIdiom(tokens, at) ? null : "a vague number";
  if (/^(second|third)$/.test(lower) && /^(win|loss|lo|winn)/.test(next))
    return "a count that cannot be read";
  if (
    /^(never|always|all|every|perfect|each)$/.test(lower) &&
    tokens.some((each) => OUTCOME.test(each.lower))
  )
    return "a rate that cannot be read";
  if (lower === "few" && tokens[at - 1]?.lower !== "too") return "a vague number";
  if (
    (lower === "no" || lower === "none" || lower === "every") &&
    (COUNTED.test(next) || lower === "none" || (lower === "every" && unitWord(next) !== undefined))
  )
    return "a count that cannot be read";
  if (/^[IVXLCDM]{2,}$/.test(text) || /^[lIOo|]{2,}$/.test(text)) return "letters in the place of a number";
  const alone =
    text.length === 1 &&
    !/^[aAIR]$/.test(text) &&
    !/^[B-HJ-QS-Z]$/.test(text) &&
    tokens[at + 1]?.text.length === 1;
  return alone && tokens[at + 1]?.kind === "word" ? "letters in the place of a number" : null;
}

function isOrdinary(tokens: readonly Token[], at: number): boolean {
  const around = [tokens[at - 1], tokens[at + 1]];
  return (
    !around.some((each) => each !== undefined && /^(minus|point|hundred|plus)$/.test(each.lower)) &&
    !around.some((each) => /^[-‐‑]$/.test(each?.text ?? ""))
  );
}

function isIdiom(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]?.lower ?? "";
  const before = tokens[at - 1]?.lower ?? "";
  return /^(first|second|other|latter)$/.test(before) && tokens[at]?.lower === "half" && next !== "past";
}
