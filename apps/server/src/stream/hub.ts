import type { FlagValues, MicrobarFrame, ReaderSummary, Trade } from "@spotlight/contracts";
import { toWireBar } from "@spotlight/market";
import { type View, viewKey } from "../engine/day-book.ts";
import type { Applied, MarketSource } from "../engine/parts.ts";
import type { Meter } from "../telemetry/meter.ts";
import { factFrames } from "./frames.ts";
import type { Reader } from "./reader.ts";
import { HEARTBEAT_EVERY_MS, HEARTBEAT_TEXT, chunkOf, frameText } from "./sse.ts";

const HEARTBEAT = chunkOf(HEARTBEAT_TEXT);

/** Readers with the same wish: each frame is prepared once for all of them. */
interface Group {
  readonly symbols: readonly string[];
  readonly view: View;
  readonly owner: string;
  readonly wantsTicks: boolean;
  readonly readers: Set<Reader>;
}

/** The flags, and who hears of their changes. */
export interface FlagSource {
  readonly values: FlagValues;
  listen(listener: (values: FlagValues) => void): () => void;
}

/** What fan-out is made of. */
export interface HubParts {
  readonly engine: MarketSource;
  readonly meter: Meter;
  readonly flags: FlagSource;
  readonly wallMs: () => number;
  /** Pause between updates of forming bars. */
  readonly microbarMs: number;
}

/** Fan-out: gives durable facts to every reader in order, and forming bars to those that keep up. */
export class Hub {
  #engine: MarketSource;
  readonly #meter: Meter;
  readonly #flags: FlagSource;
  readonly #wallMs: () => number;
  /** Everybody who is connected, also those who are still being given what they missed. */
  readonly #readers = new Set<Reader>();
  readonly #groups = new Map<string, Group>();
  readonly #timers: NodeJS.Timeout[];
  #leaveEngine: () => void;
  readonly #leaveFlags: () => void;

