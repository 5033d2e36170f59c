import type { ReactElement } from "react";
import { Keys } from "../ui/tooltip.tsx";
import { labelsOf } from "../workspace/command-button.tsx";
import type { CommandGroup } from "../workspace/commands.ts";
import { useCommands, useWorkspace } from "../workspace/context.tsx";
import { Page } from "./page.tsx";

const GROUPS: readonly CommandGroup[] = [
  "Go to",
  "Callouts",
  "Coach",
  "Journal",
  "Memory",
  "Replay",
  "Symbols",
  "Chart",
  "Panels",
  "Look",
  "Data",
  "Server",
];

/** Every command with its key; clicking a line runs it. */
export default function KeysPage(): ReactElement {
  const all = useCommands();
  const { commands } = useWorkspace();
  return (
    <Page title="Keys">
      <p className="text-13 text-ink-2">
        Type letters anywhere on the desk to find a symbol. Presses shown one after another are typed one
        after another.
      </p>
      {GROUPS.map((group) => (
        <section key={group}>
          <h2 className="pb-1 text-14 font-medium">{group}</h2>
          <ul className="rounded-6 border border-hair">
            {all
              .filter((command) => command.group === group)
              .map((command) => (
                <li key={command.id} className="border-b border-hair last:border-b-0">
                  <button
                    type="button"
                    className="flex h-9 w-full items-center justify-between px-3 text-left text-13 hover:bg-raised-1"
                    onClick={() => commands.run(command.id)}
                  >
                    {command.title}
                    {command.keys === null ? (
                      <span className="text-12 text-ink-2">palette</span>
                    ) : (
                      <Keys labels={labelsOf(command.keys) ?? []} />
                    )}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}
