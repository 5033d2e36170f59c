import type { Evidence } from "@spotlight/contracts";
import type { Token } from "./lex.ts";

/** A direction, grade or light that a sentence states. `from` and `to` are tokens, `to` exclusive. */
export interface Statement {
  readonly from: number;
  readonly to: number;
  readonly why: string;
  readonly holds: (evidence: Evidence) => boolean;
}

const BUYING = /^(long|longs|buy|buys|buying|bought|bullish|bull)$/;
const SELLING = /^(short|shorts|sell|sells|selling|sold|bearish|bear|shorted|shorting)$/;
const RISING = /^(up|higher|rising|rose|rallied|rallying|climbing|gained|climbed)$/;
const FALLING = /^(down|lower|falling|fell|dropped|dropping|sliding|slid|declined)$/;

/** Labels of what has moved, as against what may be lost or is proposed. */
const CHANGE = /change|move|gain|loss|return|result|gap|day/i;

/** The directions, grades, lights and moves that a sentence states; idioms such as `as long as` state none. */
export function readStatements(tokens: readonly Token[]): Statement[] {
  return tokens.flatMap(
    (token, at) => direction(tokens, token, at) ?? grade(tokens, token, at) ?? light(tokens, token, at) ?? [],
  );
}

function direction(tokens: readonly Token[], { lower }: Token, at: number): Statement | null {
  const before = tokens[at - 1]?.lower ?? "";
  const after = tokens[at + 1]?.lower ?? "";
  const way = BUYING.test(lower) ? "long" : SELLING.test(lower) ? "short" : null;
  if (way !== null) {
    const idiom =
      (lower === "long" && /^(as|so|how|too|no|all|very)$/.test(before)) ||
      (lower === "long" && /^(as|time|term|enough|ago|before|after)$/.test(after)) ||
      (lower === "short" &&
        (after === "of" || (before === "in" && after === ",") || /^(term|while)$/.test(after)));
    const either = /^(or|and|nor)$/.test(after) || /^(or|and|nor)$/.test(before);
    if (idiom || (either && bothWays(tokens))) return null;
    const denied = [1, 2, 3].some((step) => /^(not|no|never)$|n't$/.test(tokens[at - step]?.lower ?? ""));
    return {
      from: at,
      to: at + 1,
      why: `nothing proposes ${way}`,
      holds: ({ unit, value }) => unit === "direction" && value === way && !denied,
    };
  }
  return move(lower, before, after, at);
}

function bothWays(tokens: readonly Token[]): boolean {
  return tokens.some(({ lower }) => BUYING.test(lower)) && tokens.some(({ lower }) => SELLING.test(lower));
}

/** `SPY is up`: without a number, some change of it must have that sign. */
function move(lower: string, before: string, after: string, at: number): Statement | null {
  const sign = RISING.test(lower) ? 1 : FALLING.test(lower) ? -1 : 0;
  const verb = !/^(up|down|higher|lower)$/.test(lower);
  const stated =
    verb || /^(is|are|was|were|trades|trading|moved|went|closed|opened|moving|heading)$/.test(before);
  if (sign === 0 || !stated || after === "than") return null;
  return {
    from: at,
    to: at + 1,
    why: `no change says ${lower}`,
    holds: ({ unit, value, symbol, label }) =>
      symbol !== null && CHANGE.test(label) && /^(percent|dollars|R)$/.test(unit) && Number(value) * sign > 0,
  };
}

function grade(tokens: readonly Token[], { text, lower }: Token, at: number): Statement | null {
  const before = tokens[at - 1]?.lower ?? "";
  const earlier = tokens[at - 2]?.lower ?? "";
  const dash = /^[-‐‑]$/.test(tokens[at + 1]?.text ?? "") ? 1 : 0;
  const after = tokens[at + 1 + dash]?.lower ?? "";
  const named =
    /^grade[ds]?$/.test(before) || (/^grade[ds]?$/.test(earlier) && /^(is|as|an?|of)$/.test(before));
  const praised = /^(best|top|highest|worst|lowest)$/.test(lower) && after.startsWith("grade");
  if (praised) return { from: at, to: at + 1, why: "a grade is a letter", holds: () => false };
  if (!/^[A-Z]$/i.test(text)) return null;
  const kind = /^(grade|setup|setups|signal|signals|trade|proposal|callout|proposed)$/.test(after);
  const plus = tokens[at + 1]?.text === "+" && tokens[at + 1]?.glued === true;
  const capital = plus || /^[B-HJ-QS-Z]$/.test(text) || (text === "A" && (kind || dash === 1) && at > 0);
  const signed = /^[+-]$/.test(tokens[at + 1]?.text ?? "") && tokens[at + 1]?.glued === true && dash === 0;
  if (!capital && !(named && /^[a-f]$/.test(lower))) return null;
  return {
    from: at,
    to: at + 1,
    why: `nothing has grade ${text}`,
    holds: ({ unit, value }) => unit === "grade" && value === text.toUpperCase() && !signed,
  };
}

function light(tokens: readonly Token[], { lower }: Token, at: number): Statement | null {
  if (!/^(green|yellow|red|amber|orange)$/.test(lower)) return null;
  const idiom = tokens[at - 1]?.lower === "the" && tokens[at - 2]?.lower === "in";
  const denied = [1, 2].some((step) => /^(not|no|never)$|n't$/.test(tokens[at - step]?.lower ?? ""));
  return {
    from: at,
    to: at + 1,
    why: `no light is ${lower}`,
    holds: ({ unit, value }) => unit === "light" && value === lower.toUpperCase() && !idiom && !denied,
  };
}
