import { MINUTE_MS, type MarketBar, type MinuteFact } from "@spotlight/market";
import type { QueryConfig } from "pg";
import { NO_TRACES, type Tracer, traced } from "../telemetry/tracer.ts";
import type { Queryable } from "../store/database.ts";
import { type LogHole, canResume } from "./holes.ts";
import type {
  Fact,
  FeedProgress,
  KnownMinute,
  LogRange,
  NewFact,
  OwnedRange,
  StoredOwnedFact,
} from "./market-log.ts";
import type { SpoolRecord } from "./spool.ts";
import { type DatabaseLog, LogDiverged } from "./mover.ts";

const FACT_COLUMNS = `cursor, kind, symbol, start_ms AS "startMs", learned_ms AS "learnedMs", cause, body, owner`;

/** One statement, so one round trip: log, projection and feed progress become durable together or not at all. */
const appendStatement = (onConflict: string): string => `
  WITH facts AS (
    SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::jsonb[], $9::text[])
      AS f (cursor, kind, symbol, start_ms, learned_ms, cause, body, owner)
  ), logged AS (
    INSERT INTO fact_log (cursor, source, kind, symbol, start_ms, learned_ms, cause, body, owner)
    SELECT cursor, $1, kind, symbol, start_ms, learned_ms, cause, body, owner FROM facts ${onConflict}
  ), newest AS (
    SELECT DISTINCT ON (symbol, start_ms) * FROM facts
    WHERE kind IN ('bar', 'empty', 'gap') ORDER BY symbol, start_ms, cursor DESC
  ), progressed AS (
    INSERT INTO feed_position (source, run_key, start_ms, position_ms, ended)
    SELECT $1, $10::text, $11::bigint, $12::bigint, $13::boolean WHERE $10::text IS NOT NULL
    ON CONFLICT (source, run_key) DO UPDATE SET position_ms = excluded.position_ms, ended = excluded.ended
  )
  INSERT INTO minute_fact (source, symbol, start_ms, kind, open, high, low, close, volume, vwap, trade_count, state,
                           rev, reason, learned_ms, cursor)
  SELECT $1, symbol, start_ms, kind, (body->'bar'->>'open')::float8, (body->'bar'->>'high')::float8,
         (body->'bar'->>'low')::float8, (body->'bar'->>'close')::float8, (body->'bar'->>'volume')::float8,
         (body->'bar'->>'vwap')::float8, (body->'bar'->>'tradeCount')::int, body->'bar'->>'state',
         coalesce((body->'bar'->>'rev')::int, 0), body->>'reason', learned_ms, cursor
  FROM newest
  ON CONFLICT (source, symbol, start_ms) DO UPDATE SET
    kind = excluded.kind, open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
    volume = excluded.volume, vwap = excluded.vwap, trade_count = excluded.trade_count, state = excluded.state,
    rev = excluded.rev, reason = excluded.reason, learned_ms = excluded.learned_ms, cursor = excluded.cursor
  WHERE minute_fact.cursor <= excluded.cursor`;
const APPEND = appendStatement("");
const ABSORB = appendStatement("ON CONFLICT (cursor) DO NOTHING");
const COUNT_SAME = `
  SELECT count(*)::int AS same FROM fact_log JOIN unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
    AS f (cursor, kind, symbol, start_ms, learned_ms) USING (cursor)
  WHERE fact_log.source = $1 AND fact_log.kind = f.kind AND fact_log.symbol IS NOT DISTINCT FROM f.symbol
    AND fact_log.start_ms IS NOT DISTINCT FROM f.start_ms AND fact_log.learned_ms = f.learned_ms`;
/** How long a commit may take before the database counts as away, ms. */
const COMMIT_TIMEOUT_MS = 4_000;

