import type { Queryable } from "../store/database.ts";
import { FOUND, type FoundPassage, type Scope } from "./memory-store.ts";

/** Names a passage as its memory stands at a version: other words have another name. */
export interface PassageKey {
  readonly memory: string;
  readonly version: number;
  readonly position: number;
}

/** A passage whose meaning is not known yet. */
export interface PendingPassage extends PassageKey {
  readonly title: string;
  readonly text: string;
  /** Tries that failed. */
  readonly tries: number;
}

const KEYS = `jsonb_to_recordset($2::jsonb) AS wanted (memory text, version int, position int)`;
const JOINED = `passage JOIN memory ON memory.owner = passage.owner AND memory.id = passage.memory`;

/** What one person's passages mean, as it is stored. */
export class PassageVectors {
  readonly #pool: Queryable;
  readonly #owner: string;

  constructor(pool: Queryable, owner: string) {
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Every passage of a scope whose meaning a model has said. */
  async keys({ kind, knownAtMs }: Scope, model: string): Promise<readonly PassageKey[]> {
    const { rows } = await this.#pool.query<PassageKey>(
      `SELECT memory.id AS memory, version, position FROM ${JOINED}
       WHERE memory.owner = $1 AND deleted_ms IS NULL AND learned_ms <= $2 AND ($3::text IS NULL OR kind = $3)
         AND model = $4`,
      [this.#owner, knownAtMs, kind, model],
    );
    return rows;
  }

  /** Meanings; those of passages that are not there any more are left out. */
  async read(
    keys: readonly PassageKey[],
    model: string,
  ): Promise<readonly (PassageKey & { vector: Float32Array })[]> {
    const { rows } = await this.#pool.query<PassageKey & { embedding: Buffer }>(
      `SELECT memory.id AS memory, memory.version, passage.position, embedding
       FROM ${KEYS} JOIN passage ON passage.memory = wanted.memory AND passage.position = wanted.position
         JOIN memory ON memory.owner = passage.owner AND memory.id = passage.memory AND memory.version = wanted.version
       WHERE memory.owner = $1 AND model = $3`,
      [this.#owner, JSON.stringify(keys), model],
    );
    return rows.map(({ embedding, ...key }) => ({ ...key, vector: floatsOf(embedding) }));
  }

  /** Passages by their keys, in no order. */
  async passages(keys: readonly PassageKey[]): Promise<readonly FoundPassage[]> {
    const { rows } = await this.#pool.query<FoundPassage>(
      `SELECT ${FOUND} FROM ${KEYS} JOIN passage ON passage.memory = wanted.memory AND passage.position = wanted.position
         JOIN memory ON memory.owner = passage.owner AND memory.id = passage.memory AND memory.version = wanted.version
       WHERE memory.owner = $1 AND deleted_ms IS NULL`,
      [this.#owner, JSON.stringify(keys)],
    );
    return rows;
  }

  /** Passages whose meaning this model has not said and may be asked for now; those that failed least first. */
  async pending(model: string, nowMs: number, limit: number): Promise<readonly PendingPassage[]> {
    const { rows } = await this.#pool.query<PendingPassage>(
      `SELECT memory.id AS memory, version, position, passage.title, passage.text, tries FROM ${JOINED}
       WHERE memory.owner = $1 AND deleted_ms IS NULL AND model IS DISTINCT FROM $2 AND retry_ms <= $3
       ORDER BY tries, memory.id, position LIMIT $4`,
      [this.#owner, model, nowMs, limit],
    );
    return rows;
  }

  /** Stores what passages mean, of those that still have the words that the model was shown. */
  async put(keys: readonly PassageKey[], vectors: readonly Float32Array[], model: string): Promise<void> {
    const rows = keys.map((key, at) => ({ ...key, embedding: hexOf(vectors[at]) }));
    await this.#pool.query(
      `UPDATE passage SET embedding = decode(given.embedding, 'hex'), model = $3, tries = 0, retry_ms = 0
       FROM jsonb_to_recordset($2::jsonb) AS given (memory text, version int, position int, embedding text), memory
       WHERE passage.owner = $1 AND passage.memory = given.memory AND passage.position = given.position
         AND memory.owner = $1 AND memory.id = given.memory AND memory.version = given.version`,
      [this.#owner, JSON.stringify(rows), model],
    );
  }

  /** Notes a failure: the passages stay without a meaning, and are not asked about before `retryMs`. */
  async postpone(keys: readonly PassageKey[], retryMs: number): Promise<void> {
    await this.#pool.query(
      `UPDATE passage SET tries = tries + 1, retry_ms = $3 FROM ${KEYS}
       WHERE owner = $1 AND passage.memory = wanted.memory AND passage.position = wanted.position`,
      [this.#owner, JSON.stringify(keys), retryMs],
    );
  }
}

/** Little endian whatever the machine, so that a database moves between machines. */
function hexOf(vector: Float32Array | undefined): string {
  if (vector === undefined) throw new Error("a passage has no vector to store");
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, 4 * at);
  return bytes.toString("hex");
}

function floatsOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
}
