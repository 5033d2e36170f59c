import {
  type CoachMessage,
  type EpochFrame,
  type FlagValues,
  PROTOCOL_VERSION,
  STREAM_HEARTBEAT_MS,
  type StatusFrame,
} from "@spotlight/contracts";
import type { MarketApi } from "./api.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";
import { BarBook } from "./bar-book.ts";
import { type StreamClock, sleep, systemClock } from "./clock.ts";
import { readStream } from "./connection.ts";
import { Emitter } from "./emitter.ts";
import type { DecisionFrame, DecodedFrame, MarketFrame } from "./frames.ts";
import { ApiError } from "./json-api.ts";
import { HistoryLoader } from "./history-loader.ts";
import type { Arrival, ConnectionPhase, ConnectionState, StreamCounts, Subscription } from "./state.ts";
import { Watchdog } from "./watchdog.ts";

/** How a {@link MarketStream} is built. */
export interface MarketStreamOptions {
  readonly api: MarketApi;
  /** Default: this machine's. */
  readonly clock?: StreamClock;
  readonly backoff?: BackoffOptions;
  /** Bars of the first symbol's first page. Default 500. */
  readonly historyLimit?: number;
  /** Bars of the other symbols' first page. Default: `historyLimit`. */
  readonly sideHistoryLimit?: number;
  /** Longest silence a healthy server keeps, ms. Default: the contract's. */
  readonly heartbeatMs?: number;
  /** How long data has to flow until a connection counts as stable, ms. Default 5,000. */
  readonly stableMs?: number;
}

const NOT_STARTED: ConnectionState = {
  phase: "stopped",
  attempt: 0,
  retryAtMs: null,
  reason: null,
  epochId: null,
  cursor: null,
};

/** Why a round ended: `again` goes on at once, `wait` draws from the backoff (at least `minMs`). */
type RoundEnd = { readonly next: "again" } | { readonly next: "wait"; readonly minMs: number };

/**
 * Follows the market: loads history, reads the stream from its cursor, and keeps a {@link BarBook} true through cuts,
 * gaps and restarts. It gives up never; `stop` ends it.
 */
export class MarketStream {
  readonly book = new BarBook();
  readonly states = new Emitter<ConnectionState>();
  readonly statuses = new Emitter<StatusFrame>();
  readonly epochs = new Emitter<EpochFrame>();
  readonly arrivals = new Emitter<Arrival>();
  readonly flags = new Emitter<FlagValues>();
  readonly decisions = new Emitter<DecisionFrame>();
  /** What the coach says unasked. */
  readonly messages = new Emitter<CoachMessage>();
  readonly #api: MarketApi;
  readonly #clock: StreamClock;
  readonly #backoff: Backoff;
  readonly #loader: HistoryLoader;
  readonly #heartbeatMs: number;
  readonly #stableMs: number;
  #state = NOT_STARTED;
  #subscription: Subscription | null = null;
  #round = new AbortController();
  /** Counts the starts; a loop whose life is over ends by itself. 0 while stopped. */
  #life = 0;
  #lives = 0;
  #openedMs = 0;
  #shutdownMs = 0;
  #counts = { connections: 0, bars: 0, duplicates: 0, badFrames: 0, gaps: 0 };

  constructor(options: MarketStreamOptions) {
    this.#api = options.api;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(() => this.#clock.random(), options.backoff);
    const limit = options.historyLimit ?? 500;
    this.#loader = new HistoryLoader(options.api, this.book, limit, options.sideHistoryLimit ?? limit);
    this.#heartbeatMs = options.heartbeatMs ?? STREAM_HEARTBEAT_MS;
    this.#stableMs = options.stableMs ?? 5_000;
  }

  /** The state now; {@link states} tells every change. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** What happened since the start. */
  get counts(): StreamCounts {
    return this.#counts;
  }

  /** Symbols that the server refused, each with its sentence. */
  get refusals(): ReadonlyMap<string, string> {
    return this.#loader.refusals;
  }

  /** What is followed now; null before the first {@link subscribe}. */
  get subscription(): Subscription | null {
    return this.#subscription;
  }

