import type { Signal } from "@spotlight/contracts";
import { tradingDay } from "@spotlight/market";
import { Rerun, SHIPPED_RULES, type Strategy } from "@spotlight/strategy";
import { readNews } from "../desk/ledger-reader.ts";
import { RuleStore } from "../desk/rule-store.ts";
import { strategiesOf } from "../desk/strategies.ts";
import type { MarketLog } from "../log/market-log.ts";
import { openDatabase } from "../store/database.ts";
import { type TestDatabase, embeddedTestDatabase } from "./databases.ts";
import { allFacts, canonical, digestOf, signalsOf } from "./stored-facts.ts";

const DAY_MS = 86_400_000;

/** Symbols, and the first and the last day, that a server lived through. */
export interface LivedDays {
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** What a log says, and what a rerun of it says, both as text. */
export interface Left {
  readonly digest: string;
  readonly live: string;
  readonly again: string;
  /** The strategies that were in use, and the ids of those that spoke. */
  readonly strategies: readonly Strategy[];
  readonly spoke: ReadonlySet<string>;
}

/** An empty place with every shipped rule switched on. */
export async function placeWithRules(): Promise<TestDatabase> {
  const place = await embeddedTestDatabase();
  const database = await openDatabase(place.target, () => undefined);
  await database.pool.query("INSERT INTO owner VALUES ('me', 0)");
  const rules = new RuleStore(database.pool, "me");
  for (const { id, source } of SHIPPED_RULES) await rules.add({ id, name: id, enabled: true, source }, 0);
  await database.close();
  return place;
}

/** Runs what a log holds again, with the strategies that it names. */
export async function rerunOfLog(log: MarketLog, { symbols, from, to }: LivedDays): Promise<Left> {
  const facts = await allFacts(log);
  const fromMs = tradingDay(from)?.preOpenMs ?? 0;
  const untilMs = (tradingDay(to)?.postCloseMs ?? 0) + DAY_MS;
  const first = facts.find((fact) => fact.kind === "input" && fact.body.type === "strategies");
  const used = first?.kind === "input" && first.body.type === "strategies" ? first.body.strategies : [];
  const strategies = strategiesOf(used);
  const rerun = new Rerun({ strategies, symbols, fromMs });
  const again: Signal[] = [];
  for await (const news of readNews(log, symbols, fromMs - 60 * DAY_MS, untilMs))
    again.push(...rerun.advance(news));
  const live = signalsOf(facts);
  return {
    digest: digestOf(facts),
    live: canonical(live),
    again: canonical(again),
    strategies,
    spoke: new Set(live.map(({ strategy }) => strategy)),
  };
}
