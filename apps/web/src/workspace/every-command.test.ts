import { expect, it } from "vitest";
import { backtestCommands } from "../backtest/backtest-commands.ts";
import { type CoachTargets, coachCommands } from "../coach/coach-commands.ts";
import { decisionCommands } from "../decisions/decision-commands.ts";
import { journalCommands, journalPageCommands } from "../journal/journal-commands.ts";
import { memoryCommands, memoryPageCommands } from "../memory/memory-commands.ts";
import { replayCommands } from "../replay/replay-commands.ts";
import { voiceCommands } from "../voice/voice-commands.ts";
import { type Command, CommandRegistry } from "./commands.ts";
import { type CommandTargets, deskCommands } from "./desk-commands.ts";

const nothing = (): void => undefined;
const NONE: unknown = {};

/** The commands of every room, none of which is run here. */
const ROOMS: readonly (readonly Command[])[] = [
  deskCommands(NONE as CommandTargets),
  decisionCommands(NONE as Parameters<typeof decisionCommands>[0], nothing),
  coachCommands(NONE as CoachTargets),
  voiceCommands(NONE as Parameters<typeof voiceCommands>[0]),
  replayCommands(NONE as Parameters<typeof replayCommands>[0], nothing),
  backtestCommands(nothing),
  journalCommands(nothing),
  memoryCommands(nothing),
];

it.each([
  ["journal", journalPageCommands({ previous: nothing, next: nothing, write: nothing, search: nothing })],
  ["memory", memoryPageCommands({ write: nothing, search: nothing })],
] as const)("no two commands of all rooms and the page of the %s take the same keys", (_page, own) => {
  const registry = new CommandRegistry();
  for (const commands of [...ROOMS, own]) registry.add(commands);
  expect(registry.list().length).toBeGreaterThan(60);
});
