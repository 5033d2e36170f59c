import { randomUUID } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { type NodePgDatabase, drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "../store/database.ts";
import { owner, session } from "../store/schema.ts";

/** One login as it is stored. Times are epoch ms. */
export type StoredSession = Readonly<typeof session.$inferSelect>;

/** Logins and the owner that they belong to, in the database. */
export class SessionStore {
  readonly #database: NodePgDatabase;

  constructor(pool: Pool) {
    this.#database = drizzle({ client: pool });
  }

  /** The one owner, made at the first start. */
  async owner(nowMs: number): Promise<string> {
    const [known] = await this.#database.select().from(owner).orderBy(owner.createdMs).limit(1);
    if (known !== undefined) return known.id;
    const id = randomUUID();
    await this.#database.insert(owner).values({ id, createdMs: Math.floor(nowMs) });
    return id;
  }

  async all(): Promise<readonly StoredSession[]> {
    return this.#database.select().from(session).orderBy(session.lastSeenMs);
  }

  async put(row: StoredSession): Promise<void> {
    await this.#database.insert(session).values(row).onConflictDoUpdate({ target: session.id, set: row });
  }

  async seen(id: string, lastSeenMs: number): Promise<void> {
    await this.#database.update(session).set({ lastSeenMs }).where(eq(session.id, id));
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#database.delete(session).where(inArray(session.id, [...ids]));
  }
}
