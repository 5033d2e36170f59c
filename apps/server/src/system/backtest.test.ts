import { setTimeout as delay } from "node:timers/promises";
import type {
  BacktestAnswer,
  BacktestReport,
  BacktestRun,
  CompareAnswer,
  DryRunAnswer,
  ErrorBody,
  LookAheadReport,
  Signal,
  SweepReport,
} from "@spotlight/contracts";
import { tradingDayOf } from "@spotlight/market";
import { SETUPS } from "@spotlight/strategy";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../testing/cli-process.ts";
import { type TestDatabase, embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";
import { canonical } from "../testing/stored-facts.ts";

const DAY_MS = 86_400_000;
const SETUP_IDS = SETUPS.map(({ id }) => ({ kind: "setup", id }));

let place: TestDatabase;
let server: ServerProcess;
let folder: string;
let range: { readonly from: string; readonly to: string };

beforeAll(async () => {
  place = await embeddedTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "spotlight-backtest-"));
  server = await ServerProcess.prepare(environment());
  await server.start();
  const { nowMs } = await server.get<{ nowMs: number }>("/api/market/status");
  range = { from: tradingDayOf(nowMs - 9 * DAY_MS).day, to: tradingDayOf(nowMs - 2 * DAY_MS).day };
}, 180_000);

