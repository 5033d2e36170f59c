import { readFile, writeFile } from "node:fs/promises";
import {
  type BacktestFixture,
  type BacktestPlan,
  type BacktestReport,
  type BacktestStrategy,
  backtestBodySchema,
  backtestFixtureSchema,
} from "@spotlight/contracts";
import { PlanRefused, planOf } from "../backtest/plan.ts";
import { Tasks, canonicalSignal } from "../backtest/tasks.ts";
import { heardBy, rangeOf, readInputs } from "../backtest/inputs.ts";
import { type Config, readConfig } from "../config.ts";
import { RuleStore } from "../desk/rule-store.ts";
import { PostgresMarketLog } from "../log/postgres-log.ts";
import { differingPaths } from "./backtest-check.ts";
import { lookAheadText, runText } from "./backtest-text.ts";
import { type Command, type CommandCall, UsageError, text } from "./command.ts";
import { targetOf, withReader } from "./connection.ts";
import { Progress } from "./progress.ts";

/** `backtest`: strategies over stored days, without a server. */
export const backtest: Command = {
  name: "backtest",
  summary: "run strategies over stored days, or check a saved run",
  usage: `backtest --strategy setup:vwap-reclaim --symbols SPY --from YYYY-MM-DD --to YYYY-MM-DD [--json]

--strategy takes several with commas between them: setup:NAME, rule:ID. --rule FILE tests the rule in a file.
--signals prints every signal and every change of one, a line of canonical JSON each.
--lookahead holds each signal against what is said by bars that end with it; exit code 1 unless all are clean.
--save FILE writes the run as a fixture; --check FILE runs a fixture again; exit code 1 unless it is the same.
--source names whose bars; default: those of the configured feed. The server may run meanwhile.`,
  options: {
    strategy: { type: "string" },
    rule: { type: "string" },
    symbols: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    source: { type: "string" },
    signals: { type: "boolean" },
    lookahead: { type: "boolean" },
    save: { type: "string" },
    check: { type: "string" },
  },
  run: async (call) => {
    const config = readConfig(call.variables);
    const fixture = text(call, "check");
    try {
      return await withReader(targetOf(config), async (client) => {
        const log = await PostgresMarketLog.open(client, text(call, "source") ?? sourceOf(config));
        if (fixture !== undefined) return await check(call, log, await readFixture(fixture));
        const { rows } = await client.query<{ id: string }>(
          "SELECT id FROM owner ORDER BY created_ms LIMIT 1",
        );
        const rules = new RuleStore(client, rows[0]?.id ?? "");
        return await tested(call, log, await planOf(await bodyOf(call), { rules, log }));
      });
    } catch (error) {
      if (error instanceof PlanRefused) throw new UsageError(error.message);
      throw error;
    }
  },
};

async function tested(call: CommandCall, log: PostgresMarketLog, plan: BacktestPlan): Promise<number> {
  const save = text(call, "save");
  if (call.options["signals"] === true) {
    const { signals } = await inTasks(log, plan, (tasks, progress) =>
      tasks.do({ kind: "signals" }, progress),
    );
    for (const signal of signals) call.print(canonicalSignal(signal));
    return 0;
  }
  if (plan.kind === "look_ahead") {
    const report = await inTasks(log, plan, (tasks, progress) => tasks.do({ kind: "look_ahead" }, progress));
    call.print(call.json ? JSON.stringify(report) : lookAheadText(report));
    return report.clean ? 0 : 1;
  }
  const report = await ran(log, plan);
  if (save !== undefined) {
    const fixture: BacktestFixture = { format: "spotlight-backtest-1", plan, report };
    await writeFile(save, `${JSON.stringify(fixture)}\n`);
  }
  call.print(call.json ? JSON.stringify(report) : runText(report));
  return 0;
}

async function check(
  call: CommandCall,
  log: PostgresMarketLog,
  { plan, report }: BacktestFixture,
): Promise<number> {
  const again = await ran(log, plan);
  const sameInputs = again.inputsDigest === report.inputsDigest;
  const differences = differingPaths(report, again);
  const same = differences.length === 0;
  const answer = { same, sameInputs, differences: differences.slice(0, 20) };
  const why = sameInputs ? "" : " What was heard of those minutes is another than then.";
  call.print(
    call.json
      ? JSON.stringify(answer)
      : same
        ? `The run came out the same: ${report.trades.length + report.tradesLeftOut} trades.`
        : `The run came out otherwise, in ${answer.differences.join(", ")}.${why}`,
  );
  return same ? 0 : 1;
}

async function ran(log: PostgresMarketLog, plan: BacktestPlan): Promise<BacktestReport> {
  return inTasks(log, plan, (tasks, progress) => tasks.do({ kind: "run" }, progress));
}

async function inTasks<Result>(
  log: PostgresMarketLog,
  plan: BacktestPlan,
  work: (tasks: Tasks, progress: (share: number) => void) => Result,
): Promise<Result> {
  const range = rangeOf(plan.from, plan.to);
  if (range === null) throw new UsageError(`The exchanges are closed from ${plan.from} to ${plan.to}.`);
  const bar = new Progress("Testing", process.stderr);
  try {
    const inputs = await readInputs(log, heardBy(plan), range, (share) => bar.step(share, 2));
    if (inputs.days.length === 0)
      throw new UsageError(
        `There are no bars of ${plan.symbols.join(", ")} from ${plan.from} to ${plan.to}.`,
      );
    return work(new Tasks({ plan, inputs }), (share) => bar.step(1 + share, 2));
  } finally {
    bar.end();
  }
}

async function bodyOf(call: CommandCall) {
  const listed = list(text(call, "strategy")).map(strategyOf);
  const file = text(call, "rule");
  const own: readonly BacktestStrategy[] =
    file === undefined ? [] : [{ kind: "text", name: file, source: await readFile(file, "utf8") }];
  if (listed.length + own.length === 0)
    throw new UsageError("Name what to test: --strategy setup:vwap-reclaim, or --rule FILE.");
  const parsed = backtestBodySchema.safeParse({
    kind: call.options["lookahead"] === true ? "look_ahead" : "run",
    strategies: [...listed, ...own],
    symbols: list(text(call, "symbols")),
    from: text(call, "from"),
    to: text(call, "to"),
  });
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UsageError(`--${first?.path.join(".") ?? "symbols"}: ${first?.message ?? "is not valid"}.`);
}

function list(value: string | undefined): readonly string[] {
  return (value ?? "").split(",").filter((each) => each.trim() !== "");
}

function strategyOf(id: string): BacktestStrategy {
  return id.startsWith("rule:") ? { kind: "rule", id } : { kind: "setup", id };
}

async function readFixture(file: string): Promise<BacktestFixture> {
  const parsed = backtestFixtureSchema.safeParse(await jsonIn(file));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${file} is no saved backtest: save one with --save, or from the screen.`);
}

async function jsonIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    throw new UsageError(`${file} cannot be read as JSON.`);
  }
}

/** What the configured feed calls its bars. */
function sourceOf({ environment }: Config): string {
  return environment.FEED === "replay" ? "replay" : `sim:${environment.SIM_SEED}`;
}
