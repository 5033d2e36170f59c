import type { BacktestPlan, BacktestRun, SweepPoint, TestReport } from "@spotlight/contracts";
import type { Pool } from "../store/database.ts";

type StoredRun = Omit<BacktestRun, "progress">;

const COLUMNS = `id, state, plan, problem, created_ms AS "createdMs", updated_ms AS "updatedMs"`;
/** Tests that are listed, the newest. */
const LISTED = 100;

/** One person's tests on one source's bars. */
export class BacktestStore {
  readonly #pool: Pool;
  readonly #source: string;
  readonly #owner: string;

  constructor(pool: Pool, source: string, owner: string) {
    this.#pool = pool;
    this.#source = source;
    this.#owner = owner;
  }

  /** The newest tests, newest first. */
  async list(): Promise<readonly StoredRun[]> {
    const { rows } = await this.#pool.query<StoredRun>(
      `SELECT ${COLUMNS} FROM backtest WHERE source = $1 AND owner = $2 ORDER BY created_ms DESC, id LIMIT $3`,
      [this.#source, this.#owner, LISTED],
    );
    return rows;
  }

  /** Tests that were waiting or under way, oldest first. */
  async unfinished(): Promise<readonly StoredRun[]> {
    const { rows } = await this.#pool.query<StoredRun>(
      `SELECT ${COLUMNS} FROM backtest WHERE source = $1 AND owner = $2 AND state IN ('waiting', 'running')
       ORDER BY created_ms, id`,
      [this.#source, this.#owner],
    );
    return rows;
  }

  /** A test; null when this person has none of that id. */
  async get(id: string): Promise<StoredRun | null> {
    const { rows } = await this.#pool.query<StoredRun>(
      `SELECT ${COLUMNS} FROM backtest WHERE source = $1 AND owner = $2 AND id = $3`,
      [this.#source, this.#owner, id],
    );
    return rows[0] ?? null;
  }

  /** What a test came to; null while it is not done. */
  async report(id: string): Promise<TestReport | null> {
    const { rows } = await this.#pool.query<{ report: TestReport | null }>(
      "SELECT report FROM backtest WHERE source = $1 AND owner = $2 AND id = $3",
      [this.#source, this.#owner, id],
    );
    return rows[0]?.report ?? null;
  }

  async add(id: string, plan: BacktestPlan, nowMs: number): Promise<void> {
    await this.#pool.query(
      `INSERT INTO backtest (id, source, owner, state, plan, created_ms, updated_ms)
       VALUES ($1, $2, $3, 'waiting', $4, $5, $5)`,
      [id, this.#source, this.#owner, JSON.stringify(plan), nowMs],
    );
  }

  /** Notes what became of a test. One that was cancelled or is done stays so, unless it is to wait again. */
  async change(
    id: string,
    change: Pick<StoredRun, "state"> & { readonly report?: TestReport; readonly problem?: string },
    nowMs: number,
  ): Promise<void> {
    const { state, report, problem } = change;
    await this.#pool.query(
      `UPDATE backtest SET state = $4, report = $5, problem = $6, updated_ms = $7
       WHERE source = $1 AND owner = $2 AND id = $3 AND (state IN ('waiting', 'running') OR $4 = 'waiting')`,
      [
        this.#source,
        this.#owner,
        id,
        state,
        report === undefined ? null : JSON.stringify(report),
        problem ?? null,
        nowMs,
      ],
    );
  }

  /** Deletes a test with everything of it. Answers whether there was one. */
  async remove(id: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "DELETE FROM backtest WHERE source = $1 AND owner = $2 AND id = $3",
      [this.#source, this.#owner, id],
    );
    return rowCount === 1;
  }

  /** Combinations of a sweep that are done; of those inputs only, when they are named. */
  async points(id: string, inputsDigest: string | null): Promise<readonly SweepPoint[]> {
    const { rows } = await this.#pool.query<{ result: SweepPoint }>(
      `SELECT result FROM backtest_point JOIN backtest ON backtest.id = backtest
       WHERE source = $1 AND owner = $2 AND backtest = $3 AND ($4::text IS NULL OR inputs_digest = $4) ORDER BY point`,
      [this.#source, this.#owner, id, inputsDigest],
    );
    return rows.map(({ result }) => result);
  }

  /** Keeps a combination that is done, unless the test is gone. */
  async addPoint(id: string, inputsDigest: string, point: SweepPoint): Promise<void> {
    await this.#pool.query(
      `INSERT INTO backtest_point (backtest, point, inputs_digest, result)
       SELECT id, $4, $5, $6 FROM backtest WHERE source = $1 AND owner = $2 AND id = $3
       ON CONFLICT (backtest, point) DO UPDATE SET inputs_digest = excluded.inputs_digest, result = excluded.result`,
      [this.#source, this.#owner, id, point.index, inputsDigest, JSON.stringify(point)],
    );
  }
}
