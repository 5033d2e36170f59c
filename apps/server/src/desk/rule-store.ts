import type { ActiveStrategy } from "@spotlight/contracts";
import type { Queryable } from "../store/database.ts";

/** A rule as it is stored, with its present text. */
export interface StoredRule {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly enabled: boolean;
  readonly source: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** A text that a rule has had. */
export interface StoredVersion {
  readonly version: number;
  readonly source: string;
  readonly createdMs: number;
}

const COLUMNS = `rule.id, rule.name, rule.version, rule.enabled, text.source, rule.created_ms AS "createdMs",
                 rule.updated_ms AS "updatedMs"`;

/** One person's rules. Every change is one statement, so that a rule and its text are there together or not at all. */
export class RuleStore {
  readonly #pool: Queryable;
  readonly #owner: string;

  constructor(pool: Queryable, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Every rule that is not deleted, by name. */
  async list(): Promise<readonly StoredRule[]> {
    const { rows } = await this.#pool.query<StoredRule>(
      `SELECT ${COLUMNS} FROM rule JOIN rule_version AS text ON text.rule = rule.id AND text.version = rule.version
       WHERE owner = $1 AND deleted_ms IS NULL ORDER BY rule.name, rule.id`,
      [this.#owner],
    );
    return rows;
  }

  /** A rule; null when this person has none of that id. */
  async get(id: string): Promise<StoredRule | null> {
    const { rows } = await this.#pool.query<StoredRule>(
      `SELECT ${COLUMNS} FROM rule JOIN rule_version AS text ON text.rule = rule.id AND text.version = rule.version
       WHERE owner = $1 AND rule.id = $2 AND deleted_ms IS NULL`,
      [this.#owner, id],
    );
    return rows[0] ?? null;
  }

  /** Every text that a rule has had, newest first; empty when this person has no such rule. */
  async versions(id: string): Promise<readonly StoredVersion[]> {
    const { rows } = await this.#pool.query<StoredVersion>(
      `SELECT text.version, text.source, text.created_ms AS "createdMs"
       FROM rule_version AS text JOIN rule ON rule.id = text.rule
       WHERE rule.owner = $1 AND rule.id = $2 ORDER BY text.version DESC`,
      [this.#owner, id],
    );
    return rows;
  }

  /** Adds a rule as version 1. */
  async add(rule: Pick<StoredRule, "id" | "name" | "enabled" | "source">, nowMs: number): Promise<void> {
    await this.#pool.query(
      `WITH added AS (
         INSERT INTO rule (id, owner, name, version, enabled, created_ms, updated_ms)
         VALUES ($1, $2, $3, 1, $4, $6, $6) RETURNING id
       )
       INSERT INTO rule_version (rule, version, source, created_ms) SELECT id, 1, $5, $6 FROM added`,
      [rule.id, this.#owner, rule.name, rule.enabled, rule.source, nowMs],
    );
  }

  /**
   * Changes a rule that is at version `from`: another text makes the next version. Answers whether it was at that version
   * still.
   */
  async change(
    rule: Pick<StoredRule, "id" | "name" | "enabled" | "source">,
    from: { readonly version: number; readonly source: string },
    nowMs: number,
  ): Promise<boolean> {
    const version = from.source === rule.source ? from.version : from.version + 1;
    const { rowCount } = await this.#pool.query(
      `WITH changed AS (
         UPDATE rule SET name = $3, enabled = $4, version = $5, updated_ms = $8
         WHERE id = $1 AND owner = $2 AND version = $6 AND deleted_ms IS NULL RETURNING id
       ), text AS (
         INSERT INTO rule_version (rule, version, source, created_ms)
         SELECT id, $5, $7, $8 FROM changed WHERE $5 <> $6
       )
       SELECT id FROM changed`,
      [rule.id, this.#owner, rule.name, rule.enabled, version, from.version, rule.source, nowMs],
    );
    return rowCount === 1;
  }

  /** Deletes a rule; its texts stay for the signals that name them. Answers whether there was one. */
  async remove(id: string, nowMs: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "UPDATE rule SET deleted_ms = $3, enabled = false WHERE id = $1 AND owner = $2 AND deleted_ms IS NULL",
      [id, this.#owner, nowMs],
    );
    return rowCount === 1;
  }
}

/** A person's rules that are switched on, as a desk uses them. */
export async function activeRules(store: RuleStore): Promise<readonly ActiveStrategy[]> {
  const rules = await store.list();
  return rules
    .filter(({ enabled }) => enabled)
    .map(({ id, version, name, source }) => ({ kind: "rule", id: `rule:${id}`, version, name, source }));
}