  /** Starts, or follows something else from now on. Series that are no longer followed leave the book. */
  subscribe(subscription: Subscription): void {
    this.#subscription = { ...subscription, symbols: [...new Set(subscription.symbols)] };
    this.#loader.follow(this.#subscription);
    this.#round.abort();
    if (this.#life !== 0) return;
    this.#lives += 1;
    this.#life = this.#lives;
    this.#show({ phase: "connecting", reason: null });
    void this.#run(this.#life);
  }

  /** Ends the connection and every timer. {@link subscribe} starts again. */
  stop(): void {
    this.#life = 0;
    this.#round.abort();
    this.#show({ phase: "stopped", retryAtMs: null, attempt: 0 });
  }

  /** Tries again now instead of waiting. */
  retryNow(): void {
    if (this.#state.phase === "reconnecting") this.#round.abort();
  }

  /** Loads a page of `limit` bars before the oldest held. False when there are none. Rejects with {@link ApiError}. */
  loadOlder(symbol: string, limit: number): Promise<boolean> {
    return this.#loader.loadOlder(symbol, limit);
  }

  /** Loads the newest page again, to learn of gaps that closed or opened. Failures are left to the next time. */
  async refresh(): Promise<void> {
    await this.#loader.refresh().catch(() => undefined);
  }

  async #run(life: number): Promise<void> {
    while (this.#life === life) {
      const round = new AbortController();
      this.#round = round;
      const end = await this.#once(round);
      if (this.#life !== life) return;
      if (this.#state.phase === "outdated") break;
      if (end.next === "wait") await this.#wait(end.minMs);
    }
    if (this.#life === life) this.#life = 0;
  }

  async #wait(minMs: number): Promise<void> {
    const pause = new AbortController();
    this.#round = pause;
    const ms = Math.max(minMs, this.#backoff.next());
    this.#show({
      phase: "reconnecting",
      attempt: this.#backoff.attempt,
      retryAtMs: this.#clock.nowMs() + ms,
    });
    await sleep(this.#clock, ms, pause.signal);
  }

  async #once(round: AbortController): Promise<RoundEnd> {
    const subscription = this.#subscription;
    this.#shutdownMs = 0;
    if (subscription === null) return { next: "wait", minMs: 0 };
    try {
      const cursor = await this.#loader.catchUp(this.#state.cursor, round.signal);
      if (round.signal.aborted) return { next: "again" };
      this.#show({ cursor });
      await this.#read(subscription, round);
      if (!round.signal.aborted) this.#show({ reason: "The server ended the stream." });
    } catch (error) {
      if (!round.signal.aborted) this.#show({ reason: sentenceOf(error) });
    }
    const onPurpose = round.signal.aborted && round.signal.reason !== "dead" && round.signal.reason !== "bad";
    return onPurpose ? { next: "again" } : { next: "wait", minMs: this.#shutdownMs };
  }

  async #read(subscription: Subscription, round: AbortController): Promise<void> {
    const watchdog = new Watchdog(this.#clock, {
      quietMs: this.#heartbeatMs * 1.2,
      deadMs: this.#heartbeatMs * 2.5,
      onQuiet: () => this.#show({ phase: "stale" }),
      onDead: () => {
        this.#show({ reason: "The connection fell silent." });
        round.abort("dead");
      },
    });
    this.#openedMs = this.#clock.nowMs();
    this.#counts.connections += 1;
    const { symbols, timeframe, session } = subscription;
    const followed = symbols.filter((symbol) => !this.#loader.refusals.has(symbol));
    if (followed.length === 0) throw new ApiError(404, "nothing", "None of the symbols is known here.");
    const { base, fetch } = this.#api;
    const request = { base, fetch, symbols: followed, timeframe, session, cursor: this.#state.cursor };
    try {
      await readStream(
        { ...request, signal: round.signal },
        {
          bytes: () => {
            watchdog.feed();
            if (this.#state.phase === "stale") this.#show({ phase: "live" });
          },
          retry: (ms) => this.#backoff.setBase(ms),
          frame: (frame) => this.#take(frame, subscription, round),
        },
      );
    } finally {
      watchdog.stop();
    }
  }

  #take(frame: DecodedFrame, subscription: Subscription, round: AbortController): void {
    if (frame.name === "unknown") return;
    if (frame.name === "bad") {
      this.#counts.badFrames += 1;
      if (frame.event !== "bar") return;
      this.#loader.distrust();
      this.#show({ reason: `A bar could not be read (${frame.reason}).` });
      round.abort("bad");
      return;
    }
    this.#apply(frame, subscription, round);
    this.#settle(frame);
  }

  #apply(frame: MarketFrame, { session }: Subscription, round: AbortController): void {
    switch (frame.name) {
      case "bootstrap":
        this.#greet(frame.frame.protocol, frame.frame.cursor, round);
        return;
      case "epoch":
        if (frame.frame.epochId !== this.#state.epochId) {
          this.#show({ epochId: frame.frame.epochId });
          this.epochs.emit(frame.frame);
        }
        return;
      case "bar":
        this.#takeBar(frame, session);
        return;
      case "microbar":
        this.#takeForming(frame, session);
        return;
      case "status":
        this.#advance(frame.cursor);
        this.statuses.emit(frame.frame);
        return;
      case "flags":
        this.flags.emit(frame.frame.values);
        return;
      case "signal":
      case "callout":
      case "risk":
        if (this.#advance(frame.cursor)) this.decisions.emit(frame);
        return;
      case "coach":
        if (this.#advance(frame.cursor)) this.messages.emit(frame.frame);
        return;
      case "gap":
        this.#fillGap(frame.frame.cursor, round);
        return;
      case "shutdown":
        this.#shutdownMs = frame.frame.retryMs;
        this.#show({ reason: frame.frame.reason });
    }
  }

  #greet(protocol: number, cursor: number, round: AbortController): void {
    if (protocol === PROTOCOL_VERSION) {
      this.#show({ phase: "live", retryAtMs: null, cursor: this.#state.cursor ?? cursor });
      return;
    }
    this.#show({ phase: "outdated", reason: "The server is newer than this page. Reload." });
    round.abort("outdated");
  }

  #takeBar({ frame, cursor }: Extract<MarketFrame, { name: "bar" }>, session: Subscription["session"]): void {
    if (!this.#advance(cursor)) {
      this.#counts.duplicates += 1;
      return;
    }
    this.#counts.bars += 1;
    this.book.close(session, frame, cursor ?? 0);
  }

  #takeForming(
    { frame }: Extract<MarketFrame, { name: "microbar" }>,
    session: Subscription["session"],
  ): void {
    for (const bar of frame.bars) this.book.form(session, bar);
    const symbols = frame.bars.map((bar) => bar.symbol);
    this.arrivals.emit({ hops: frame.hops, arrivedMs: this.#clock.wallMs(), symbols });
  }

  /** Moves the cursor on; false when the log position was passed before. */
  #advance(cursor: number | null): boolean {
    if (cursor === null || (this.#state.cursor !== null && cursor <= this.#state.cursor)) return false;
    this.#state = { ...this.#state, cursor };
    return true;
  }

  #fillGap(cursor: number, round: AbortController): void {
    this.#counts.gaps += 1;
    this.#state = { ...this.#state, cursor };
    this.#loader.distrust();
    this.#show({ phase: "gap-filling" });
    void this.#reload(cursor, round);
  }

  async #reload(cursor: number, round: AbortController): Promise<void> {
    try {
      await this.#loader.catchUp(cursor, round.signal);
      if (this.#state.phase === "gap-filling") this.#show({ phase: "live" });
    } catch (error) {
      if (round.signal.aborted) return;
      this.#show({ reason: sentenceOf(error) });
      round.abort("bad");
    }
  }

  /** Resets the backoff once data has flowed for long enough. */
  #settle(frame: MarketFrame): void {
    const isData = frame.name === "bar" || frame.name === "microbar" || frame.name === "status";
    if (!isData || this.#clock.nowMs() - this.#openedMs < this.#stableMs) return;
    this.#backoff.reset();
    if (this.#state.attempt > 0 || this.#state.reason !== null) this.#show({ attempt: 0, reason: null });
  }

  #show(change: Partial<ConnectionState> & { phase?: ConnectionPhase }): void {
    this.#state = { ...this.#state, ...change };
    this.states.emit(this.#state);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "The connection was cut.";
}
