import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { type TokenBody, type TokenScope, type TokenSummary, tokenScopeSchema } from "@spotlight/contracts";
import { z } from "zod";
import type { Queryable } from "../store/database.ts";

const TOKEN_BYTES = 32;
/** So that a token is known for what it is wherever it turns up. */
const PREFIX = "spot_";
const DAY_MS = 86_400_000;
/** Tokens at once, and how often their use is written at most. */
const TOKENS_MAX = 50;
const USED_EVERY_MS = 60_000;

/** A program that acts in a request. */
export interface TokenHolder {
  readonly id: string;
  readonly owner: string;
  readonly scopes: readonly TokenScope[];
}

interface StoredToken extends TokenSummary {
  readonly owner: string;
  readonly tokenKey: string;
}

/** What tokens need. */
export interface TokensParts {
  readonly pool: Queryable;
  readonly owner: string;
  /** Key of the hash under which tokens are stored. */
  readonly secret: string;
  readonly wallMs: () => number;
  readonly failed: (error: unknown) => void;
}

/** Too many tokens are in use; the message says what to do. */
export class TooManyTokens extends Error {}

/** One person's tokens for programs. All of them are in memory; each change is durable before it is answered. */
export class AccessTokens {
  readonly #parts: TokensParts;
  readonly #byKey: Map<string, StoredToken>;

  private constructor(parts: TokensParts, stored: readonly StoredToken[]) {
    this.#parts = parts;
    this.#byKey = new Map(stored.map((row) => [row.tokenKey, row]));
  }

  static async open(parts: TokensParts): Promise<AccessTokens> {
    const { rows } = await parts.pool.query<Omit<StoredToken, "scopes"> & { scopes: unknown }>(
      `SELECT id, owner, name, scopes, token_key AS "tokenKey", created_ms::float8 AS "createdMs",
              expires_ms::float8 AS "expiresMs", last_used_ms::float8 AS "lastUsedMs"
       FROM access_token WHERE owner = $1 ORDER BY created_ms`,
      [parts.owner],
    );
    const scopes = z.array(tokenScopeSchema);
    return new AccessTokens(
      parts,
      rows.map((row) => ({ ...row, scopes: scopes.parse(row.scopes) })),
    );
  }

  /** Every token that still opens something, the oldest first. */
  list(): readonly TokenSummary[] {
    return this.#living().map(({ owner: _owner, tokenKey: _key, ...summary }) => summary);
  }

  /**
   * Makes a token, which is told once and stored nowhere.
   *
   * @throws {TooManyTokens}
   */
  async make({ name, scopes, days }: TokenBody): Promise<{ token: string; summary: TokenSummary }> {
    const { pool, owner, wallMs } = this.#parts;
    if (this.#living().length >= TOKENS_MAX)
      throw new TooManyTokens(`There are ${TOKENS_MAX} tokens. Revoke one that is not used any more.`);
    const createdMs = Math.floor(wallMs());
    const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString("base64url")}`;
    const tokenKey = this.#key(token);
    const summary: TokenSummary = {
      id: randomUUID(),
      name,
      scopes: [...new Set(scopes)],
      createdMs,
      expiresMs: createdMs + days * DAY_MS,
      lastUsedMs: null,
    };
    await pool.query(
      `INSERT INTO access_token (id, owner, name, scopes, token_key, created_ms, expires_ms)
       VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7)`,
      [summary.id, owner, name, JSON.stringify(summary.scopes), tokenKey, createdMs, summary.expiresMs],
    );
    this.#byKey.set(tokenKey, { ...summary, owner, tokenKey });
    return { token, summary };
  }

  /** Ends a token. It opens nothing from this moment on, even when the database refuses. Answers whether it was one. */
  async revoke(id: string): Promise<boolean> {
    const row = [...this.#byKey.values()].find((each) => each.id === id);
    if (row === undefined) return false;
    this.#byKey.delete(row.tokenKey);
    await this.#parts.pool.query("DELETE FROM access_token WHERE owner = $1 AND id = $2", [row.owner, id]);
    return true;
  }

  /** Who holds a token; null for one that opens nothing. */
  find(token: string): TokenHolder | null {
    const row = this.#byKey.get(this.#key(token));
    const nowMs = Math.floor(this.#parts.wallMs());
    if (row === undefined || row.expiresMs <= nowMs) return null;
    if (nowMs - (row.lastUsedMs ?? 0) >= USED_EVERY_MS) this.#used(row, nowMs);
    const { id, owner, scopes } = row;
    return { id, owner, scopes };
  }

  #used(row: StoredToken, lastUsedMs: number): void {
    const { pool, failed } = this.#parts;
    this.#byKey.set(row.tokenKey, { ...row, lastUsedMs });
    pool.query("UPDATE access_token SET last_used_ms = $1 WHERE id = $2", [lastUsedMs, row.id]).catch(failed);
  }

  #living(): readonly StoredToken[] {
    const nowMs = this.#parts.wallMs();
    return [...this.#byKey.values()].filter(({ expiresMs }) => expiresMs > nowMs);
  }

  #key(token: string): string {
    return createHmac("sha256", this.#parts.secret).update(`token:${token}`).digest("base64url");
  }
}
