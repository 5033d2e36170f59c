import { isDeepStrictEqual } from "node:util";
import { type ActiveStrategy, type ParityReport, type Signal } from "@spotlight/contracts";
import type { TradingDay } from "@spotlight/market";
import { signalsOn } from "../backtest/signals.ts";
import type { Pool } from "../store/database.ts";
import type { InputFact, MarketLog } from "../log/market-log.ts";

/** A stretch of the market's time, `untilMs` exclusive. */
interface Stretch {
  readonly fromMs: number;
  untilMs: number;
}

/** Reports that are answered, the newest. */
const REPORTS = 30;

/** How one person's finished days came out when they were told again. */
export class ParityReports {
  readonly #pool: Pool;
  readonly #log: MarketLog;
  readonly #owner: string;

  constructor(pool: Pool, log: MarketLog, owner: string) {
    this.#pool = pool;
    this.#log = log;
    this.#owner = owner;
  }

  /** The newest reports, by day. */
  async list(): Promise<readonly ParityReport[]> {
    const { rows } = await this.#pool.query<{ report: ParityReport }>(
      "SELECT report FROM parity_report WHERE source = $1 AND owner = $2 ORDER BY day DESC LIMIT $3",
      [this.#log.source, this.#owner, REPORTS],
    );
    return rows.map(({ report }) => report);
  }

  /** Tells a finished day again, compares, and keeps the outcome. `nowMs` is this machine's time. */
  async compare(day: TradingDay, nowMs: number): Promise<ParityReport> {
    const report = { ...(await this.#compared(day)), comparedMs: Math.floor(nowMs) };
    await this.#pool.query(
      `INSERT INTO parity_report (source, owner, day, report) VALUES ($1, $2, $3, $4)
       ON CONFLICT (source, owner, day) DO UPDATE SET report = excluded.report`,
      [this.#log.source, this.#owner, day.day, JSON.stringify(report)],
    );
    return report;
  }

  async #compared(day: TradingDay): Promise<Omit<ParityReport, "comparedMs">> {
    const log = this.#log;
    const untilMs = day.postCloseMs;
    const range = { owner: this.#owner, limit: Number.MAX_SAFE_INTEGER, newestFirst: false };
    const inputs = await log.owned({ ...range, kinds: ["input"], fromMs: 0, untilMs });
    const { strategies, symbols } = activeOn(
      inputs.flatMap((fact) => (fact.kind === "input" ? [fact] : [])),
      day,
    );
    const told = await log.owned({ ...range, kinds: ["signal"], fromMs: day.preOpenMs, untilMs });
    const live = told.flatMap((fact) => (fact.kind === "signal" ? [fact.body] : []));
    const asked = {
      strategies: [...strategies.values()].map(({ strategy }) => strategy),
      symbols: [...symbols.keys()],
    };
    const heard = { fromMs: day.preOpenMs, untilMs, heardBeforeMs: untilMs };
    const again = await signalsOn(log, asked, asked.symbols, heard);
    const counts = again.filter(
      ({ strategy, version, symbol, atMs }) =>
        within(strategies.get(`${strategy}@${version}`)?.stretches, atMs) &&
        within(symbols.get(symbol), atMs),
    );
    return { day: day.day, signals: live.length, ...difference(live, counts) };
  }
}

/** Which strategies and symbols were decided on, and when. */
function activeOn(inputs: readonly InputFact[], { preOpenMs, postCloseMs }: TradingDay) {
  const strategies = new Map<string, { readonly strategy: ActiveStrategy; readonly stretches: Stretch[] }>();
  const symbols = new Map<string, Stretch[]>();
  const end = (stretches: readonly Stretch[], ms: number): void => {
    const last = stretches.at(-1);
    if (last !== undefined) last.untilMs = Math.min(last.untilMs, ms);
  };
  for (const { body, learnedMs } of inputs) {
    if (body.type === "symbol") {
      const stretches = symbols.get(body.symbol) ?? [];
      symbols.set(body.symbol, stretches);
      end(stretches, learnedMs);
      if (body.active) stretches.push({ fromMs: learnedMs, untilMs: postCloseMs + 1 });
    } else if (body.type === "strategies") {
      for (const { stretches } of strategies.values()) end(stretches, learnedMs);
      for (const strategy of body.strategies) {
        const key = `${strategy.id}@${strategy.version}`;
        const known = strategies.get(key) ?? { strategy, stretches: [] };
        known.stretches.push({ fromMs: learnedMs, untilMs: postCloseMs + 1 });
        strategies.set(key, known);
      }
    }
  }
  for (const [key, { stretches }] of strategies)
    if (stretches.every(({ untilMs }) => untilMs <= preOpenMs)) strategies.delete(key);
  for (const [symbol, stretches] of symbols)
    if (stretches.every(({ untilMs }) => untilMs <= preOpenMs)) symbols.delete(symbol);
  return { strategies, symbols };
}

function within(stretches: readonly Stretch[] | undefined, ms: number): boolean {
  return stretches?.some(({ fromMs, untilMs }) => ms > fromMs && ms <= untilMs) === true;
}

/** What each side says of each signal, in order, and where they differ. */
function difference(
  live: readonly Signal[],
  again: readonly Signal[],
): Pick<ParityReport, "missing" | "extra" | "different"> {
  const [a, b] = [byId(live), byId(again)];
  return {
    missing: [...b.keys()].filter((id) => !a.has(id)),
    extra: [...a.keys()].filter((id) => !b.has(id)),
    different: [...a.keys()].filter((id) => b.has(id) && !isDeepStrictEqual(a.get(id), b.get(id))),
  };
}

function byId(signals: readonly Signal[]): Map<string, Signal[]> {
  const known = new Map<string, Signal[]>();
  for (const signal of signals) {
    const told = known.get(signal.id);
    if (told === undefined) known.set(signal.id, [signal]);
    else told.push(signal);
  }
  return known;
}
