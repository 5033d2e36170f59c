import type { ReactElement, ReactNode } from "react";
import { Keys, Tooltip } from "../ui/tooltip.tsx";
import { useCommands, useWorkspace } from "./context.tsx";
import { type KeySequence, ariaKeys, keyLabels } from "./keys.ts";

/** Whether keys are named as on a Mac. */
export const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Labels of a command's keys; null when it has none. */
export function labelsOf(keys: KeySequence | null | undefined): string[] | null {
  return keys === null || keys === undefined ? null : keyLabels(keys, IS_MAC);
}

/** A button that runs a command; its tooltip is the command's title with its keys. */
export function CommandButton(props: {
  readonly command: string;
  readonly children: ReactNode;
  /** For switches: whether it is on. */
  readonly pressed?: boolean;
  readonly className?: string;
  /** Whether its keys stand on it, for actions that are meant to be taken by key. */
  readonly keysShown?: boolean;
  /** What a screen reader says, when the children are not words. */
  readonly label?: string;
}): ReactElement {
  const { commands } = useWorkspace();
  const command = useCommands().find(({ id }) => id === props.command);
  const labels = labelsOf(command?.keys);
  const look =
    props.pressed === true ? "bg-raised-2 text-ink-1" : "text-ink-2 hover:bg-raised-2 hover:text-ink-1";
  return (
    <Tooltip content={command?.title ?? props.command} keys={labels}>
      <button
        type="button"
        data-command={props.command}
        aria-label={props.label}
        aria-pressed={props.pressed}
        aria-keyshortcuts={ariaKeys(command?.keys)}
        onClick={() => commands.run(props.command)}
        className={`flex h-7 min-w-7 shrink-0 items-center justify-center gap-1 rounded-6 px-2 text-13 transition-colors duration-100 ${look} ${props.className ?? ""}`}
      >
        {props.children}
        {props.keysShown === true && labels !== null ? <Keys labels={labels} hidden /> : null}
      </button>
    </Tooltip>
  );
}
