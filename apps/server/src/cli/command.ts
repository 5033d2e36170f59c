import type { ParseArgsConfig } from "node:util";

/** What a command is called with. */
export interface CommandCall {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  /** Machine-readable output was asked for. */
  readonly json: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
  print(text: string): void;
}

/** One command of the command line. `run` answers the exit code. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  run(call: CommandCall): Promise<number>;
}

/** Wrong use of a command: exit code 2 and one sentence. */
export class UsageError extends Error {}

/** The value of a text option; undefined when it was not given. */
export function text(call: CommandCall, option: string): string | undefined {
  const value = call.options[option];
  return typeof value === "string" ? value : undefined;
}
