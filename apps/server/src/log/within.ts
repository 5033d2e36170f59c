import type { Fact, LogRange, OwnedRange, StoredOwnedFact } from "./market-log.ts";

/** Those of some facts, given by cursor, that a range asks for. */
export function factsWithin(facts: readonly Fact[], range: LogRange): readonly Fact[] {
  const { after, until, symbols, kinds, limit } = range;
  const wanted = facts.filter(
    ({ cursor, symbol, kind }) =>
      cursor > after &&
      cursor <= until &&
      (symbols === null || symbol === null || symbols.includes(symbol)) &&
      (kinds === undefined || kinds.includes(kind)),
  );
  return wanted.slice(0, limit);
}

/** Those of some facts, given by cursor, that a person's range asks for. */
export function ownedWithin(facts: readonly Fact[], range: OwnedRange): readonly StoredOwnedFact[] {
  const { owner, kinds, fromMs, untilMs, limit, newestFirst } = range;
  const wanted = facts.filter(
    (fact): fact is StoredOwnedFact =>
      "owner" in fact &&
      fact.owner === owner &&
      kinds.includes(fact.kind) &&
      fact.learnedMs >= fromMs &&
      fact.learnedMs < untilMs,
  );
  return (newestFirst ? wanted.toReversed() : wanted).slice(0, limit);
}

/** Those of some facts that are about a symbol's minutes that start in [fromMs, untilMs). */
export function minutesWithin(
  facts: readonly Fact[],
  symbol: string,
  fromMs: number,
  untilMs: number,
): readonly (Fact & { readonly startMs: number })[] {
  return facts.filter(
    (fact): fact is Fact & { readonly startMs: number } =>
      fact.symbol === symbol && fact.startMs !== null && fact.startMs >= fromMs && fact.startMs < untilMs,
  );
}
