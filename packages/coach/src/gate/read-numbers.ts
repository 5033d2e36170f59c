import type { Token } from "./lex.ts";
import { magnitude, readSpoken, smallNumber, type Reading } from "./spoken.ts";
import { unitWord, type SaidUnit } from "./vocabulary.ts";

/** A number found in a sentence, before it is held against evidence. `from` and `to` are tokens, `to` exclusive. */
export interface Said {
  readonly from: number;
  readonly to: number;
  readonly readings: readonly Reading[];
  /** Minutes of the day that the same words may name: `ten forty-two`. */
  readonly minutes: readonly number[];
  readonly unit: SaidUnit;
  readonly factor: number;
  /** −1 and 1 when a sign is written, 0 when none is. */
  readonly sign: -1 | 0 | 1;
}

interface Amount {
  readonly to: number;
  readonly readings: readonly Reading[];
  readonly minutes: readonly number[];
  /** The unit that the amount brings with it: halves are percent, `twice` a ratio. */
  readonly unit?: SaidUnit;
}

const FRACTIONS: ReadonlyMap<string, number> = new Map([
  ["third", 3],
  ["thirds", 3],
  ["quarter", 4],
  ["quarters", 4],
  ["fifth", 5],
  ["fifths", 5],
]);
const MULTIPLES: ReadonlyMap<string, number> = new Map([
  ["twice", 2],
  ["double", 2],
  ["doubled", 2],
  ["doubles", 2],
  ["doubling", 2],
  ["thrice", 3],
  ["triple", 3],
  ["tripled", 3],
  ["halved", 0.5],
]);
const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ["k", 3],
  ["K", 3],
  ["M", 6],
  ["m", 6],
  ["mn", 6],
  ["bn", 9],
  ["B", 9],
]);

/** The number that starts at a token, with its sign before and its unit around; null when none starts there. */
export function readNumber(tokens: readonly Token[], at: number): Said | null {
  const { from, sign, money } = prefix(tokens, at);
  const amount = readAmount(tokens, from);
  if (amount === null || amount.readings.length + amount.minutes.length === 0) return null;
  const unit = readUnit(tokens, amount, from, money);
  if (unit === null) return null;
  return { from: at, readings: amount.readings, minutes: from === at ? amount.minutes : [], sign, ...unit };
}

/** Whether a mark is a sign before a number and no dash between two: nothing stands right before it. */
function isSign(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || !/^[-−–+]$/.test(token.text)) return false;
  const before = tokens[at - 1];
  return (!token.glued || /^[($[~≈]$/.test(before?.text ?? "")) && tokens[at + 1]?.glued === true;
}

function prefix(tokens: readonly Token[], at: number): { from: number; sign: -1 | 0 | 1; money: boolean } {
  let from = at;
  let sign: -1 | 0 | 1 = 0;
  let money = false;
  const lower = tokens[from]?.lower;
  if (lower === "minus" || lower === "negative" || lower === "plus") {
    sign = lower === "plus" ? 1 : -1;
    from += 1;
  }
  for (let step = 0; step < 2; step += 1) {
    if (isSign(tokens, from) && sign === 0) {
      sign = tokens[from]?.text === "+" ? 1 : -1;
      from += 1;
    }
    if (tokens[from]?.text === "$" && tokens[from + 1]?.kind !== "word" && !money) {
      money = true;
      from += 1;
    }
  }
  return { from, sign, money };
}

function readAmount(tokens: readonly Token[], at: number): Amount | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (token.kind === "number") return readDigits(tokens, at);
  if (token.kind !== "word") return null;
  return readFraction(tokens, at) ?? readMultiple(token, at) ?? readWords(tokens, at);
}

function readDigits(tokens: readonly Token[], at: number): Amount | null {
  const token = tokens[at];
  if (token === undefined || !boundedBefore(tokens, at)) return null;
  const plain = token.text.replaceAll(",", "");
  const places = plain.includes(".") ? plain.length - plain.indexOf(".") - 1 : 0;
  const next = tokens[at + 1];
  const power = next?.glued === true ? SUFFIXES.get(next.text) : undefined;
  const scale = next?.kind === "word" && !next.glued ? magnitude(next.lower) : undefined;
  const shift = power ?? (scale === undefined ? 0 : Math.log10(scale));
  const value = Number(plain) * 10 ** Math.round(shift);
  const to = at + (power === undefined && scale === undefined ? 1 : 2);
  if (!boundedAfter(tokens, to)) return null;
  return withHalf(tokens, { to, readings: [{ value, places: places - Math.round(shift) }], minutes: [] });
}

