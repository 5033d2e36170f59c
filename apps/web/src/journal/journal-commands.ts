import type { Command } from "../workspace/commands.ts";
import type { KeySequence } from "../workspace/keys.ts";

/** The way to the journal. */
export function journalCommands(go: (path: string) => void): Command[] {
  return [{ id: "go.journal", title: "Journal", group: "Go to", keys: ["alt+'"], run: () => go("/journal") }];
}

/** What is done on the journal's page. */
export interface JournalSteps {
  readonly previous: () => void;
  readonly next: () => void;
  readonly write: () => void;
  readonly search: () => void;
}

/** What the journal's page adds while it is shown. */
export function journalPageCommands(steps: JournalSteps): Command[] {
  const step = (id: keyof JournalSteps, title: string, keys: KeySequence): Command => ({
    id: `journal.${id}`,
    title,
    group: "Journal",
    keys,
    run: steps[id],
  });
  return [
    step("previous", "The trading day before", ["alt+["]),
    step("next", "The next trading day", ["alt+]"]),
    step("write", "Write a note", ["alt+Enter"]),
    step("search", "Search the journal", ["alt+\\"]),
  ];
}
