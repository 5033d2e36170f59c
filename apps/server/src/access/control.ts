import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthStatus, PinSource } from "@spotlight/contracts";
import type { Pool } from "../store/database.ts";
import { AuditTrail } from "./audit.ts";
import { type AddressList, addressKey } from "./address.ts";
import type { Pin, PinInForce } from "./pin.ts";
import { SessionStore, type StoredSession } from "./session-store.ts";
import { type ActiveSession, RECENT_MS, Sessions } from "./sessions.ts";
import { PinThrottle } from "./throttle.ts";
import { AccessTokens, type TokenHolder } from "./tokens.ts";

/** Wrong PINs of the last day are counted again after a restart; so many lines of the audit log are looked at. */
const REMEMBERED_LINES = 200;
const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 600_000;

/** What access is decided by. */
export interface ControlParts {
  readonly pin: Pin;
  readonly secret: string;
  readonly metricsToken: string | null;
  readonly metricsAllow: AddressList | null;
  readonly wallMs: () => number;
  /** Monotonic, for waits. */
  readonly nowMs: () => number;
  readonly failed: (error: unknown) => void;
}

/** Where a login comes from. `token` is the session cookie that came with it. */
export interface LoginRequest {
  readonly pin: string;
  readonly address: string;
  readonly agent: string;
  readonly token: string | null;
}

/** What became of a login. */
export type LoginOutcome =
  | { readonly kind: "in"; readonly token: string }
  | { readonly kind: "wrong" }
  | { readonly kind: "no_pin" }
  | { readonly kind: "wait"; readonly waitMs: number };

/** What exists once the database is open. */
interface Opened {
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly tokens: AccessTokens;
  readonly owner: string;
}

