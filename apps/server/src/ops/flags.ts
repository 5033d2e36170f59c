import {
  FLAGS,
  FLAG_DEFAULTS,
  FLAG_NAMES,
  type FlagBody,
  type FlagDefinition,
  type FlagName,
  type FlagState,
  type FlagValues,
  flagProblem,
} from "@spotlight/contracts";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Logger } from "pino";
import { Exclusive } from "../log/exclusive.ts";
import type { Pool } from "../store/database.ts";
import { flag } from "../store/schema.ts";

type Value = boolean | number;

/** A change of a flag, for the audit log. */
export interface FlagChange {
  readonly before: Value;
  readonly after: Value;
}

/** The flags of this server. Until they are opened, and for those that nobody has set, the defaults hold. */
export class Flags {
  readonly #wallMs: () => number;
  readonly #exclusive = new Exclusive();
  readonly #listeners = new Set<(values: FlagValues) => void>();
  readonly #set = new Map<FlagName, { readonly value: Value; readonly changedMs: number }>();
  #values: FlagValues = FLAG_DEFAULTS;
  #pool: Pool | null = null;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** Every flag's value now. */
  get values(): FlagValues {
    return this.#values;
  }

  /** Loads what was set. A stored value that no longer fits its flag is left alone and told; the default holds. */
  async open(pool: Pool, logger: Logger): Promise<void> {
    this.#pool = pool;
    this.#set.clear();
    for (const { name, value, changedMs } of await drizzle({ client: pool }).select().from(flag)) {
      const known = FLAG_NAMES.find((each) => each === name);
      if (known === undefined) continue;
      const problem = flagProblem(known, value);
      if (problem === null) this.#set.set(known, { value: value as Value, changedMs });
      else logger.warn({ flag: name, problem }, "a stored flag does not fit; its default holds");
    }
    this.#tell();
  }

  /** Every flag with what is known about it. */
  list(): FlagState[] {
    const today = new Date(this.#wallMs()).toISOString().slice(0, 10);
    return FLAG_NAMES.map((name) => {
      const definition: FlagDefinition = FLAGS[name];
      const { type, description, owner, expires, used } = definition;
      return {
        name,
        type,
        value: this.#values[name],
        default: definition.default,
        ...(definition.type === "number" ? { min: definition.min, max: definition.max } : {}),
        description,
        owner,
        expires,
        expired: expires < today,
        used,
        changedMs: this.#set.get(name)?.changedMs ?? null,
      };
    });
  }

  /**
   * Sets a flag, or with null puts it back to its default: one change after the other, so that each knows what it
   * changes. `before` is told of the change first and, when it rejects, keeps it from being made. Durable before anybody
   * else is told.
   *
   * @throws when the database does not take it.
   */
  async set(
    body: FlagBody,
    before: (change: FlagChange) => Promise<void> = async () => undefined,
  ): Promise<void> {
    return this.#exclusive.run(async () => {
      await before({ before: this.#values[body.name], after: body.value ?? FLAGS[body.name].default });
      await this.#write(body);
      this.#tell();
    });
  }

  /** Calls back whenever values may have changed; answers how to stop that. */
  listen(listener: (values: FlagValues) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #write({ name, value }: FlagBody): Promise<void> {
    if (this.#pool === null) throw new Error("flags are set before the database is open");
    const database = drizzle({ client: this.#pool });
    if (value === null) {
      await database.delete(flag).where(eq(flag.name, name));
      this.#set.delete(name);
      return;
    }
    const row = { value, changedMs: Math.floor(this.#wallMs()) };
    await database
      .insert(flag)
      .values({ name, ...row })
      .onConflictDoUpdate({ target: flag.name, set: row });
    this.#set.set(name, row);
  }

  #tell(): void {
    const set = Object.fromEntries([...this.#set].map(([name, { value }]) => [name, value]));
    this.#values = { ...FLAG_DEFAULTS, ...set };
    for (const listener of this.#listeners) listener(this.#values);
  }
}
