import { type CoachSettings, coachSettingsSchema } from "@spotlight/contracts";
import type { Queryable } from "../store/database.ts";

/** How one person wants to be coached. What is read is kept, so that an answer does not wait for the database. */
export class CoachSettingsStore {
  readonly #pool: Queryable;
  readonly #owner: string;
  #known: CoachSettings = coachSettingsSchema.parse({});

  constructor(pool: Queryable, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** The settings in force. */
  get current(): CoachSettings {
    return this.#known;
  }

  /** Reads what is stored; a field that is no longer understood falls back to its default with all others. */
  async open(): Promise<void> {
    const { rows } = await this.#pool.query<{ settings: unknown }>(
      "SELECT settings FROM coach_settings WHERE owner = $1",
      [this.#owner],
    );
    const stored = coachSettingsSchema.safeParse(rows[0]?.settings);
    if (stored.success) this.#known = stored.data;
  }

  /** Stores settings, and has them in force once they are stored. */
  async set(settings: CoachSettings, nowMs: number): Promise<void> {
    await this.#pool.query(
      `INSERT INTO coach_settings (owner, settings, updated_ms) VALUES ($1, $2::jsonb, $3)
       ON CONFLICT (owner) DO UPDATE SET settings = excluded.settings, updated_ms = excluded.updated_ms`,
      [this.#owner, JSON.stringify(settings), nowMs],
    );
    this.#known = settings;
  }
}