/** Who is let in, and as whom. */
export class AccessControl {
  readonly #parts: ControlParts;
  readonly #throttle: PinThrottle;
  readonly #endings = new Set<(sessionId: string) => void>();
  #opened: Opened | null = null;
  /** The PIN that was in force when somebody last asked; null before that. */
  #pinSeen: string | null = null;
  #sweeping: NodeJS.Timeout | null = null;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#throttle = new PinThrottle(parts.nowMs);
  }

  /** Loads sessions, owner and the wrong guesses of the last day. Until then nobody is let in. */
  async open(pool: Pool): Promise<void> {
    const { wallMs, secret, failed } = this.#parts;
    const store = new SessionStore(pool);
    const owner = await store.owner(wallMs());
    const audit = new AuditTrail(pool, wallMs);
    const ended = (id: string): void => {
      for (const tell of this.#endings) tell(id);
    };
    const sessions = await Sessions.open({ store, secret, owner, wallMs, ended, failed });
    await sessions.endOthers((await this.#parts.pin.inForce()).id);
    await this.#rememberFailures(audit);
    const tokens = await AccessTokens.open({ pool, owner, secret, wallMs, failed });
    this.#opened = { sessions, audit, tokens, owner };
    this.#sweeping = setInterval(() => void sessions.sweep().catch(failed), SWEEP_EVERY_MS);
    this.#sweeping.unref();
  }

  close(): void {
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
  }

  /** Tells when a session ends, however it ends. */
  onSessionEnd(listener: (sessionId: string) => void): void {
    this.#endings.add(listener);
  }

  /** The sessions; null while the server is starting. */
  get sessions(): Sessions | null {
    return this.#opened?.sessions ?? null;
  }

  /**
   * The one owner.
   *
   * @throws before the database is open.
   */
  get owner(): string {
    return this.#required().owner;
  }

  /** The tokens for programs; null while the server is starting. */
  get tokens(): AccessTokens | null {
    return this.#opened?.tokens ?? null;
  }

  /** The program that acts with this token; `starting` before the database is open, null for one that opens nothing. */
  program(authorization: string | undefined): TokenHolder | "starting" | null {
    if (this.#opened === null) return "starting";
    const given = bearerOf(authorization);
    return given === null ? null : this.#opened.tokens.find(given);
  }

  /** The audit log; null while the server is starting. */
  get audit(): AuditTrail | null {
    return this.#opened?.audit ?? null;
  }

  /** Where the PIN comes from now. */
  async pinSource(): Promise<PinSource> {
    return (await this.#inForce()).source;
  }

  /** Who acts with this cookie; `starting` before the database is open, null for a cookie that opens nothing. */
  async who(token: string | null): Promise<ActiveSession | "starting" | null> {
    if (this.#opened === null) return "starting";
    const { source } = await this.#inForce();
    if (source === "none") return { id: null, owner: this.#opened.owner, recent: true };
    const row = await this.#row(token);
    return row === null ? null : this.#opened.sessions.active(row);
  }

  /** Whether a metrics collector is let in: by its token, or by where it comes from. */
  isCollector(authorization: string | undefined, address: string): boolean {
    const { metricsToken, metricsAllow } = this.#parts;
    if (metricsAllow?.has(address) === true) return true;
    const given = bearerOf(authorization);
    return metricsToken !== null && given !== null && sameText(given, metricsToken);
  }

  /**
   * Checks a PIN, unless too many were wrong, and begins a session. One that comes with a valid session goes on with
   * that under a new token.
   *
   * @throws while the server is starting, and when the database does not take the session.
   */
  async logIn({ pin, address, agent, token }: LoginRequest): Promise<LoginOutcome> {
    const { sessions, audit, owner } = this.#required();
    const { source, id: pinId } = await this.#inForce();
    if (source === "none") return { kind: "no_pin" };
    const former = (await this.#row(token))?.id ?? null;
    const guess = this.#throttle.attempt(former ?? addressKey(address), former !== null);
    if ("waitMs" in guess) return { kind: "wait", waitMs: guess.waitMs };
    if (!(await this.#parts.pin.matches(pin))) {
      await audit.record({ action: "login_failed", address, session: former });
      return { kind: "wrong" };
    }
    guess.right();
    const begun = await sessions.begin({ pinId, address, agent, former });
    await audit.record({ action: "login", owner, address, session: begun.id });
    return { kind: "in", token: begun.token };
  }

  /**
   * Puts a chosen PIN in force, ends every session of the one before, and begins one under the new PIN.
   *
   * @throws {WeakPin}
   */
  async choosePin({ pin, address, agent }: Omit<LoginRequest, "token">): Promise<string> {
    const { sessions, audit, owner } = this.#required();
    await this.#parts.pin.choose(pin, this.#parts.wallMs());
    const { id: pinId } = await this.#parts.pin.inForce();
    this.#pinSeen = pinId;
    await audit.record({ action: "pin_chosen", owner, address });
    await sessions.endOthers(pinId);
    return (await sessions.begin({ pinId, address, agent, former: null })).token;
  }

  /** Ends a session by its id. Answers whether there was one. */
  async end(id: string, by: ActiveSession, address: string): Promise<boolean> {
    const { sessions, audit } = this.#required();
    if (!(await sessions.end(id))) return false;
    const action = id === by.id ? "logout" : "session_revoked";
    await audit.record({ action, owner: by.owner, session: by.id, address, details: { ended: id } });
    return true;
  }

  /** What a page needs to know before it shows anything. */
  async status(token: string | null): Promise<AuthStatus> {
    const { source } = await this.#inForce();
    const row = await this.#row(token);
    const open = source === "none" && this.#opened !== null;
    const recentUntilMs = row === null ? null : row.pinEnteredMs + RECENT_MS;
    return {
      pin: source,
      authenticated: open || row !== null,
      recent: open || (recentUntilMs !== null && this.#parts.wallMs() < recentUntilMs),
      recentUntilMs,
      expiresMs: row?.expiresMs ?? null,
    };
  }

  async #row(token: string | null): Promise<StoredSession | null> {
    if (token === null || this.#opened === null) return null;
    return this.#opened.sessions.find(token, (await this.#inForce()).id);
  }

  /** The PIN in force; notices when a command put another one in force, which ends every session. */
  async #inForce(): Promise<PinInForce> {
    const pin = await this.#parts.pin.inForce();
    const seen = this.#pinSeen;
    this.#pinSeen = pin.id;
    if (seen !== null && seen !== pin.id && this.#opened !== null) {
      const { sessions, audit } = this.#opened;
      const action = pin.source === "none" ? "pin_reset" : "pin_chosen";
      audit.record({ action, details: { by: "command" } }).catch(this.#parts.failed);
      sessions.endOthers(pin.id).catch(this.#parts.failed);
    }
    return pin;
  }

  #required(): Opened {
    if (this.#opened === null) throw new Error("access is asked for before the database is open");
    return this.#opened;
  }

  async #rememberFailures(audit: AuditTrail): Promise<void> {
    const nowMs = this.#parts.wallMs();
    const wentIn = new Set<string>();
    const failures: { key: string; agoMs: number }[] = [];
    for (const { action, address, atMs } of await audit.newest(REMEMBERED_LINES)) {
      if (address === null || nowMs - atMs > DAY_MS) continue;
      const key = addressKey(address);
      if (action === "login") wentIn.add(key);
      if (action === "login_failed" && !wentIn.has(key))
        failures.push({ key, agoMs: Math.max(0, nowMs - atMs) });
    }
    this.#throttle.restore(failures);
  }
}

function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer (\S{1,512})$/i.exec(authorization ?? "")?.[1] ?? null;
}

/** Compares without telling by its duration where the texts differ, or how long they are. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
