import type { Evidence } from "@spotlight/contracts";
import { TIMEFRAME_MS } from "@spotlight/market";
import { lex, type Token } from "./lex.ts";
import { smallNumber } from "./spoken.ts";
import { NAMED_PERIODS } from "./vocabulary.ts";

const CHARTED = /^(bar|bars|chart|candle|candles|range|opening|timeframe|high|low)$/;

/** Words with a number of an evidence's label, as `ema 9` or `15 minute`: they name and do not state. */
export function labelNames(evidence: readonly Evidence[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { label } of evidence) {
    const words = lex(label).filter(({ kind }) => kind !== "mark");
    for (const [index, { kind, lower }] of words.entries()) {
      if (kind !== "number") continue;
      const before = words[index - 1]?.lower;
      const after = words
        .slice(index + 1, index + 3)
        .map((word) => word.lower)
        .join(" ");
      if (before !== undefined) names.add(`${before} ${lower}`);
      if (after !== "") names.add(`${lower} ${after}`);
    }
  }
  return names;
}

/**
 * Where the name with a number that starts at a token ends (token, exclusive); null when none starts there. Names are
 * those of labels, a closed list of indicators with their usual periods, and timeframes of charts and bars.
 */
export function readName(tokens: readonly Token[], at: number, labels: ReadonlySet<string>): number | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const words: { lower: string; to: number; period: number }[] = [];
  for (let next = at; next < tokens.length && words.length < 3; next += 1) {
    const each = tokens[next];
    const join = words.length > 0 && /^[-‐‑(]$/.test(each?.text ?? "");
    if (each === undefined || (each.kind === "mark" && !join)) break;
    if (!join) words.push({ lower: each.lower, to: next + 1, period: periodOf(each) });
  }
  const [first, second, third] = words;
  if (first === undefined || second === undefined) return null;
  if (labels.has(`${first.lower} ${second.lower} ${third?.lower ?? ""}`)) return third?.to ?? null;
  if (labels.has(`${first.lower} ${second.lower}`)) return second.to;
  if (NAMED_PERIODS.get(first.lower)?.has(second.period) === true && plain(tokens, second.to))
    return second.to;
  if (NAMED_PERIODS.get(second.lower)?.has(first.period) === true && second.lower !== "range")
    return second.to;
  return readTimeframe(tokens, at, first.period, second.lower, third?.lower ?? "");
}

function periodOf({ kind, text, lower }: Token): number {
  return kind === "number" ? Number(text) : (smallNumber(lower) ?? Number.NaN);
}

/** A period is followed by no decimals or unit of its own. */
function plain(tokens: readonly Token[], to: number): boolean {
  return !/^(%|percent|r|x|times|k)$/.test(tokens[to]?.lower ?? "");
}

function readTimeframe(
  tokens: readonly Token[],
  at: number,
  period: number,
  unit: string,
  thing: string,
): number | null {
  const letter = unit === "minute" ? "m" : unit === "hour" ? "h" : unit;
  if (!Object.hasOwn(TIMEFRAME_MS, `${period}${letter}`) || !CHARTED.test(thing)) return null;
  const dash = /^[-‐‑]$/.test(tokens[at + 1]?.text ?? "") ? 1 : 0;
  return dash === 1 || tokens[at + 1]?.glued === true ? at + 2 + dash : null;
}