afterAll(async () => {
  await server.kill();
  await place.remove();
  await rm(folder, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  const dataDir = place.target.kind === "embedded" ? place.target.dataDir : "";
  return { DATA_DIR: dataDir, FEED: "sim", SYMBOLS: "SPY", HISTORY_DAYS: "14" };
}

function asked(over: object = {}): object {
  return { kind: "run", strategies: SETUP_IDS, symbols: ["SPY"], ...range, ...over };
}

async function send(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
}

async function started(body: object): Promise<string> {
  const answer = await send("POST", "/api/backtest", body);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function until(id: string, held: (answer: BacktestAnswer) => boolean): Promise<BacktestAnswer> {
  for (;;) {
    const answer = await server.get<BacktestAnswer>(`/api/backtest/${id}`);
    if (held(answer)) return answer;
    if (answer.run.state === "failed") throw new Error(answer.run.problem ?? "failed");
    await delay(20);
  }
}

async function finished<Report extends BacktestAnswer["report"]>(body: object): Promise<Report> {
  const answer = await until(await started(body), ({ run }) => run.state === "done");
  expect(answer.run.progress).toBe(1);
  return answer.report as Report;
}

async function refusal(answer: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await answer.json()) as ErrorBody;
  return { status: answer.status, code: error.code, message: error.message };
}

/** A sweep that takes a while: combinations one after the other. */
function longSweep(): object {
  return asked({
    kind: "sweep",
    threads: 1,
    axes: [
      { name: "target_r", values: Array.from({ length: 7 }, (_, at) => 0.5 + at / 4) },
      { name: "hold_minutes", values: Array.from({ length: 7 }, (_, at) => 5 + at * 5) },
    ],
  });
}

describe("backtests", () => {
  test("P17 of past days find their bars, and two of them come out the same", async () => {
    const first = await finished<BacktestReport>(asked());
    expect(first.days.at(0)).toBe(range.from);
    expect(first.days.length).toBeGreaterThan(3);
    expect(first.bars).toBeGreaterThan(first.days.length * 390);
    expect(first.trades.length).toBeGreaterThan(10);
    const second = await finished<BacktestReport>(asked());
    expect(second).toEqual(first);
    expect(first.parts.map(({ strategy }) => strategy)).toContain(SETUPS[1]?.id);
  });

  test("compare day by day, and are saved as a file that the command line checks", async () => {
    const first = await started(asked());
    const second = await started(asked({ assumptions: { slippage: { unit: "ticks", amount: 9 } } }));
    await until(second, ({ run }) => run.state === "done");
    const answer = await send("POST", "/api/backtest/compare", { first, second });
    const { comparison, sameInputs } = (await answer.json()) as CompareAnswer;
    expect(sameInputs).toBe(true);
    expect(comparison.secondR).toBeLessThan(comparison.firstR);

    const fixture = await (await send("GET", `/api/backtest/${first}/fixture`)).text();
    const file = join(folder, "fixture.json");
    await writeFile(file, fixture);
    const right = await runCli(["backtest", "--check", file], environment());
    expect([right.code, right.err]).toEqual([0, ""]);
    const other = fixture.replace(/"totalR":-?[\d.]+/, '"totalR":1234');
    expect(other).not.toBe(fixture);
    await writeFile(file, other);
    const wrong = await runCli(["backtest", "--check", file, "--json"], environment());
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain("totalR");
  });

  test("a sweep is cancelled with what it has, lives through a kill, and ends as one that was never disturbed", async () => {
    const id = await started(longSweep());
    await until(id, ({ points }) => points.length > 3);
    expect(await (await send("DELETE", `/api/backtest/${id}`)).json()).toEqual({
      cancelled: true,
      deleted: false,
    });
    const cancelled = await server.get<BacktestAnswer>(`/api/backtest/${id}`);
    expect(cancelled.run.state).toBe("cancelled");
    expect(cancelled.points.length).toBeGreaterThan(3);
    expect(cancelled.points.length).toBeLessThan(49);
    expect((await send("POST", `/api/backtest/${id}/resume`)).status).toBe(200);
    await until(id, ({ points }) => points.length > cancelled.points.length + 3);
    await server.kill();
    await server.start();
    const done = await until(id, ({ run }) => run.state === "done");
    const report = done.report as SweepReport;
    expect(report.points.map(({ index }) => index)).toEqual(Array.from({ length: 49 }, (_, at) => at));
    const kept = new Map(cancelled.points.map((point) => [point.index, point]));
    for (const [index, point] of kept) expect(report.points[index]).toEqual(point);
    const again = await finished<SweepReport>({ ...longSweep(), threads: 2 });
    expect(again.points).toEqual(report.points);
    expect(await (await send("DELETE", `/api/backtest/${id}`)).json()).toEqual({
      cancelled: false,
      deleted: true,
    });
    expect((await send("GET", `/api/backtest/${id}`)).status).toBe(404);
  });

  test("a sweep over a rule's parameter runs the rule anew, and a value outside of its range is refused", async () => {
    const source = [
      "language 1",
      'rule "Fast over slow"',
      "param fast = 9 from 3 to 30 step 1",
      "long",
      "when close crosses above ema(fast)",
      "stop lowest(low, 5) - 0.02",
      "target 1.5 R",
    ].join("\n");
    const body = (values: readonly number[]): object =>
      asked({
        kind: "sweep",
        strategies: [{ kind: "text", name: "Fast over slow", source }],
        axes: [{ name: "param:fast", values }],
      });
    const { points } = await finished<SweepReport>(body([5, 25]));
    expect(points[0]?.signals).toBeGreaterThan(points[1]?.signals ?? Infinity);
    const refused = await refusal(await send("POST", "/api/backtest", body([99])));
    expect([refused.status, refused.code]).toEqual([400, "no_parameter"]);
  });

  test("a walk-forward chooses on days before those that it tries", async () => {
    const report = await finished<SweepReport>(
      asked({
        kind: "sweep",
        axes: [{ name: "strategy", values: SETUPS.map((_, index) => index) }],
        walkForward: { trainDays: 3, testDays: 2 },
      }),
    );
    const steps = report.walkForward?.steps ?? [];
    expect(steps.length).toBeGreaterThan(0);
    for (const { trainTo, testFrom } of steps) expect(trainTo < testFrom).toBe(true);
  });

  test("the look-ahead analysis finds everything shipped clean", async () => {
    const report = await finished<LookAheadReport>(asked({ kind: "look_ahead", from: range.to }));
    expect(report.clean).toBe(true);
    expect(report.verdicts.map(({ strategy }) => strategy)).toEqual(SETUPS.map(({ id }) => id));
  });

  test("a dry run says what would have fired, as the backtest of those days does", async () => {
    const setup = SETUPS[3]?.id ?? "";
    const body = { symbol: "SPY", strategy: setup, ...msOf(range.to) };
    const answer = await send("POST", "/api/rules/dryrun", body);
    const { signals, bars } = (await answer.json()) as DryRunAnswer;
    expect(bars).toBeGreaterThan(380);
    const printed = await runCli(
      [
        "backtest",
        "--strategy",
        setup,
        "--symbols",
        "SPY",
        "--from",
        range.to,
        "--to",
        range.to,
        "--signals",
      ],
      environment(),
    );
    expect(printed.code).toBe(0);
    const lines = printed.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Signal);
    expect(lines.length).toBeGreaterThan(0);
    expect(signals.map(canonical)).toEqual(lines.map(canonical));
  });

  test("are listed with what became of them", async () => {
    const { runs } = await server.get<{ runs: readonly BacktestRun[] }>("/api/backtest");
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.every(({ state }) => state === "done")).toBe(true);
  });
});