const BACKFILL = `
  INSERT INTO minute_fact (source, symbol, start_ms, kind, open, high, low, close, volume, vwap, trade_count, state,
                           rev, reason, learned_ms, cursor)
  SELECT $1, $2, start_ms, kind, open, high, low, close, volume, vwap, trade_count, state, 0, reason, $3::bigint,
         $4::bigint
  FROM unnest($5::bigint[], $6::text[], $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[],
              $12::float8[], $13::int[], $14::text[], $15::text[])
    AS m (start_ms, kind, open, high, low, close, volume, vwap, trade_count, state, reason)
  ON CONFLICT (source, symbol, start_ms) DO NOTHING`;

/** SQLSTATE unique_violation. */
const UNIQUE_VIOLATION = "23505";

type FactRow = Fact & { readonly owner: string | null };

interface MinuteRow {
  readonly startMs: number;
  readonly kind: MinuteFact["kind"];
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly vwap: number | null;
  readonly tradeCount: number;
  readonly state: MarketBar["state"];
  readonly rev: number;
  readonly reason: string | null;
  readonly learnedMs: number;
}

/** The log in PostgreSQL, embedded or a server: the same code and tables. */
export class PostgresMarketLog implements DatabaseLog {
  readonly source: string;
  readonly #pool: Queryable;
  readonly #tracer: Tracer;
  #head = 0;
  #holes: readonly LogHole[] = [];

  private constructor(pool: Queryable, source: string, tracer: Tracer) {
    this.#pool = pool;
    this.source = source;
    this.#tracer = tracer;
  }

  /** Opens the log of one source where it was left. */
  static async open(pool: Queryable, source: string, tracer = NO_TRACES): Promise<PostgresMarketLog> {
    const log = new PostgresMarketLog(pool, source, tracer);
    log.#head = await log.newestCursor();
    return log;
  }

  get head(): number {
    return this.#head;
  }

