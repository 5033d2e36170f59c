import type { Token } from "./lex.ts";

/** One way to read a number that was said: its value, and how many places were said (negative for `1.2k`). */
export interface Reading {
  readonly value: number;
  readonly places: number;
}

/** A number in words: where it ends (token, exclusive), how it may be read, and as which minutes of the day. */
export interface Spoken {
  readonly to: number;
  readonly readings: readonly Reading[];
  readonly minutes: readonly number[];
}

const UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: ReadonlyMap<string, number> = new Map([
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
]);
const SMALL: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, index) => [word, index] as const),
  ...TEENS.map((word, index) => [word, index + 10] as const),
  ...TENS.map((word, index) => [word, index * 10 + 20] as const),
  ["nought", 0],
  ["naught", 0],
  ["nil", 0],
]);

/** The value of a small number's word, 0 to 90; undefined for every other word. */
export function smallNumber(word: string): number | undefined {
  return SMALL.get(word);
}

/** What `hundred`, `thousand`, `million` and `billion` multiply by; undefined for every other word. */
export function magnitude(word: string): number | undefined {
  return word === "hundred" ? 100 : SCALES.get(word);
}

/** Reads the number in words that starts at a token; null when none does. */
export function readSpoken(tokens: readonly Token[], from: number): Spoken | null {
  const { words, to } = collect(tokens, from);
  if (words.length === 0) return null;
  const point = words.indexOf("point");
  const whole = point < 0 ? words : words.slice(0, point);
  const chunks = chunksOf(whole);
  if (chunks === null) return { to, readings: [], minutes: [] };
  if (point < 0) return { to, readings: wholeReadings(chunks), minutes: minutesOf(chunks) };
  const decimals = decimalsOf(words.slice(point + 1));
  const integer = whole.length === 0 ? "0" : concatenated(chunks);
  if (decimals === null || integer === null) return { to, readings: [], minutes: [] };
  return {
    to,
    readings: [{ value: Number(`${integer}.${decimals}`), places: decimals.length }],
    minutes: [],
  };
}

function collect(tokens: readonly Token[], from: number): { words: string[]; to: number } {
  const words: string[] = [];
  let at = from;
  let to = from;
  const word = (index: number): string => tokens[index]?.lower ?? "";
  if ((word(at) === "a" || word(at) === "an") && magnitude(word(at + 1)) !== undefined) {
    words.push("one");
    at += 1;
  }
  for (;;) {
    if (words.length > 0 && isJoin(tokens, at)) at += 1;
    const said = word(at);
    const last = words.at(-1) ?? "";
    const digitsFollow = smallNumber(word(at + 1)) !== undefined;
    if (smallNumber(said) !== undefined || (words.length > 0 && magnitude(said) !== undefined))
      words.push(said);
    else if (said === "point" && digitsFollow && !words.includes("point")) words.push(said);
    else if ((said === "oh" || said === "o") && words.length > 0 && digitsFollow) words.push("zero");
    else if (said === "and" && magnitude(last) !== undefined && digitsFollow) words.push("and");
    else return { words, to };
    at += 1;
    to = at;
  }
}

/** A hyphen inside a compound: `eighty-one`. */
function isJoin(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const next = tokens[at + 1];
  return /^[-‐‑]$/.test(token?.text ?? "") && token?.glued === true && next?.glued === true;
}

/** The cardinals that stand one after another, as digits: `five eighty-one twenty` is 5, 81, 20. Null when it is none. */
function chunksOf(words: readonly string[]): string[] | null {
  const chunks: string[] = [];
  let at = 0;
  while (at < words.length) {
    const unit = words[at + 1] ?? "";
    if (chunks.length > 0 && words[at] === "zero" && UNITS.indexOf(unit) > 0) {
      chunks.push(`0${UNITS.indexOf(unit)}`);
      at += 2;
      continue;
    }
    const cardinal = cardinalAt(words, at);
    if (cardinal === null) return null;
    chunks.push(String(cardinal.value));
    at = cardinal.to;
  }
  return chunks;
}

function cardinalAt(words: readonly string[], from: number): { value: number; to: number } | null {
  let at = from;
  let total = 0;
  let group = 0;
  let open = true;
  while (at < words.length) {
    const word = words[at] ?? "";
    const small = smallNumber(word);
    const scale = SCALES.get(word);
    if (small !== undefined && open) {
      group += small;
      at += 1;
      const unit = UNITS.indexOf(words[at] ?? "");
      if (small >= 20 && unit > 0) {
        group += unit;
        at += 1;
      }
      open = false;
    } else if (word === "hundred" && group > 0 && group < 100) {
      group *= 100;
      at += 1;
      open = true;
    } else if (scale !== undefined && group > 0) {
      total += group * scale;
      group = 0;
      at += 1;
      open = true;
    } else if (word === "and" && open && at > from) at += 1;
    else break;
  }
  return at === from ? null : { value: total + group, to: at };
}

function wholeReadings(chunks: readonly string[]): Reading[] {
  const whole = concatenated(chunks);
  const readings = whole === null ? [] : [{ value: Number(whole), places: 0 }];
  const cents = chunks.at(-1) ?? "";
  const dollars = concatenated(chunks.slice(0, -1));
  if (chunks.length > 1 && cents.length === 2 && dollars !== null)
    readings.push({ value: Number(`${dollars}.${cents}`), places: 2 });
  return readings;
}

/** Chunks as one integer's digits: pairs after the first, or single digits throughout. */
function concatenated(chunks: readonly string[]): string | null {
  const later = chunks.slice(1);
  const first = chunks[0] ?? "";
  if (later.length === 0) return first === "" ? null : first;
  const pairs = later.every((chunk) => chunk.length === 2);
  const digits = chunks.every((chunk) => chunk.length === 1);
  return pairs || digits ? chunks.join("") : null;
}

function minutesOf(chunks: readonly string[]): number[] {
  const [hour = "", minute = ""] = chunks;
  if (chunks.length !== 2 || minute.length !== 2 || Number(hour) > 23 || Number(minute) > 59) return [];
  return [Number(hour) * 60 + Number(minute)];
}

function decimalsOf(words: readonly string[]): string | null {
  let digits = "";
  for (let at = 0; at < words.length; at += 1) {
    const small = smallNumber(words[at] ?? "");
    if (small === undefined) return null;
    const unit = UNITS.indexOf(words[at + 1] ?? "");
    if (small >= 20 && unit > 0) at += 1;
    digits += String(small >= 20 && unit > 0 ? small + unit : small);
  }
  return digits === "" ? null : digits;
}