function msOf(day: string): { from: number; to: number } {
  const from = Date.parse(`${day}T05:00:00Z`);
  return { from, to: from + DAY_MS };
}

describe("what cannot be tested is refused with a sentence", () => {
  const wrong: readonly (readonly [string, object, string])[] = [
    ["nothing", {}, "kind"],
    ["no strategy", { strategies: [] }, "strategies"],
    ["an unknown setup", { strategies: [{ kind: "setup", id: "setup:none" }] }, "There is no setup"],
    ["an unknown rule", { strategies: [{ kind: "rule", id: "none" }] }, "There is no rule"],
    ["a text that is no rule", { strategies: [{ kind: "text", source: "buy low" }] }, "no valid rule"],
    ["a setup twice", { strategies: [SETUP_IDS[0], SETUP_IDS[0]] }, "twice"],
    ["a day that does not exist", { from: "2026-02-30" }, "from"],
    ["an end before the beginning", { from: "2026-03-03", to: "2026-03-02" }, "before the first"],
    ["too many days", { from: "2000-01-01" }, "at most"],
    ["a weekend", { from: "2026-10-03", to: "2026-10-04" }, "closed from"],
    ["days before anything is stored", { from: "2025-03-03", to: "2025-03-04" }, "choose days within"],
    ["an unknown symbol", { symbols: ["NOPE"] }, "Nothing is stored of NOPE"],
    ["a negative slippage", { assumptions: { slippage: { unit: "ticks", amount: -1 } } }, "slippage"],
    ["a sweep without axes", { kind: "sweep" }, "axes"],
    ["an axis of no name", { kind: "sweep", axes: [{ name: "luck", values: [1] }] }, "an axis is"],
    [
      "too many combinations",
      { kind: "sweep", axes: ["target_r", "slippage"].map((name) => ({ name, values: range100() })) },
      "too many",
    ],
  ];

  test.for(wrong)("%s", async ([name, over, words]) => {
    const body = name === "nothing" ? {} : asked(over);
    const { status, message } = await refusal(await send("POST", "/api/backtest", body));
    expect(status).toBe(400);
    expect(message).toContain(words);
  });

  test("and so are ids that nobody knows, and dry runs over too much", async () => {
    expect((await refusal(await send("GET", "/api/backtest/none"))).code).toBe("no_backtest");
    expect((await refusal(await send("DELETE", "/api/backtest/none"))).status).toBe(404);
    const compared = await send("POST", "/api/backtest/compare", { first: "none", second: "none" });
    expect((await refusal(compared)).status).toBe(404);
    const long = { symbol: "SPY", strategy: "setup:vwap-reclaim", from: 0, to: 40 * DAY_MS };
    expect((await refusal(await send("POST", "/api/rules/dryrun", long))).message).toContain("31 days");
    const both = { ...long, to: DAY_MS, source: "x" };
    expect((await refusal(await send("POST", "/api/rules/dryrun", both))).status).toBe(400);
  });

  test("the command line says so with exit code 2", async () => {
    const call = ["backtest", "--strategy", "setup:none", "--symbols", "SPY", "--from", "2026-03-02"];
    const outcomes = await Promise.all([
      runCli([...call, "--to", "2026-03-03"], environment()),
      runCli(["backtest", "--symbols", "SPY"], environment()),
      runCli(["backtest", "--check", join(folder, "none.json")], environment()),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(outcomes[0]?.err).toContain("There is no setup setup:none");
    expect(await readFile(join(folder, "fixture.json"), "utf8")).not.toBe("");
  });

  test("and nothing is started while the flag is off, with what was tested still there to read", async () => {
    expect((await send("PUT", "/api/flags", { name: "enableBacktest", value: false })).status).toBe(200);
    const { status, code } = await refusal(await send("POST", "/api/backtest", asked()));
    expect([status, code]).toEqual([403, "backtest_off"]);
    expect((await send("GET", "/api/backtest")).status).toBe(200);
    await send("PUT", "/api/flags", { name: "enableBacktest", value: null });
  });
});

function range100(): number[] {
  return Array.from({ length: 100 }, (_, at) => at);
}
