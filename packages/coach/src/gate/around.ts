import type { Token } from "./lex.ts";
import type { Leaning, Nearness } from "./match.ts";
import type { Said } from "./read-numbers.ts";
import { ROLES } from "./vocabulary.ts";

/** Words between a number and what it is called. */
const FILLERS = new Set(
  "at is was are were of to the a an its it by sits stands near now currently price level prices with for r and s $ : = ( ~ ≈ about around roughly approximately approx nearly almost just under over above below least most more less than some exactly only still comes came lies in on".split(
    " ",
  ),
);
const LOSING =
  /^(lost|loses|lose|losing|loss|losses|down|fell|falls|fallen|dropped|drops|declined|lower|drawdown)$/;
const GAINING = /^(gained|gains|gain|won|wins|made|makes|up|rose|rises|risen|profit|profits|higher|earned)$/;
const LEANING_FILLERS =
  /^(of|by|a|an|about|around|roughly|approximately|nearly|almost|is|was|some|just|under|over|another|exactly|\$|~)$/;

/** How exactly the words before a number mean it; null when they bound it in a way that no evidence can settle. */
export function nearnessBefore(tokens: readonly Token[], { from, to, unit }: Said): Nearness {
  const before = tokens[from - 1]?.text === "R" || tokens[from - 1]?.text === "(" ? from - 2 : from - 1;
  const word = tokens[before]?.lower ?? "";
  const pair = `${tokens[before - 1]?.lower ?? ""} ${word}`;
  const after = `${tokens[to]?.lower ?? ""} ${tokens[to + 1]?.lower ?? ""}`;
  if (
    /^(about|around|roughly|approximately|approx|some|circa|~|≈)$/.test(word) ||
    pair === "close to" ||
    after === "or so"
  )
    return "about";
  if (/^(nearly|almost)$/.test(word) || /^just (under|below|shy|short)$/.test(pair)) return "under";
  if (pair === "just over" || pair === "just above") return "over";
  if (unit === "bare" || unit === "money") return "said";
  if (/^(over|above|exceeding|beyond|>)$/.test(word) || /^(more|greater) than$/.test(pair)) return "over";
  if (/^(under|below|<)$/.test(word) || /^(less|fewer) than$/.test(pair)) return "under";
  return "said";
}

/** Whether the words around a number make it a loss or a gain. */
export function leaningAround(tokens: readonly Token[], { from, to }: Said): Leaning {
  let at = from - 1;
  while (at >= 0 && at > from - 4 && LEANING_FILLERS.test(tokens[at]?.lower ?? "")) at -= 1;
  const before = tokens[at]?.lower ?? "";
  const after = tokens[to]?.lower ?? "";
  if (LOSING.test(before) || /^(lower|down|loss|loser|drawdown)$/.test(after)) return -1;
  return GAINING.test(before) || /^(higher|up|gain|winner|profit)$/.test(after) ? 1 : 0;
}

/** Names of levels and figures right before a number (`prior high`, `the stop is at`), and `#20` for an `EMA 20`. */
export function rolesBefore(
  tokens: readonly Token[],
  { from }: Said,
  symbols: ReadonlyMap<number, string>,
): Set<string> {
  const roles = new Set<string>();
  let fillers = 0;
  for (let at = from - 1; at >= 0 && fillers < 6; at -= 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const word = token.lower.replace(/'s$/, "");
    if (ROLES.has(word)) {
      roles.add(word);
      const period = [tokens[at + 1], tokens[at - 1]].find(
        (each) => each?.kind === "number" && at + 1 < from,
      );
      if (period !== undefined && /^(ema|sma|rsi|atr)$/.test(word)) roles.add(`#${period.text}`);
      for (let near = at - 1; near > at - 3; near -= 1) {
        const other = tokens[near]?.lower ?? "";
        if (ROLES.has(other)) roles.add(other);
      }
      return roles;
    }
    if (symbols.has(at) && /^(for|of|on|in)$/.test(tokens[at - 1]?.lower ?? "")) {
      at -= 1;
      continue;
    }
    if (token.kind === "number" && /^(ema|sma|rsi|atr)$/.test(tokens[at - 1]?.lower ?? "")) continue;
    if (!FILLERS.has(word)) break;
    fillers += 1;
  }
  return roles;
}

const TRADING = /^(trades|trading|traded|hands|printed|prints|quoted)$/;
/** What the price of a symbol that trades somewhere may be called. */
const TRADED = ["last", "close", "open", "high", "low"];

/** The roles of a price at which something is said to trade: `SPY is at`, `changes hands at`. Empty otherwise. */
export function rolesOfTrading(
  tokens: readonly Token[],
  { from }: Said,
  symbols: ReadonlyMap<number, string>,
): readonly string[] {
  for (let at = from - 1; at >= 0 && at > from - 6; at -= 1) {
    const word = tokens[at]?.lower ?? "";
    if (TRADING.test(word)) return TRADED;
    if (/^(is|was|stands|stood|sits|sat)$/.test(word) && symbols.has(at - 1))
      return /^(for|of|on|in)$/.test(tokens[at - 2]?.lower ?? "") ? [] : TRADED;
    if (!FILLERS.has(word)) return [];
  }
  return [];
}

/** Whether a negation turns the statement of a number around: `is not at 581.20`. `not enough` and `not only` do not. */
export function isDenied(tokens: readonly Token[], { from }: Said): boolean {
  for (let at = from - 1; at >= 0 && at > from - 6; at -= 1) {
    const word = tokens[at]?.lower ?? "";
    if (/^[,;:(]$/.test(word)) return false;
    if (/^(enough|only)$/.test(word)) return false;
    if (/^(not|never|no|without|neither|nor|hardly|barely)$/.test(word) || word.endsWith("n't")) return true;
  }
  return false;
}

/** Whether a number repeats what the person said and is marked as theirs: `you asked about 600`. */
export function isTheirs(tokens: readonly Token[], { from, to }: Said, asked: readonly Token[]): boolean {
  const said = tokens.slice(from, to).map(({ lower }) => lower);
  let at = from - 1;
  while (at >= 0 && at > from - 5 && /^(about|for|whether|if|of|the|a|at)$/.test(tokens[at]?.lower ?? ""))
    at -= 1;
  const you =
    tokens[at - 1]?.lower === "you" &&
    /^(asked|said|wrote|mentioned|named|typed)$/.test(tokens[at]?.lower ?? "");
  if (!you) return false;
  return asked.some((_, start) => said.every((word, index) => asked[start + index]?.lower === word));
}