  canResume(cursor: number): boolean {
    return canResume(cursor, this.#head, this.#holes);
  }

  async append(facts: readonly NewFact[], progress: FeedProgress | null): Promise<readonly Fact[]> {
    const appended = facts.map((fact, index) => ({ ...fact, cursor: this.#head + 1 + index }));
    try {
      await this.#insert(APPEND, this.source, appended, progress);
    } catch (error) {
      if (!(isTaken(error) && (await this.#wasTaken(facts.length)))) throw error;
    }
    this.#head += facts.length;
    return appended;
  }

  /** Whether the facts were committed although the answer was lost: only this process hands out cursors. */
  async #wasTaken(count: number): Promise<boolean> {
    const { rows } = await this.#pool.query<{ head: number }>("SELECT max(cursor) AS head FROM fact_log");
    return rows[0]?.head === this.#head + count;
  }

  async absorb(record: SpoolRecord): Promise<void> {
    const { source, facts, progress } = record;
    try {
      await this.#insert(APPEND, source, facts, progress);
    } catch (error) {
      if (!isTaken(error)) throw error;
      await this.#absorbRest(record);
    }
    this.#head = Math.max(this.#head, facts.at(-1)?.cursor ?? 0);
  }

  /** Takes those facts that are not here yet; the others must be the same. */
  async #absorbRest({ source, facts, progress }: SpoolRecord): Promise<void> {
    await this.#insert(ABSORB, source, facts, progress);
    const { rows } = await this.#pool.query<{ same: number }>(COUNT_SAME, identifying(source, facts));
    if (rows[0]?.same !== facts.length) throw new LogDiverged();
  }

  async newestCursor(): Promise<number> {
    const { rows } = await this.#pool.query<{ head: number }>(
      "SELECT coalesce(max(cursor), 0)::bigint AS head FROM fact_log",
    );
    this.#holes = await readHoles(this.#pool);
    return Math.max(rows[0]?.head ?? 0, ...this.#holes.map(({ beforeCursor }) => beforeCursor));
  }

  async markLost(beforeCursor: number): Promise<void> {
    await this.#pool.query(
      `INSERT INTO log_hole (after_cursor, before_cursor, reason) VALUES (-1, $1, 'lost')
       ON CONFLICT (after_cursor) DO UPDATE
         SET before_cursor = greatest(log_hole.before_cursor, excluded.before_cursor)`,
      [beforeCursor],
    );
    this.#holes = await readHoles(this.#pool);
  }

  async #insert(
    text: string,
    source: string,
    appended: readonly Fact[],
    progress: FeedProgress | null,
  ): Promise<void> {
    const query: QueryConfig & { readonly query_timeout: number } = {
      text,
      query_timeout: COMMIT_TIMEOUT_MS,
      values: [
        ...identifying(source, appended),
        appended.map(({ cause }) => cause),
        appended.map(({ body }) => JSON.stringify(body)),
        appended.map((fact) => ("owner" in fact ? fact.owner : null)),
        progress?.runKey ?? null,
        progress?.startMs ?? null,
        progress === null ? null : Math.floor(progress.positionMs),
        progress?.ended ?? null,
      ],
    };
    await traced(this.#tracer, "commit", { facts: appended.length }, () => this.#pool.query(query));
  }

  async backfill(symbol: string, minutes: readonly MinuteFact[], learnedMs: number): Promise<void> {
    const bars = minutes.map((minute) => (minute.kind === "bar" ? minute.bar : null));
    await this.#pool.query(BACKFILL, [
      this.source,
      symbol,
      learnedMs,
      this.#head,
      minutes.map(({ startMs }) => startMs),
      minutes.map(({ kind }) => kind),
      bars.map((bar) => bar?.open ?? null),
      bars.map((bar) => bar?.high ?? null),
      bars.map((bar) => bar?.low ?? null),
      bars.map((bar) => bar?.close ?? null),
      bars.map((bar) => bar?.volume ?? null),
      bars.map((bar) => bar?.vwap ?? null),
      bars.map((bar) => bar?.tradeCount ?? null),
      bars.map((bar) => bar?.state ?? null),
      minutes.map((minute) => (minute.kind === "gap" ? minute.reason : null)),
    ]);
  }

  async read({ after, until, symbols, kinds, limit }: LogRange): Promise<readonly Fact[]> {
    const { rows } = await this.#pool.query<FactRow>(
      `SELECT ${FACT_COLUMNS} FROM fact_log
       WHERE source = $1 AND cursor > $2 AND cursor <= $3 AND ($4::text[] IS NULL OR symbol IS NULL OR symbol = ANY($4))
         AND ($5::text[] IS NULL OR kind = ANY($5))
       ORDER BY cursor LIMIT $6`,
      [this.source, after, until, symbols, kinds ?? null, limit],
    );
    return rows.map(toFact);
  }

  async minuteFacts(symbol: string, fromMs: number, untilMs: number): Promise<readonly Fact[]> {
    const { rows } = await this.#pool.query<FactRow>(
      `SELECT ${FACT_COLUMNS} FROM fact_log
       WHERE source = $1 AND symbol = $2 AND start_ms >= $3 AND start_ms < $4 ORDER BY cursor`,
      [this.source, symbol, fromMs, untilMs],
    );
    return rows.map(toFact);
  }

