import { type AuthStatus, authStatusSchema, readinessReportSchema } from "@spotlight/contracts";
import { Emitter } from "../stream/emitter.ts";
import { ApiError, JsonApi, type JsonApiOptions } from "../stream/json-api.ts";
import type { Gate } from "./gated-fetch.ts";

/**
 * Where this browser stands with the server. `unknown`: nothing was answered yet. `starting`: the server cannot say yet.
 * `locked`: the PIN is needed. `open`: requests are let in.
 */
export type AuthPhase = "unknown" | "starting" | "locked" | "open";

/** What became of an entered PIN. */
export type PinOutcome =
  | { readonly kind: "in" }
  | { readonly kind: "wrong" }
  | { readonly kind: "wait"; readonly waitMs: number }
  | { readonly kind: "failed"; readonly sentence: string };

/** How soon a server that could not say is asked again, ms. */
const ASK_AGAIN_MS = 1_000;
/** A locked page looks this often whether another one has logged in, ms. */
const LOOK_AGAIN_MS = 5_000;

/**
 * The login of this browser, without React. The session itself is a cookie that no script can read; the PIN is sent and
 * forgotten.
 */
export class AuthSession implements Gate {
  readonly changes = new Emitter<void>();
  readonly #api: JsonApi;
  #phase: AuthPhase = "unknown";
  #status: AuthStatus | null = null;
  #loading: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Requests that wait for the PIN to be entered again. */
  #waiting: ((granted: boolean) => void)[] = [];
  #stopped = false;

  /** `options.fetch` must not be gated by this session: a wrong PIN is no lost login. */
  constructor(options: JsonApiOptions = {}) {
    this.#api = new JsonApi(options);
  }

  get phase(): AuthPhase {
    return this.#phase;
  }

  /** What the server said last; null before it said anything. */
  get status(): AuthStatus | null {
    return this.#status;
  }

  /** Whether somebody waits for the PIN to be entered again. */
  get asksAgain(): boolean {
    return this.#waiting.length > 0;
  }

  /** Asks the server where this browser stands; again and again while it cannot say. */
  async load(): Promise<void> {
    this.#stopped = false;
    this.#loading ??= this.#ask().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Enters the PIN, at first or again. */
  async enter(pin: string): Promise<PinOutcome> {
    return this.#try(() => this.#api.send("POST", "/api/auth/pin", { pin }));
  }

  /** Chooses a PIN where there is none (`currentPin` null), or changes the chosen one. */
  async choose(pin: string, currentPin: string | null): Promise<PinOutcome> {
    return this.#try(() =>
      this.#api.send("PUT", "/api/auth/pin", { pin, ...(currentPin === null ? {} : { currentPin }) }),
    );
  }

  /** Ends this browser's login. Rejects with {@link ApiError} when the server could not be told. */
  async logOut(): Promise<void> {
    await this.#api.send("POST", "/api/auth/logout");
    await this.load();
  }

  lost(): void {
    if (this.#phase === "open") void this.load();
  }

  async stepUp(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.changes.emit();
    });
  }

  /** Gives up entering the PIN again; what waited for it is refused. */
  cancelStepUp(): void {
    this.#endStepUp(false);
  }

  async #try(send: () => Promise<unknown>): Promise<PinOutcome> {
    try {
      await send();
    } catch (error) {
      return outcomeOf(error);
    }
    await this.load();
    this.#endStepUp(true);
    return { kind: "in" };
  }

  #endStepUp(granted: boolean): void {
    for (const answer of this.#waiting.splice(0)) answer(granted);
    this.changes.emit();
  }

  async #ask(): Promise<void> {
    try {
      const status = await this.#api.get("/api/auth/status", authStatusSchema);
      this.#status = status;
      if (status.authenticated || status.pin === "none") this.#enterPhase("open");
      else this.#enterPhase((await this.#isStarting()) ? "starting" : "locked");
    } catch {
      // A page that was open stays open: the connection's own state says that the server does not answer.
      if (this.#phase !== "open") this.#enterPhase("unknown");
    }
    if (this.#phase === "locked") this.#askLater(LOOK_AGAIN_MS);
    else if (this.#phase !== "open") this.#askLater(ASK_AGAIN_MS);
  }

  /** Before the database is open the server knows no login and cannot say whether this browser has one. */
  async #isStarting(): Promise<boolean> {
    const { checks } = await this.#api.get("/api/healthz", readinessReportSchema);
    return checks["migrations"] === false;
  }

  #askLater(ms: number): void {
    if (this.#stopped || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, ms);
  }

  #enterPhase(phase: AuthPhase): void {
    if (phase === "open" && this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    this.#phase = phase;
    if (phase !== "open") this.#endStepUp(false);
    this.changes.emit();
  }
}

function outcomeOf(error: unknown): PinOutcome {
  if (!(error instanceof ApiError)) return { kind: "failed", sentence: "The PIN could not be sent." };
  if (error.code === "wrong_pin") return { kind: "wrong" };
  if (error.status === 429) return { kind: "wait", waitMs: error.retryAfterMs ?? 1_000 };
  return { kind: "failed", sentence: error.message };
}
