import type { Evidence } from "@spotlight/contracts";
import type { Ground } from "./ground.ts";
import type { Token } from "./lex.ts";

/** Whom a number is about: these symbols, each of which must bear it out; empty when nobody is named. */
export type About = readonly string[];

/** Capitals that are no tickers. */
const NO_TICKERS = new Set(
  "A I R VWAP EMA SMA RSI ATR MACD MAE MFE ET AM PM US USA NYSE NASDAQ USD EST EDT UTC OK ETF IPO CPI FOMC GDP PNL OHLC HOD LOD ORB PE EPS AI API FAQ B C GREEN YELLOW RED LONG SHORT NOT NO AND OR THE IS AT UP DOWN".split(
    " ",
  ),
);
const NAMES: ReadonlyMap<string, string> = new Map([
  ["apple", "AAPL"],
  ["nvidia", "NVDA"],
  ["tesla", "TSLA"],
  ["microsoft", "MSFT"],
  ["amazon", "AMZN"],
  ["google", "GOOGL"],
  ["alphabet", "GOOGL"],
  ["meta", "META"],
  ["netflix", "NFLX"],
  ["bitcoin", "BTC-USD"],
  ["nasdaq", "^NDX"],
  ["dow", "^DJI"],
  ["russell", "^RUT"],
]);
const WORDS = new Set(
  "ALL ARE FOR NOW CAN IT ON SO HAS ONE OUT LOW BIG REAL OPEN FAST SEE ANY TWO KEY BE GO AN AT".split(" "),
);

/** Where a sentence names symbols: by token, the symbol; unknown tickers in capitals among them. */
export function symbolsIn(
  tokens: readonly Token[],
  { evidence, symbols }: Ground,
): ReadonlyMap<number, string> {
  const known = new Set([...symbols, ...evidence.flatMap(({ symbol }) => symbol ?? [])]);
  const found = new Map<number, string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "word") continue;
    const symbol = symbolOf(token, tokens[index - 1], known);
    if (symbol !== null) found.set(index, symbol);
  }
  return found;
}

function symbolOf(token: Token, before: Token | undefined, known: ReadonlySet<string>): string | null {
  const word = token.text.replace(/['’]s$/, "");
  const upper = word.toUpperCase();
  const letter = word.length === 1;
  if (letter && !(known.has(word) && !/^[AIRBC]$/.test(word))) return null;
  if (known.has(word)) return word;
  if (before?.text === "$" && token.glued) return upper;
  if (known.has(upper) && word.length > 2 && !WORDS.has(upper)) return upper;
  const name = NAMES.get(word.toLowerCase());
  if (name !== undefined) return name;
  const ticker = /^[A-Z]{2,5}(?:[.-][A-Z]{1,3})?$/.test(word) && !word.startsWith("U.S");
  return ticker && !/^[IVXLCDM]+$/.test(word) && !NO_TICKERS.has(word) ? word : null;
}

/** The symbols that words without a sentence before them are about: what was asked about, or all evidence's only one. */
export function aboutAtStart(asked: readonly Token[], ground: Ground): About {
  const named = new Set(symbolsIn(asked, ground).values());
  const all = named.size > 0 ? named : new Set(ground.evidence.flatMap(({ symbol }) => symbol ?? []));
  return all.size === 1 ? [...all] : [];
}

/**
 * Whom the words of tokens `from` to `to` are about: a symbol right after them (`581.20 for SPY`), else the nearest
 * before them with those joined to it by `and` or a comma, else whom the sentence before was about, else the first after.
 */
export function aboutAt(
  tokens: readonly Token[],
  found: ReadonlyMap<number, string>,
  from: number,
  to: number,
  before: About,
): About {
  const after = found.get(to + 1);
  if (after !== undefined && /^(for|in|on)$/.test(tokens[to]?.lower ?? "")) return [after];
  const earlier = [...found.keys()].filter((at) => at < from);
  const nearest = earlier.at(-1);
  if (nearest !== undefined) return group(tokens, found, nearest);
  const first = [...found.entries()].find(([at]) => at >= to)?.[1];
  if (first !== undefined && before.length === 0) return [first];
  return first === undefined || before.includes(first) ? before : [...before, first];
}

function group(tokens: readonly Token[], found: ReadonlyMap<number, string>, at: number): string[] {
  const symbols = [found.get(at) ?? ""];
  let place = at;
  while (/^(and|or|,|\/|&)$/.test(tokens[place - 1]?.lower ?? "") && found.has(place - 2)) {
    place -= 2;
    symbols.push(found.get(place) ?? "");
  }
  return symbols;
}

/** Evidence that may speak of a symbol: its own, and that of no symbol; without a symbol only the latter. */
export function evidenceAbout(evidence: readonly Evidence[], symbol: string | null): Evidence[] {
  return evidence.filter((each) => each.symbol === null || each.symbol === symbol);
}