  constructor({ engine, meter, flags, wallMs, microbarMs }: HubParts) {
    this.#engine = engine;
    this.#meter = meter;
    this.#flags = flags;
    this.#wallMs = wallMs;
    this.#leaveEngine = this.#listen();
    this.#leaveFlags = flags.listen(() => this.#toEverybody(this.flagsText()));
    this.#timers = [
      setInterval(() => this.#sendForming(this.#engine.takeDirty()), microbarMs),
      setInterval(() => this.#beat(), HEARTBEAT_EVERY_MS),
    ];
  }

  /** Tells of another market from now on, whose cursors are higher. Every reader is told to reload, and why. */
  follow(engine: MarketSource, reason: string): void {
    this.#leaveEngine();
    this.#engine = engine;
    this.#leaveEngine = this.#listen();
    for (const { view } of this.#groups.values()) engine.activate(view);
    this.#toEverybody(frameText("gap", { reason, cursor: engine.cursor }));
  }

  /** How many readers are connected, or read one symbol. */
  count(symbol?: string): number {
    if (symbol === undefined) return this.#readers.size;
    let count = 0;
    for (const reader of this.#readers) if (reader.symbols.includes(symbol)) count += 1;
    return count;
  }

  /** How many readers a session has. */
  countOf(sessionId: string | null): number {
    let count = 0;
    for (const reader of this.#readers) if (reader.sessionId === sessionId) count += 1;
    return count;
  }

  /** Every reader, as administration sees it. */
  list(): readonly ReaderSummary[] {
    return [...this.#readers].map((reader) => reader.summary());
  }

  /** The frame that tells the values of the flags. */
  flagsText(): string {
    return frameText("flags", { values: this.#flags.values });
  }

  /** Takes note of a reader that has just connected. */
  admit(reader: Reader): void {
    this.#readers.add(reader);
  }

  /** Cuts off every reader of a session that has ended. */
  revoke(sessionId: string): void {
    for (const reader of this.#readers) if (reader.sessionId === sessionId) reader.revoke();
  }

  /** Lets a reader take part from the engine's current cursor on; sends it the forming bars at once. */
  attach(reader: Reader): void {
    const { symbols, view, owner, wantsTicks } = reader;
    const key = `${symbols.join(",")}|${viewKey(view)}|${wantsTicks}|${owner}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { symbols, view, owner, wantsTicks, readers: new Set() };
      this.#groups.set(key, group);
    }
    this.#engine.activate(view);
    group.readers.add(reader);
    const forming = this.#formingChunk(group, new Set(symbols));
    if (forming !== null) reader.write(forming);
  }

  /** Forgets a reader that is gone. */
  detach(reader: Reader): void {
    this.#readers.delete(reader);
    for (const [key, group] of this.#groups) {
      if (group.readers.delete(reader) && group.readers.size === 0) this.#groups.delete(key);
    }
  }

  /** Ends every stream in an orderly way. */
  shutdown(reason: string, retryMs: number): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#leaveEngine();
    this.#leaveFlags();
    this.endStreams(reason, retryMs);
  }

  /** Ends every stream there is now; readers come back after `retryMs` and go on where they were. */
  endStreams(reason: string, retryMs: number): void {
    const text = frameText("shutdown", { reason, retryMs });
    for (const reader of this.#readers) reader.finish(text);
  }

  #listen(): () => void {
    return this.#engine.listen({
      applied: (batch) => this.#applied(batch),
      trades: (trades) => this.#trades(trades),
    });
  }

  #toEverybody(text: string): void {
    const chunk = chunkOf(text);
    for (const reader of this.#readers) reader.write(chunk);
  }

  #beat(): void {
    for (const group of this.#groups.values()) for (const reader of group.readers) reader.beat(HEARTBEAT);
  }

  #applied(batch: readonly Applied[]): void {
    const began = performance.now();
    let sent = 0;
    for (const group of this.#groups.values()) {
      const text = this.#textFor(group, batch);
      if (text === "") continue;
      const chunk = chunkOf(text);
      for (const reader of group.readers) reader.write(chunk);
      sent += group.readers.size;
    }
    this.#meter.count("frames_sent_total", sent, { kind: "durable" });
    this.#meter.time("fan_out_duration_seconds", performance.now() - began);
  }

  #textFor(group: Group, batch: readonly Applied[]): string {
    const { symbols } = group;
    const key = viewKey(group.view);
    let text = "";
    for (const { fact, changes } of batch) {
      if (fact.symbol !== null && !symbols.includes(fact.symbol)) continue;
      text += factFrames(fact, group, changes.get(key) ?? [], this.#engine.source);
    }
    return text;
  }

  #sendForming(dirty: ReadonlySet<string>): void {
    let sent = 0;
    let conflated = 0;
    for (const group of this.#groups.values()) {
      const moved = group.symbols.some((symbol) => dirty.has(symbol));
      const chunk = moved ? this.#formingChunk(group, dirty) : null;
      let whole: Buffer | null = null;
      for (const reader of group.readers) {
        if (reader.congested) {
          if (moved) conflated += 1;
          reader.owesForming ||= moved;
        } else if (reader.owesForming) {
          reader.owesForming = false;
          whole ??= this.#formingChunk(group, new Set(group.symbols));
          if (whole !== null && reader.write(whole)) sent += 1;
        } else if (chunk !== null && reader.write(chunk)) sent += 1;
      }
    }
    this.#meter.count("frames_sent_total", sent, { kind: "forming" });
    this.#meter.count("frames_conflated_total", conflated);
  }

  #formingChunk({ symbols, view }: Group, wanted: ReadonlySet<string>): Buffer | null {
    const newest = this.#engine.newestTrade;
    if (newest === null) return null;
    const bars: MicrobarFrame["bars"] = [];
    for (const symbol of symbols) {
      const bar = wanted.has(symbol) ? this.#engine.forming(symbol, view) : null;
      if (bar !== null) bars.push(toWireBar(symbol, view.timeframe, bar));
    }
    if (bars.length === 0) return null;
    return chunkOf(frameText("microbar", { bars, hops: { ...newest, sentMs: this.#wallMs() } }));
  }

  #trades(trades: readonly Trade[]): void {
    if (!this.#flags.values.streamTicks) return;
    let sent = 0;
    let dropped = 0;
    for (const group of this.#groups.values()) {
      if (!group.wantsTicks) continue;
      let text = "";
      for (const { symbol, price, size, conditions, eventMs, sequence } of trades) {
        if (!group.symbols.includes(symbol)) continue;
        text += frameText("tick", { symbol, price, size, conditions: [...conditions], eventMs, sequence });
      }
      if (text === "") continue;
      const chunk = chunkOf(text);
      for (const reader of group.readers) {
        if (reader.congested) dropped += 1;
        else if (reader.write(chunk)) sent += 1;
      }
    }
    this.#meter.count("frames_sent_total", sent, { kind: "tick" });
    this.#meter.count("frames_dropped_total", dropped);
  }
}
