import { existsSync } from "node:fs";
import { daySchema, symbolSchema } from "@spotlight/contracts";
import { type Command, type CommandCall, UsageError, text } from "./command.ts";
import { type DayVerdict, isRight, verifyFolder } from "./verify-replay.ts";

/** `verify`: replays recorded days and holds every bar against the official ones. */
export const verify: Command = {
  name: "verify",
  summary: "replay recorded days and compare every bar with the official ones",
  usage: "verify [--path FOLDER] [--symbols SPY,IBM] [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--json]",
  options: {
    path: { type: "string" },
    symbols: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
  },
  run: async (call) => {
    const path = text(call, "path") ?? call.variables["REPLAY_PATH"] ?? "../shared/data";
    if (!existsSync(path))
      throw new UsageError(`There is no folder ${path}: name one in the LEAN layout with --path.`);
    const verdicts: DayVerdict[] = [];
    for await (const verdict of verifyFolder(path, symbolsOf(call), dayOf(call, "from"), dayOf(call, "to"))) {
      verdicts.push(verdict);
      if (!call.json) call.print(verdicts.length === 1 ? `${header()}\n${row(verdict)}` : row(verdict));
    }
    if (verdicts.length === 0)
      throw new UsageError(`${path} has no day with both trades and official minutes in that range.`);
    const ok = verdicts.every(isRight);
    call.print(call.json ? JSON.stringify({ ok, days: verdicts }) : summary(verdicts, ok));
    return ok ? 0 : 1;
  },
};

function symbolsOf(call: CommandCall): readonly string[] | null {
  const list = text(call, "symbols") ?? call.variables["REPLAY_SYMBOLS"];
  if (list === undefined || list === "") return null;
  return list.split(",").map((symbol) => {
    const parsed = symbolSchema.safeParse(symbol);
    if (!parsed.success) throw new UsageError(`${symbol} is no symbol.`);
    return parsed.data;
  });
}

function dayOf(call: CommandCall, option: string): string | null {
  const day = text(call, option);
  if (day !== undefined && !daySchema.safeParse(day).success)
    throw new UsageError(`--${option} ${day} is no day: write YYYY-MM-DD.`);
  return day ?? null;
}

const COLUMNS: readonly (readonly [string, number, (verdict: DayVerdict) => string])[] = [
  ["symbol", 7, ({ symbol }) => symbol],
  ["day", 11, ({ day }) => day],
  ["trades", 9, ({ trades }) => trades.toLocaleString("en-US")],
  ["official", 9, ({ officialMinutes }) => String(officialMinutes)],
  ["exact", 6, ({ exactMinutes }) => String(exactMinutes)],
  ["closed", 7, ({ provisionalMinutes }) => String(provisionalMinutes)],
  ["right by rules", 15, (verdict) => share(verdict.rightWithRules, verdict.officialMinutes)],
  ["without rules", 14, (verdict) => share(verdict.rightWithoutRules, verdict.officialMinutes)],
  ["2m to 1d", 12, ({ longerBarsRight, longerBars }) => `${longerBarsRight}/${longerBars}`],
  ["revisions", 10, ({ revisions }) => String(revisions)],
  [
    "2nd replay",
    12,
    ({ secondReplayChanges }) => (secondReplayChanges === 0 ? "no change" : `${secondReplayChanges} changes`),
  ],
  ["", 6, (verdict) => (isRight(verdict) ? "ok" : "WRONG")],
];

function header(): string {
  return COLUMNS.map(([name, width]) => name.padEnd(width)).join(" ");
}

function row(verdict: DayVerdict): string {
  return COLUMNS.map(([, width, cell]) => cell(verdict).padEnd(width)).join(" ");
}

function summary(verdicts: readonly DayVerdict[], ok: boolean): string {
  const sum = (of: (verdict: DayVerdict) => number): number =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const official = sum(({ officialMinutes }) => officialMinutes);
  return [
    "",
    `${sum(({ exactMinutes }) => exactMinutes)} of ${official} official minutes stand exactly as the vendor gave them.`,
    `Before they came, the bars of trades were right in ${share(
      sum(({ rightWithRules }) => rightWithRules),
      official,
    )} of minutes with`,
    `the condition rules and in ${share(
      sum(({ rightWithoutRules }) => rightWithoutRules),
      official,
    )} without them.`,
    ok ? "Every bar is right." : "Some bars are WRONG.",
  ].join("\n");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}
