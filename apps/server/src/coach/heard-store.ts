import { type Heard, heardSchema } from "@spotlight/contracts";
import type { Queryable } from "../store/database.ts";

/** Which of the coach's messages reached one person, and how. */
export class HeardStore {
  readonly #pool: Queryable;
  readonly #owner: string;

  constructor(pool: Queryable, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Notes that a message reached the person in a way; once is as often. */
  async add(message: string, how: Heard, nowMs: number): Promise<void> {
    await this.#pool.query(
      `INSERT INTO coach_heard (owner, message, how, heard_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [this.#owner, message, how, nowMs],
    );
  }

  /** How each of some messages reached the person, by id. */
  async of(messages: readonly string[]): Promise<ReadonlyMap<string, readonly Heard[]>> {
    const { rows } = await this.#pool.query<{ message: string; how: string }>(
      "SELECT message, how FROM coach_heard WHERE owner = $1 AND message = ANY($2) ORDER BY heard_ms, how",
      [this.#owner, messages],
    );
    const heard = new Map<string, Heard[]>();
    for (const { message, how } of rows) {
      const known = heard.get(message) ?? [];
      heard.set(message, [...known, heardSchema.parse(how)]);
    }
    return heard;
  }
}