  async cursorBefore(learnedMs: number): Promise<number> {
    const { rows } = await this.#pool.query<{ cursor: number }>(
      "SELECT coalesce(max(cursor), 0)::bigint AS cursor FROM fact_log WHERE source = $1 AND learned_ms < $2",
      [this.source, learnedMs],
    );
    return rows[0]?.cursor ?? 0;
  }

  async owned(range: OwnedRange): Promise<readonly StoredOwnedFact[]> {
    const { owner, kinds, fromMs, untilMs, limit, newestFirst } = range;
    const { rows } = await this.#pool.query<StoredOwnedFact>(
      `SELECT ${FACT_COLUMNS} FROM fact_log
       WHERE source = $1 AND owner = $2 AND kind = ANY($3) AND learned_ms >= $4 AND learned_ms < $5
       ORDER BY cursor ${newestFirst ? "DESC" : "ASC"} LIMIT $6`,
      [this.source, owner, kinds, fromMs, untilMs, limit],
    );
    return rows;
  }

  async minutes(symbol: string, fromMs: number, untilMs: number): Promise<readonly KnownMinute[]> {
    const { rows } = await this.#pool.query<MinuteRow>(
      `SELECT start_ms AS "startMs", kind, open, high, low, close, volume, vwap, trade_count AS "tradeCount", state, rev,
              reason, learned_ms AS "learnedMs"
       FROM minute_fact WHERE source = $1 AND symbol = $2 AND start_ms >= $3 AND start_ms < $4 ORDER BY start_ms`,
      [this.source, symbol, fromMs, untilMs],
    );
    return rows.map(toKnownMinute);
  }

  async extent(symbol: string): Promise<{ firstMs: number; lastMs: number } | null> {
    const { rows } = await this.#pool.query<{ firstMs: number | null; lastMs: number | null }>(
      `SELECT min(start_ms) AS "firstMs", max(start_ms) AS "lastMs" FROM minute_fact WHERE source = $1 AND symbol = $2`,
      [this.source, symbol],
    );
    const { firstMs = null, lastMs = null } = rows[0] ?? {};
    return firstMs === null || lastMs === null ? null : { firstMs, lastMs };
  }

  async trim(learnedBeforeMs: number): Promise<number> {
    const { rows } = await this.#pool.query<{ gone: number; last: number | null }>(
      `WITH gone AS (
         DELETE FROM fact_log WHERE source = $1 AND learned_ms < $2 AND cause IS NULL AND owner IS NULL RETURNING cursor
       ), hole AS (
         INSERT INTO log_hole (after_cursor, before_cursor, reason)
         SELECT -1, max(cursor), 'retention' FROM gone HAVING max(cursor) IS NOT NULL
         ON CONFLICT (after_cursor) DO UPDATE
           SET before_cursor = greatest(log_hole.before_cursor, excluded.before_cursor)
       )
       SELECT count(*)::int AS gone, max(cursor) AS last FROM gone`,
      [this.source, learnedBeforeMs],
    );
    this.#holes = await readHoles(this.#pool);
    return rows[0]?.gone ?? 0;
  }
}

/** Whether a statement found something at a cursor already. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
}

/** The values that tell facts apart, as parameters; the first five of a statement that stores them. */
function identifying(source: string, facts: readonly Fact[]): unknown[] {
  return [
    source,
    facts.map(({ cursor }) => cursor),
    facts.map(({ kind }) => kind),
    facts.map(({ symbol }) => symbol),
    facts.map(({ startMs }) => startMs),
    facts.map(({ learnedMs }) => Math.floor(learnedMs)),
  ];
}

async function readHoles(pool: Queryable): Promise<readonly LogHole[]> {
  const { rows } = await pool.query<LogHole>(
    `SELECT after_cursor AS "afterCursor", before_cursor AS "beforeCursor" FROM log_hole`,
  );
  return rows;
}

/** The row as it was appended: what belongs to nobody names no owner. */
function toFact(row: FactRow): Fact {
  if (row.owner !== null) return row;
  const { owner: _nobody, ...fact } = row;
  return fact as Fact;
}

function toKnownMinute(row: MinuteRow): KnownMinute {
  const { startMs, learnedMs } = row;
  if (row.kind === "gap") return { kind: "gap", startMs, reason: row.reason ?? "", learnedMs };
  if (row.kind === "empty") return { kind: "empty", startMs, learnedMs };
  const { open, high, low, close, volume, vwap, tradeCount, state, rev } = row;
  const endMs = startMs + MINUTE_MS;
  const bar: MarketBar = { startMs, endMs, open, high, low, close, volume, vwap, tradeCount, state, rev };
  return { kind: "bar", startMs, bar, learnedMs };
}
