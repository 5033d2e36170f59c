import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { BackupUnusable } from "./backup/format.ts";
import { DatabaseNotEmpty } from "./backup/restore.ts";
import { backtest } from "./cli/backtest.ts";
import { backup } from "./cli/backup.ts";
import { type Command, UsageError } from "./cli/command.ts";
import { databaseRefusal } from "./cli/connection.ts";
import { doctor } from "./cli/doctor/doctor.ts";
import { exportCommand, importCommand } from "./cli/personal.ts";
import { mcp } from "./cli/mcp.ts";
import { pin } from "./cli/pin.ts";
import { ports } from "./cli/ports/ports.ts";
import { restore } from "./cli/restore.ts";
import { verify } from "./cli/verify.ts";
import { ConfigurationError } from "./config.ts";
import { ExportUnusable } from "./personal/format.ts";
import { DatabaseInUse } from "./store/writer.ts";
import { DataFolderInUse } from "./store/embedded/lock.ts";

const EXIT_USAGE = 2;

const serve: Command = {
  name: "serve",
  summary: "start the server, as npm start does",
  usage: "serve",
  options: {},
  run: async () => {
    await import("./main.ts");
    return -1;
  },
};

const COMMANDS: readonly Command[] = [
  serve,
  backtest,
  verify,
  backup,
  restore,
  exportCommand,
  importCommand,
  pin,
  ports,
  doctor,
  mcp,
];

function help(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return ["Usage: npm run spotlight -- COMMAND [options]", "", ...rows, "", "COMMAND --help says more."].join(
    "\n",
  );
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "help") {
    print(help());
    return name === undefined ? EXIT_USAGE : 0;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new UsageError(`There is no command ${name}. ${help()}`);
  const common = { json: { type: "boolean" as const }, help: { type: "boolean" as const } };
  const { values, positionals } = parseArgs({
    args: rest,
    options: { ...command.options, ...common },
    allowPositionals: true,
  });
  if (values["help"] === true) {
    print(`${command.summary}\nUsage: npm run spotlight -- ${command.usage}`);
    return 0;
  }
  const options = values as Readonly<Record<string, string | boolean | undefined>>;
  return command.run({ options, positionals, json: options["json"] === true, variables: process.env, print });
}

/** What a person can act on: one sentence instead of a stack. */
const EXPECTED = [
  UsageError,
  ConfigurationError,
  DataFolderInUse,
  DatabaseInUse,
  BackupUnusable,
  ExportUnusable,
  DatabaseNotEmpty,
];

function failed(error: unknown): number {
  const usage =
    error instanceof UsageError ||
    error instanceof BackupUnusable ||
    error instanceof ExportUnusable ||
    (error instanceof TypeError && "code" in error);
  const known = usage || EXPECTED.some((each) => error instanceof each);
  const whole = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = known && error instanceof Error ? error.message : (databaseRefusal(error) ?? whole);
  process.stderr.write(`${message}\n`);
  return usage ? EXIT_USAGE : error instanceof ConfigurationError ? ConfigurationError.exitCode : 1;
}

if (existsSync(".env")) process.loadEnvFile(".env");
const code = await main(process.argv.slice(2)).catch(failed);
if (code >= 0) process.exit(code);
