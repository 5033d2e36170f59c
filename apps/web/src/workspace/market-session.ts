import {
  FLAG_DEFAULTS,
  type FlagValues,
  type MarketStatus,
  type StatusFrame,
  type SymbolsAnswer,
} from "@spotlight/contracts";
import { tradingDayAt } from "@spotlight/market";
import { Emitter } from "../stream/emitter.ts";
import {
  type Arrival,
  type BookChange,
  type JsonApiOptions,
  MarketApi,
  MarketStream,
  RevisionLedger,
  type Subscription,
} from "../stream/index.ts";
import { FrameQueue } from "../chart/frame-queue.ts";
import { LatencyTracker } from "./latency.ts";

/** How long the ledger waits after a revision, so that a burst is one question. */
const LEDGER_DELAY_MS = 250;
const STATUS_EVERY_MS = 5_000;
const SYMBOLS_EVERY_MS = 30_000;
/** While nothing is known yet, or the server still starts. */
const STARTING_EVERY_MS = 1_000;

/**
 * Everything this page knows of the market, without React: one stream, the copy of the bars, the feed's status, the
 * watched symbols, the ledger of the symbol on the chart. Views listen to `frames`, which fires at most once per
 * animation frame, and to `facts`, for what changes rarely.
 */
export class MarketSession {
  readonly api: MarketApi;
  readonly stream: MarketStream;
  readonly latency = new LatencyTracker();
  /** The symbols whose bars changed since the frame before. */
  readonly frames = new Emitter<ReadonlySet<string>>();
  /** Status, symbols, connection or ledger changed. */
  readonly facts = new Emitter<void>();
  /** Every second, for texts that tell a time or an age, so that all of them change together. */
  readonly seconds = new Emitter<void>();
  #second = 0;
  #secondAtMs = performance.now();
  #status: MarketStatus | null = null;
  #statusAtMs = 0;
  #symbols: SymbolsAnswer | null = null;
  #flags: FlagValues = FLAG_DEFAULTS;
  #ledger: RevisionLedger | null = null;
  #ledgerKey = "";
  #wanted: Subscription | null = null;
  #lastDataMs: number | null = null;
  #dirty = new Set<string>();
  #arrivals: Arrival[] = [];
  readonly #frameQueue = new FrameQueue(() => this.#frame());
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #ledgerTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(options: JsonApiOptions) {
    this.api = new MarketApi(options);
    this.stream = new MarketStream({ api: this.api, historyLimit: 1_500, sideHistoryLimit: 960 });
    this.stream.book.changes.on((change) => this.#takeChange(change));
    this.stream.arrivals.on((arrival) => this.#takeArrival(arrival));
    this.stream.flags.on((flags) => {
      this.#flags = flags;
      this.facts.emit();
    });
    this.stream.statuses.on((frame) => this.#takeStatus(frame));
    this.stream.states.on(() => this.facts.emit());
  }

  get status(): MarketStatus | null {
    return this.#status;
  }

  get symbols(): SymbolsAnswer | null {
    return this.#symbols;
  }

  /** The server's flags; the defaults before it has told them. */
  get flags(): FlagValues {
    return this.#flags;
  }

  /** Changes of values of the chart's symbol on its newest trading day; null before the first answer. */
  get ledger(): RevisionLedger | null {
    return this.#ledger;
  }

  /** Milliseconds since the last bar or forming bar came; null before the first. */
  dataAgeMs(): number | null {
    return this.#lastDataMs === null ? null : performance.now() - this.#lastDataMs;
  }

  /** Milliseconds until the next attempt to connect; null when none is planned. */
  retryInMs(): number | null {
    const { retryAtMs } = this.stream.state;
    return retryAtMs === null ? null : retryAtMs - performance.now();
  }

  /** Counts the seconds since the start; changes with {@link seconds}. */
  get second(): number {
    return this.#second;
  }

  /** The market's clock at the last second, epoch ms, carried on from the last status at the feed's speed while connected; null before the first. */
  marketNowMs(): number | null {
    if (this.#status === null) return null;
    if (this.stream.state.phase === "reconnecting") return this.#status.nowMs;
    const running = this.#status.state === "live" || this.#status.state === "stale";
    const speed = running ? (this.#status.speed ?? 0) : this.#status.state === "closed" ? 1 : 0;
    return this.#status.nowMs + Math.max(0, this.#secondAtMs - this.#statusAtMs) * speed;
  }

  /** Starts the slow questions beside the stream, and the stream where it was stopped. */
  start(): void {
    if (this.#timers.length > 0) return;
    if (this.#wanted !== null) this.stream.subscribe(this.#wanted);
    void this.loadStatus();
    void this.loadSymbols();
    this.#timers.push(setInterval(() => void this.loadStatus(), STATUS_EVERY_MS));
    this.#timers.push(setInterval(() => void this.loadSymbols(), SYMBOLS_EVERY_MS));
    this.#timers.push(setInterval(() => this.#hurry(), STARTING_EVERY_MS));
    this.#timers.push(setInterval(() => this.#tick(), 1_000));
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    if (this.#ledgerTimer !== null) clearTimeout(this.#ledgerTimer);
    this.#frameQueue.stop();
    this.stream.stop();
  }

  /** Follows something else from now on, or from the next start on. */
  follow(subscription: Subscription): void {
    this.#wanted = subscription;
    if (this.#timers.length > 0) this.stream.subscribe(subscription);
  }

  /** Asks for the status; an old answer stays when none comes. */
  async loadStatus(): Promise<void> {
    try {
      this.#status = await this.api.status();
      this.#statusAtMs = performance.now();
      this.facts.emit();
    } catch {
      // The connection's own state says that the server does not answer.
    }
  }

  /** Asks for the watched symbols; an old answer stays when none comes. */
  async loadSymbols(): Promise<void> {
    try {
      this.#symbols = await this.api.symbols();
      this.facts.emit();
    } catch {
      // As above.
    }
  }

  /** Keeps the ledger of a symbol for the trading day of its newest bar, epoch ms; equal calls change nothing. */
  followLedger(symbol: string, newestMs: number): void {
    const fromMs = tradingDayAt(newestMs)?.preOpenMs ?? newestMs;
    const name = `${symbol} ${fromMs}`;
    if (name === this.#ledgerKey) return;
    this.#ledgerKey = name;
    this.#ledger = new RevisionLedger(this.api, symbol, fromMs);
    this.#ledger.changes.on(() => this.facts.emit());
    this.#askLedger();
    this.facts.emit();
  }

  #tick(): void {
    this.#second += 1;
    this.#secondAtMs = performance.now();
    this.seconds.emit();
  }

  #hurry(): void {
    if (this.#status === null || this.#status.state === "starting") void this.loadStatus();
    if (this.#symbols === null) void this.loadSymbols();
  }

  #takeChange({ series, change }: BookChange): void {
    this.#dirty.add(series.key.symbol);
    if (change.kind !== "older") this.#lastDataMs = performance.now();
    if (change.kind === "revised" || change.kind === "reset") this.#askLedger();
    this.#frameQueue.request();
  }

  #takeArrival(arrival: Arrival): void {
    this.#lastDataMs = performance.now();
    this.#arrivals.push(arrival);
    this.#frameQueue.request();
  }

  #takeStatus(frame: StatusFrame): void {
    const recovered = this.#status !== null && this.#status.state !== frame.state && frame.state === "live";
    if (this.#status !== null) {
      const { reason: _old, ...rest } = this.#status;
      this.#status = { ...rest, ...frame };
      this.#statusAtMs = performance.now();
    }
    this.facts.emit();
    void this.loadStatus();
    if (recovered) void this.stream.refresh();
  }

  #askLedger(): void {
    this.#ledgerTimer ??= setTimeout(() => {
      this.#ledgerTimer = null;
      this.#ledger?.refresh().catch(() => undefined);
    }, LEDGER_DELAY_MS);
  }

  #frame(): void {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    const paintedMs = Date.now();
    for (const arrival of this.#arrivals.splice(0)) this.latency.add(arrival, paintedMs);
    this.frames.emit(dirty);
  }
}
