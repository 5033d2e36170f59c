import type { ReplayStart, ReplayState } from "@spotlight/contracts";
import { MINUTE_MS } from "@spotlight/market";
import type { Logger } from "pino";
import { DeskService } from "../desk/desk-service.ts";
import type { Pacer } from "../feeds/feed.ts";
import { Exclusive } from "../log/exclusive.ts";
import type { InputFact, NewFact } from "../log/market-log.ts";
import { type FlagSource, Hub } from "../stream/hub.ts";
import type { Meter } from "../telemetry/meter.ts";
import type { DayScript } from "./day-script.ts";
import { ReplayMarket } from "./replay-market.ts";

/** Wall time between two steps of a replay, ms. */
const STEP_MS = 100;
/** Cursors of a telling begin this far above those of the telling before. */
const CURSORS_A_TELLING = 1_000_000;
/** Inputs that set a day up; the others are what the person did in it. */
const SETTING_UP = new Set(["strategies", "settings", "profile", "symbol", "feedback"]);

/** What replays are run with. */
export interface ReplayParts {
  readonly owner: string;
  readonly source: string;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly flags: FlagSource;
  readonly pacer: Pacer;
  readonly wallMs: () => number;
}

/** One telling of the day up to now. */
interface Telling {
  readonly market: ReplayMarket;
  readonly desk: DeskService;
}

/** A stored day as if it were live, for one person: played, paused, sought, at any speed, apart from everything live. */
export class Replay {
  readonly #parts: ReplayParts;
  readonly #script: DayScript;
  readonly #mode: ReplayStart["mode"];
  readonly #exclusive = new Exclusive();
  readonly #stopped = new AbortController();
  readonly hub: Hub;
  #telling: Telling;
  /** Lines of the script that were told. */
  #told = 0;
  #speed: number;
  #paused: boolean;
  #positionMs: number;

  private constructor(parts: ReplayParts, script: DayScript, start: ReplayStart, telling: Telling) {
    this.#parts = parts;
    this.#script = script;
    this.#mode = start.mode;
    this.#speed = start.speed;
    this.#paused = start.paused;
    this.#telling = telling;
    const { meter, flags, wallMs } = parts;
    this.hub = new Hub({ engine: telling.market, meter, flags, wallMs, microbarMs: 1_000 });
    this.#positionMs = script.day.preOpenMs;
  }

  /** Begins a replay; resolves when it has come to where it is to start. */
  static async start(parts: ReplayParts, script: DayScript, start: ReplayStart): Promise<Replay> {
    const replay = new Replay(parts, script, start, await begin(parts, script, start.mode, 0));
    await replay.#catchUp(start.atMs ?? script.day.openMs);
    void replay.#play();
    return replay;
  }

  /** The market of the day and its desk, as they are told now. */
  get telling(): Telling {
    return this.#telling;
  }

  get state(): ReplayState {
    const { day, symbols } = this.#script;
    const ended = this.#positionMs >= day.postCloseMs;
    return {
      day: day.day,
      symbols: [...symbols],
      mode: this.#mode,
      status: ended ? "ended" : this.#paused ? "paused" : "playing",
      speed: this.#speed,
      positionMs: Math.floor(this.#positionMs),
      fromMs: day.preOpenMs,
      untilMs: day.postCloseMs,
    };
  }

  /** Stops the clock, or lets it run on. */
  pause(paused: boolean): void {
    this.#paused = paused;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#telling.market.speed = speed;
  }

  /** Goes to a time of the day. Going back tells the day again from its beginning; readers reload. */
  async seek(toMs: number): Promise<void> {
    await this.#exclusive.run(async () => {
      const { day } = this.#script;
      const ms = Math.min(Math.max(toMs, day.preOpenMs), day.postCloseMs);
      if (ms >= this.#positionMs) {
        await this.#tellUntil(ms);
        return;
      }
      const fromCursor = this.#telling.market.cursor + CURSORS_A_TELLING;
      this.#telling = await begin(this.#parts, this.#script, this.#mode, fromCursor);
      this.#told = 0;
      this.#positionMs = day.preOpenMs;
      await this.#tellUntil(ms);
      this.hub.follow(this.#telling.market, "The replay went to another time.");
    });
  }

  /** So many minutes on from the minute that it stands at, or back. */
  async step(minutes: number): Promise<void> {
    const minuteMs = this.#positionMs - (this.#positionMs % MINUTE_MS);
    await this.seek(minuteMs + minutes * MINUTE_MS);
  }

  /** Ends the replay; its readers are sent away. */
  stop(): void {
    this.#stopped.abort();
    this.hub.shutdown("The replay is over.", 1_000);
  }

  async #catchUp(ms: number): Promise<void> {
    await this.#exclusive.run(() => this.#tellUntil(ms));
  }

  async #play(): Promise<void> {
    const { pacer, logger } = this.#parts;
    const { signal } = this.#stopped;
    let beforeMs = pacer.nowMs();
    while (!signal.aborted) {
      await pacer.sleep(STEP_MS, signal);
      const nowMs = pacer.nowMs();
      const passedMs = (nowMs - beforeMs) * this.#speed;
      beforeMs = nowMs;
      if (this.#paused || signal.aborted) continue;
      try {
        await this.#catchUp(Math.min(this.#positionMs + passedMs, this.#script.day.postCloseMs));
      } catch (error) {
        logger.error({ err: error }, "the replay failed and is paused");
        this.#paused = true;
      }
    }
  }

  /** Tells what happened up to a time. */
  async #tellUntil(ms: number): Promise<void> {
    const { lines, day } = this.#script;
    const { market, desk } = this.#telling;
    for (let line = lines[this.#told]; line !== undefined && line.atMs <= ms; line = lines[this.#told]) {
      this.#told += 1;
      await this.#pass(line.atMs);
      if (line.kind === "market") {
        const facts: NewFact[] = [...line.facts, ...desk.decide(line.facts)];
        await market.tell(facts);
      } else if (this.#happensAgain(line.fact)) await desk.submit(line.fact.body).catch(() => undefined);
    }
    this.#positionMs = Math.max(this.#positionMs, ms);
    await this.#pass(this.#positionMs);
    if (this.#positionMs >= day.postCloseMs)
      await market.become({ state: "ended", reason: "The replayed day is over." });
  }

  async #pass(ms: number): Promise<void> {
    const { market, desk } = this.#telling;
    const passed = desk.pass(ms);
    market.passTo(ms);
    if (passed.length > 0) await market.tell(passed);
  }

  #happensAgain({ body }: InputFact): boolean {
    return body.type !== "symbol" && (this.#mode === "as_it_was" || SETTING_UP.has(body.type));
  }
}

/** A market that stands before the day, with a desk as it was then. */
async function begin(
  parts: ReplayParts,
  script: DayScript,
  mode: ReplayStart["mode"],
  fromCursor: number,
): Promise<Telling> {
  const { owner, meter, logger } = parts;
  const market = new ReplayMarket(`${parts.source}/replay`, script.day.preOpenMs, fromCursor);
  const before = script.before.filter(({ body }) => mode === "as_it_was" || SETTING_UP.has(body.type));
  await market.tell(before);
  const desk = new DeskService({
    owner,
    log: market.log,
    rules: async () => [],
    meter,
    logger,
    nowMs: () => market.nowMs,
    commit: (facts) => market.tell(facts),
    asStored: true,
  });
  await desk.open();
  for (const symbol of script.symbols) {
    await market.add(symbol, script.past.get(symbol) ?? []);
    await desk.prepare(symbol);
  }
  return { market, desk };
}
