import { Command } from "cmdk";
import type { ReactElement } from "react";
import { LIST_LOOK, Overlay } from "../ui/overlay.tsx";
import { Keys } from "../ui/tooltip.tsx";
import { labelsOf } from "./command-button.tsx";
import type { CommandGroup } from "./commands.ts";
import { useCommands, useWorkspace } from "./context.tsx";
import { useOver } from "./stores.ts";

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

function close(): void {
  useOver.setState({ palette: false });
}

/** How well a title answers a search: every word has to stand in it, and words at its beginning count most. */
function relevance(title: string, search: string): number {
  const text = title.toLowerCase();
  const places = search
    .toLowerCase()
    .split(/\s+/)
    .map((word) => text.indexOf(word));
  return places.some((place) => place < 0) ? 0 : 1 / (1 + Math.min(...places));
}

/** Every command, found by its words. */
export default function Palette(): ReactElement {
  const { commands } = useWorkspace();
  const all = useCommands().filter(({ id, when }) => id !== "palette.open" && when?.() !== false);
  return (
    <Overlay title="Commands" onClose={close}>
      <Command label="Commands" loop filter={relevance}>
        <Command.Input autoFocus placeholder="What do you want to do" className={LIST_LOOK.input} />
        <Command.List className={LIST_LOOK.list} data-testid="palette">
          <Command.Empty className={LIST_LOOK.empty}>No command has these words.</Command.Empty>
          {GROUPS.map((group) => (
            <Command.Group key={group} heading={group} className={LIST_LOOK.group}>
              {all
                .filter((command) => command.group === group)
                .map((command) => (
                  <Command.Item
                    key={command.id}
                    value={command.title}
                    className={LIST_LOOK.item}
                    onSelect={() => {
                      close();
                      commands.run(command.id);
                    }}
                  >
                    {command.title}
                    {command.keys === null ? null : <Keys labels={labelsOf(command.keys) ?? []} />}
                  </Command.Item>
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Overlay>
  );
}
