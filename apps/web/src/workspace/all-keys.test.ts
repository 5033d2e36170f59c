import { expect, it } from "vitest";
import { backtestCommands } from "../backtest/backtest-commands.ts";
import { coachCommands } from "../coach/coach-commands.ts";
import { decisionCommands } from "../decisions/decision-commands.ts";
import { journalCommands, journalPageCommands } from "../journal/journal-commands.ts";
import { replayCommands } from "../replay/replay-commands.ts";
import { voiceCommands } from "../voice/voice-commands.ts";
import { CommandRegistry } from "./commands.ts";
import { deskCommands } from "./desk-commands.ts";

/** Stands for everything that commands act on: none of them is run here. */
const anything = {} as never;

it("no two commands of the page have the same keys", () => {
  const registry = new CommandRegistry();
  const all = [
    deskCommands(anything),
    decisionCommands(anything, anything),
    coachCommands(anything),
    voiceCommands(anything),
    replayCommands(anything, anything),
    backtestCommands(anything),
    journalCommands(anything),
    journalPageCommands(anything),
  ];
  for (const commands of all) registry.add(commands);
  expect(registry.list()).toHaveLength(all.flat().length);
});
