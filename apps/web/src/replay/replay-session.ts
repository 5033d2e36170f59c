import type { ReplayAnswer, ReplaySeek, ReplayState } from "@spotlight/contracts";
import { Emitter } from "../stream/emitter.ts";
import { ApiError } from "../stream/index.ts";
import type { ReplayApi } from "./replay-api.ts";

/** Speeds that the keys step through, as multiples of real time. */
export const SPEEDS = [1, 5, 20, 60, 300, 1_200] as const;
const LOOK_EVERY_MS = 1_000;

/** The replay as this page knows it, without React. While one is on, the whole screen shows its day. */
export class ReplaySession {
  readonly changes = new Emitter<void>();
  readonly #api: ReplayApi;
  #answer: ReplayAnswer | null = null;
  #state: ReplayState | null = null;
  #on = false;
  #failure: string | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(api: ReplayApi) {
    this.#api = api;
  }

  /** Whether the screen shows the replay. */
  get on(): boolean {
    return this.#on;
  }

  get state(): ReplayState | null {
    return this.#state;
  }

  /** The days that can be replayed and how they came out; null before the first answer. */
  get answer(): ReplayAnswer | null {
    return this.#answer;
  }

  get failure(): string | null {
    return this.#failure;
  }

  /** Asks what can be replayed, and whether something is. */
  async look(): Promise<void> {
    await this.#do(async () => {
      this.#answer = await this.#api.look();
      this.#state = this.#answer.replay;
    });
  }

  /** Shows a day on the whole screen. Answers whether it could be started. */
  async start(day: string): Promise<boolean> {
    const started = await this.#do(async () => {
      this.#state = await this.#api.start({ day });
    });
    if (!started) return false;
    this.#on = true;
    this.#timer ??= setInterval(() => void this.#refresh(), LOOK_EVERY_MS);
    this.changes.emit();
    return true;
  }

  /** Goes back to the live market. */
  async leave(): Promise<void> {
    this.#on = false;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.changes.emit();
    await this.#do(async () => {
      await this.#api.stop();
      this.#state = null;
    });
  }

  togglePlay(): void {
    const paused = this.#state?.status === "paused";
    void this.#act(() => this.#api.pause(!paused));
  }

  seek(seek: ReplaySeek): void {
    void this.#act(() => this.#api.seek(seek));
  }

  /** The next speed up or down. */
  changeSpeed(step: 1 | -1): void {
    const now = this.#state?.speed ?? 60;
    const faster = SPEEDS.find((speed) => speed > now) ?? SPEEDS.at(-1) ?? now;
    const slower = SPEEDS.findLast((speed) => speed < now) ?? SPEEDS[0];
    void this.#act(() => this.#api.setSpeed(step === 1 ? faster : slower));
  }

  async #refresh(): Promise<void> {
    await this.#do(async () => {
      this.#state = (await this.#api.look()).replay;
    });
    if (this.#state === null && this.#failure === null) await this.leave();
  }

  async #act(what: () => Promise<ReplayState>): Promise<void> {
    await this.#do(async () => {
      this.#state = await what();
    });
  }

  async #do(what: () => Promise<void>): Promise<boolean> {
    try {
      await what();
      this.#failure = null;
    } catch (error) {
      this.#failure = error instanceof ApiError ? error.message : "The replay does not answer.";
    }
    this.changes.emit();
    return this.#failure === null;
  }
}