/** A number in digits must stand free: `1O.5`, `x245`, `581,20` and `5 8 1` are not read at all. */
function boundedBefore(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (before === undefined || token === undefined) return true;
  if (before.kind === "number" || before.kind === "time" || before.kind === "day") return false;
  return (
    !token.glued || (before.kind === "mark" && !/^[.,%#&\\^@;:]$/.test(before.text)) || before.text === ":"
  );
}

function boundedAfter(tokens: readonly Token[], to: number): boolean {
  const next = tokens[to];
  if (next === undefined) return true;
  if (next.kind === "number" || next.kind === "time" || next.kind === "day") return false;
  if (!next.glued) return true;
  if (next.kind === "word") return unitWord(next.lower) !== undefined;
  const after = tokens[to + 1];
  return !(/^[.,:;^#&\\@]$/.test(next.text) && after?.glued === true && /^[\p{L}\d]/u.test(after.text));
}

function readFraction(tokens: readonly Token[], at: number): Amount | null {
  const word = tokens[at]?.lower ?? "";
  if (word === "half") {
    if (/^(first|second|other|latter|back)$/.test(tokens[at - 1]?.lower ?? "")) return null;
    if (/^(an?|hour|past)$/.test(tokens[at + 1]?.lower ?? "")) return null;
    return { to: at + 1, readings: [{ value: 50, places: 0 }], minutes: [], unit: "percent" };
  }
  const dash = /^[-‐‑]$/.test(tokens[at + 1]?.text ?? "") ? 1 : 0;
  const parts = FRACTIONS.get(tokens[at + 1 + dash]?.lower ?? "");
  const count = word === "a" ? 1 : smallNumber(word);
  if (parts === undefined || count === undefined || count === 0 || count >= parts) return null;
  const follows = tokens[at + 2 + dash];
  const ordinal = word === "a" && parts === 3 && follows?.kind === "word" && follows.lower !== "of";
  if (ordinal) return null;
  return {
    to: at + 2 + dash,
    readings: [{ value: (100 * count) / parts, places: 0 }],
    minutes: [],
    unit: "percent",
  };
}

function readMultiple(token: Token, at: number): Amount | null {
  const value = MULTIPLES.get(token.lower);
  return value === undefined
    ? null
    : { to: at + 1, readings: [{ value, places: 0 }], minutes: [], unit: "times" };
}

function readWords(tokens: readonly Token[], at: number): Amount | null {
  if (
    /^an?$/.test(tokens[at]?.lower ?? "") &&
    /^(hour|minute|buck|dollar)$/.test(tokens[at + 1]?.lower ?? "")
  )
    return { to: at + 1, readings: [{ value: 1, places: 0 }], minutes: [] };
  const spoken = readSpoken(tokens, at);
  if (spoken === null) return null;
  const next = tokens[spoken.to];
  const runsOn = next?.kind === "number" || (next?.glued === true && next.kind === "word");
  return runsOn ? null : withHalf(tokens, spoken);
}

/** `two and a half` */
function withHalf(tokens: readonly Token[], amount: Amount): Amount {
  const [and, a, half] = [0, 1, 2].map((step) => tokens[amount.to + step]?.lower);
  const first = amount.readings[0];
  const part = half === "half" ? 0.5 : 0.25;
  if (and !== "and" || a !== "a" || (half !== "half" && half !== "quarter") || first?.places !== 0)
    return amount;
  return {
    to: amount.to + 3,
    readings: [{ value: first.value + part, places: half === "half" ? 1 : 2 }],
    minutes: [],
  };
}

function readUnit(
  tokens: readonly Token[],
  amount: Amount,
  from: number,
  money: boolean,
): Pick<Said, "to" | "unit" | "factor"> | null {
  const plain = { to: amount.to, unit: amount.unit ?? (money ? "money" : "bare"), factor: 1 } as const;
  if (amount.unit !== undefined) return plain;
  let at = amount.to;
  if (/^[-‐‑]$/.test(tokens[at]?.text ?? "") && tokens[at]?.glued === true && tokens[at + 1]?.glued === true)
    at += 1;
  if (tokens[at]?.lower === "per" && tokens[at + 1]?.lower === "cent")
    return { to: at + 2, unit: "percent", factor: 1 };
  if (tokens[at]?.lower === "standard") at += 1;
  const word = unitWord(tokens[at]?.lower ?? "");
  const dashed = at > amount.to && word === undefined && tokens[amount.to]?.lower !== "standard";
  if (dashed && tokens[at]?.kind === "word") return null;
  if (word === undefined) return tokens[from - 1]?.text === "R" && !money ? { ...plain, unit: "R" } : plain;
  if (money) return word.unit === "money" ? plain : { ...plain, unit: "unknown", to: at + 1 };
  return { to: at + 1, ...word };
}
