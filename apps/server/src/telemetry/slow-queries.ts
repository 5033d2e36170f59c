import type { SlowQuery } from "@spotlight/contracts";

const MINUTE_MS = 60_000;
/** How far back statements are remembered. */
const KEPT_MINUTES = 60;
/** Different statements that are remembered. There are some dozens in the code; more would be a mistake in it. */
const STATEMENTS_MAX = 500;
const SHOWN = 20;
const STATEMENT_CHARACTERS_MAX = 1_000;

interface Minute {
  readonly startMs: number;
  calls: number;
  totalMs: number;
  slowestMs: number;
}

/** Remembers how long each statement took, minute by minute, for an hour. */
export class SlowQueries {
  readonly #wallMs: () => number;
  readonly #statements = new Map<string, { minutes: Minute[]; lastMs: number }>();

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** Notes one answer of the database. */
  note(text: string, durationMs: number): void {
    const statement = text.replaceAll(/\s+/g, " ").trim().slice(0, STATEMENT_CHARACTERS_MAX);
    const nowMs = this.#wallMs();
    let known = this.#statements.get(statement);
    if (known === undefined) {
      if (this.#statements.size >= STATEMENTS_MAX) return;
      known = { minutes: [], lastMs: nowMs };
      this.#statements.set(statement, known);
    }
    known.lastMs = nowMs;
    const minute = minuteOf(known.minutes, Math.floor(nowMs / MINUTE_MS) * MINUTE_MS);
    minute.calls += 1;
    minute.totalMs += durationMs;
    minute.slowestMs = Math.max(minute.slowestMs, durationMs);
  }

  /** The 20 statements of the last hour with the slowest answers, slowest first. */
  slowest(): readonly SlowQuery[] {
    const oldestMs = this.#wallMs() - KEPT_MINUTES * MINUTE_MS;
    const found: SlowQuery[] = [];
    for (const [statement, known] of this.#statements) {
      known.minutes = known.minutes.filter(({ startMs }) => startMs > oldestMs);
      if (known.minutes.length === 0) this.#statements.delete(statement);
      else found.push(summed(statement, known.minutes, known.lastMs));
    }
    return found.sort((a, b) => b.slowestMs - a.slowestMs).slice(0, SHOWN);
  }
}

function minuteOf(minutes: Minute[], startMs: number): Minute {
  const last = minutes.at(-1);
  if (last?.startMs === startMs) return last;
  const minute: Minute = { startMs, calls: 0, totalMs: 0, slowestMs: 0 };
  minutes.push(minute);
  if (minutes.length > KEPT_MINUTES) minutes.shift();
  return minute;
}

function summed(statement: string, minutes: readonly Minute[], lastMs: number): SlowQuery {
  let calls = 0;
  let totalMs = 0;
  let slowestMs = 0;
  for (const minute of minutes) {
    calls += minute.calls;
    totalMs += minute.totalMs;
    slowestMs = Math.max(slowestMs, minute.slowestMs);
  }
  return { statement, calls, slowestMs, meanMs: totalMs / calls, lastMs };
}
