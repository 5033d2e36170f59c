import type { ReactElement } from "react";
import { Button } from "./button.tsx";

function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}

/** What was done, and the way back: the focus goes there, so that Enter undoes. */
export function News(props: {
  readonly text: string;
  /** Null where there is no way back. */
  readonly onUndo: (() => void) | null;
  /** Another one for each thing that is done, so that each way back gets the focus. */
  readonly step: number;
  readonly testId: string;
}): ReactElement {
  const { text, onUndo, step, testId } = props;
  return (
    <p role="status" className="flex min-h-7 items-center gap-3 text-ink-2" data-testid={testId}>
      {text}
      {onUndo === null ? null : (
        <Button key={step} ref={focus} onClick={onUndo}>
          Undo
        </Button>
      )}
    </p>
  );
}
