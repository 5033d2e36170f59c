import { createHash } from "node:crypto";
import { type AuditAction, type AuditEntry, auditEntrySchema } from "@spotlight/contracts";
import { desc, gt, lt } from "drizzle-orm";
import { type NodePgDatabase, drizzle } from "drizzle-orm/node-postgres";
import type { Client } from "pg";
import type { Pool } from "../store/database.ts";
import { auditLog } from "../store/schema.ts";

/** What is noted; see `AuditEntry`. */
export interface AuditNote {
  readonly action: AuditAction;
  readonly owner?: string | null;
  readonly session?: string | null;
  readonly address?: string | null;
  readonly details?: AuditEntry["details"];
}

/** Whether every line still follows from the one before. */
export interface AuditVerdict {
  readonly intact: boolean;
  /** Lines that were checked. */
  readonly entries: number;
  /** Sequence of the first line that does not fit; null when all do. */
  readonly brokenAt: number | null;
}

/** The hash before the first line. */
const BEGINNING = "0".repeat(64);
const PAGE = 1_000;

/**
 * The log of what was done to the server: append-only, each line bound to the one before by its hash, so that a line
 * changed or taken out later shows. One process writes it.
 */
export class AuditTrail {
  readonly #database: NodePgDatabase;
  readonly #wallMs: () => number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(pool: Pool | Client, wallMs: () => number) {
    this.#database = drizzle({ client: pool });
    this.#wallMs = wallMs;
  }

  /** Notes something; resolves once it is durable, rejects when the database does not take it. */
  async record(note: AuditNote): Promise<void> {
    const done = this.#last.then(() => this.#append(note));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** The newest lines before a sequence, newest first; at most `limit`. */
  async newest(limit: number, before = Number.MAX_SAFE_INTEGER): Promise<readonly AuditEntry[]> {
    const rows = await this.#database
      .select()
      .from(auditLog)
      .where(lt(auditLog.sequence, before))
      .orderBy(desc(auditLog.sequence))
      .limit(limit);
    return rows.map((row) => auditEntrySchema.parse(row));
  }

  /** Goes through the whole chain. */
  async verify(): Promise<AuditVerdict> {
    let previousHash = BEGINNING;
    let sequence = 0;
    for (;;) {
      const rows = await this.#database
        .select()
        .from(auditLog)
        .where(gt(auditLog.sequence, sequence))
        .orderBy(auditLog.sequence)
        .limit(PAGE);
      for (const row of rows) {
        const parsed = auditEntrySchema.safeParse(row);
        const fits =
          parsed.success &&
          row.sequence === sequence + 1 &&
          row.previousHash === previousHash &&
          row.hash === hashOf(parsed.data);
        if (!fits) return { intact: false, entries: sequence, brokenAt: row.sequence };
        ({ sequence, hash: previousHash } = row);
      }
      if (rows.length < PAGE) return { intact: true, entries: sequence, brokenAt: null };
    }
  }

  async #append({ action, owner, session, address, details }: AuditNote): Promise<void> {
    const [last] = await this.newest(1);
    const body = {
      sequence: (last?.sequence ?? 0) + 1,
      atMs: Math.floor(this.#wallMs()),
      action,
      owner: owner ?? null,
      session: session ?? null,
      address: address ?? null,
      details: details ?? {},
      previousHash: last?.hash ?? BEGINNING,
    };
    await this.#database.insert(auditLog).values({ ...body, hash: hashOf(body) });
  }
}

/** SHA-256 over a line's values in a fixed order, its details by name. */
function hashOf(entry: Omit<AuditEntry, "hash">): string {
  const { sequence, atMs, action, owner, session, address, details, previousHash } = entry;
  const sorted = Object.entries(details).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const canonical = JSON.stringify([sequence, atMs, action, owner, session, address, sorted, previousHash]);
  return createHash("sha256").update(canonical).digest("hex");
}
