import { tradingDayAt } from "@spotlight/market";
import type { DayView } from "../engine/day-book.ts";
import type { MarketSource } from "../engine/parts.ts";
import { factFrames } from "./frames.ts";
import type { Hub } from "./hub.ts";
import type { Fact, MarketLog } from "../log/market-log.ts";
import type { Reader } from "./reader.ts";
import { chunkOf } from "./sse.ts";

const PAGE_FACTS = 1_000;

/**
 * Gives a reader every frame after its cursor, exactly as an uninterrupted reader got them, and then lets it take part
 * in the fan-out. No fact can fall between: the last look at the log and the joining happen in one turn.
 */
export async function resumeReader(
  engine: MarketSource,
  log: MarketLog,
  hub: Hub,
  reader: Reader,
  cursor: number,
): Promise<void> {
  const replay = new ResumedView(engine, reader, cursor);
  let at = cursor;
  while (!reader.ended) {
    const until = engine.cursor;
    if (at >= until) {
      hub.attach(reader);
      return;
    }
    const facts = await log.read({ after: at, until, symbols: reader.symbols, limit: PAGE_FACTS });
    let text = "";
    for (const fact of facts) text += await replay.frames(fact);
    if (text !== "") reader.write(chunkOf(text));
    await reader.drained();
    at = facts.length < PAGE_FACTS ? until : (facts.at(-1)?.cursor ?? until);
  }
}

/** The days of a view as they were at a cursor, folded on fact by fact. */
class ResumedView {
  readonly #engine: MarketSource;
  readonly #reader: Reader;
  readonly #cursor: number;
  readonly #days = new Map<string, DayView | null>();

  constructor(engine: MarketSource, reader: Reader, cursor: number) {
    this.#engine = engine;
    this.#reader = reader;
    this.#cursor = cursor;
  }

  async frames(fact: Fact): Promise<string> {
    const day =
      fact.symbol === null || fact.startMs === null ? null : await this.#day(fact.symbol, fact.startMs);
    return factFrames(fact, this.#reader, day?.advance(fact) ?? [], this.#engine.source);
  }

  async #day(symbol: string, startMs: number): Promise<DayView | null> {
    const key = `${symbol} ${tradingDayAt(startMs)?.day ?? ""}`;
    const known = this.#days.get(key);
    if (known !== undefined) return known;
    const book = this.#engine.symbol(symbol)?.book;
    await book?.ensureFrom(startMs);
    const view = book?.day(startMs)?.asOf(this.#reader.view, this.#cursor) ?? null;
    this.#days.set(key, view);
    return view;
  }
}
