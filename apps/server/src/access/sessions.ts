import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { SessionStore, StoredSession } from "./session-store.ts";

/** Longest life of a login, and longest silence, after which it ends. */
const LIFE_MS = 30 * 86_400_000;
const IDLE_MS = 7 * 86_400_000;
/** For how long after the PIN administration stays open. */
export const RECENT_MS = 12 * 3_600_000;
/** Logins kept at once; the longest unused one ends when there are more. */
const SESSIONS_MAX = 50;
/** `lastSeenMs` is written this often at most. */
const SEEN_EVERY_MS = 60_000;
const TOKEN_BYTES = 32;
const AGENT_MAX = 200;

/** Who acts in a request. `id` is null where there is no login at all (development on loopback). */
export interface ActiveSession {
  readonly id: string | null;
  readonly owner: string;
  /** The PIN was entered less than 12 hours ago. */
  readonly recent: boolean;
}

/** What a login is begun with. */
export interface LoginFacts {
  readonly pinId: string;
  readonly address: string;
  readonly agent: string;
  /** The session that this login takes the place of: it goes on under a new token. */
  readonly former: string | null;
}

/** What the sessions need to know. */
export interface SessionsParts {
  readonly store: SessionStore;
  readonly secret: string;
  readonly owner: string;
  readonly wallMs: () => number;
  /** Told when a session ends, so that its streams end too. */
  readonly ended: (id: string) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The logins. All of them are in memory, so that a database that is away keeps nobody out who is in; each change is
 * durable before it is answered.
 */
export class Sessions {
  readonly #parts: SessionsParts;
  readonly #byKey: Map<string, StoredSession>;

  private constructor(parts: SessionsParts, stored: readonly StoredSession[]) {
    this.#parts = parts;
    this.#byKey = new Map(stored.map((row) => [row.tokenKey, row]));
  }

  static async open(parts: SessionsParts): Promise<Sessions> {
    const sessions = new Sessions(parts, await parts.store.all());
    await sessions.sweep();
    return sessions;
  }

  /** The session of a token under the PIN in force; null for every token that opens nothing. */
  find(token: string, pinId: string): StoredSession | null {
    const row = this.#byKey.get(this.#key(token));
    if (row === undefined || row.pinId !== pinId || this.#isOver(row)) return null;
    this.#seen(row);
    return row;
  }

  active(row: StoredSession): ActiveSession {
    const recent = this.#parts.wallMs() - row.pinEnteredMs < RECENT_MS;
    return { id: row.id, owner: row.owner, recent };
  }

  list(): readonly StoredSession[] {
    return [...this.#byKey.values()].filter((row) => !this.#isOver(row));
  }

  /** Begins a session, or goes on with a former one under a new token. Answers the token, which is stored nowhere. */
  async begin({ pinId, address, agent, former }: LoginFacts): Promise<{ token: string; id: string }> {
    const nowMs = Math.floor(this.#parts.wallMs());
    const known = former === null ? undefined : this.#byId(former);
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const row: StoredSession = {
      id: known?.id ?? randomUUID(),
      tokenKey: this.#key(token),
      owner: this.#parts.owner,
      pinId,
      startedMs: known?.startedMs ?? nowMs,
      pinEnteredMs: nowMs,
      lastSeenMs: nowMs,
      expiresMs: nowMs + LIFE_MS,
      address,
      agent: agent.slice(0, AGENT_MAX),
    };
    await this.#parts.store.put(row);
    if (known !== undefined) this.#byKey.delete(known.tokenKey);
    this.#byKey.set(row.tokenKey, row);
    await this.#keepWithinBound();
    return { token, id: row.id };
  }

  /** Ends a session. It opens nothing from this moment on, even when the database refuses. Answers whether it was one. */
  async end(id: string): Promise<boolean> {
    const row = this.#byId(id);
    if (row === undefined) return false;
    await this.#remove([row]);
    return true;
  }

  /** Ends every session of another PIN than this one. */
  async endOthers(pinId: string): Promise<void> {
    await this.#remove([...this.#byKey.values()].filter((row) => row.pinId !== pinId));
  }

  /** Removes what has expired. */
  async sweep(): Promise<void> {
    await this.#remove([...this.#byKey.values()].filter((row) => this.#isOver(row)));
  }

  async #keepWithinBound(): Promise<void> {
    const rows = [...this.#byKey.values()].sort((a, b) => a.lastSeenMs - b.lastSeenMs);
    await this.#remove(rows.slice(0, Math.max(0, rows.length - SESSIONS_MAX)));
  }

  async #remove(rows: readonly StoredSession[]): Promise<void> {
    for (const { tokenKey, id } of rows) {
      this.#byKey.delete(tokenKey);
      this.#parts.ended(id);
    }
    await this.#parts.store.remove(rows.map(({ id }) => id));
  }

  #byId(id: string): StoredSession | undefined {
    return [...this.#byKey.values()].find((row) => row.id === id);
  }

  #isOver({ expiresMs, lastSeenMs }: StoredSession): boolean {
    const nowMs = this.#parts.wallMs();
    return nowMs >= expiresMs || nowMs - lastSeenMs >= IDLE_MS;
  }

  #seen(row: StoredSession): void {
    const nowMs = Math.floor(this.#parts.wallMs());
    if (nowMs - row.lastSeenMs < SEEN_EVERY_MS) return;
    this.#byKey.set(row.tokenKey, { ...row, lastSeenMs: nowMs });
    this.#parts.store.seen(row.id, nowMs).catch(this.#parts.failed);
  }

  /** What a token is stored and found under. Keyed, so that neither the table nor a guess without the key is of use. */
  #key(token: string): string {
    return createHmac("sha256", this.#parts.secret).update("session\0").update(token).digest("base64url");
  }
}
