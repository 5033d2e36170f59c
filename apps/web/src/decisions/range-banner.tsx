import type { ReactElement } from "react";
import { type Span, spanText } from "../chart/brush.ts";
import { CommandButton } from "../workspace/command-button.tsx";

/** What can be asked about the range that is selected on the chart; nothing while none is. */
export function RangeBanner({ span }: { readonly span: Span | null }): ReactElement | null {
  if (span === null) return null;
  return (
    <div
      className="appears absolute top-26 right-20 z-10 flex items-center gap-2 rounded-6 border border-hair bg-raised-2 py-1 pr-1 pl-3 shadow-one"
      role="status"
      data-testid="range"
      data-from={span.fromMs}
      data-until={span.untilMs}
    >
      <span>{spanText(span)}</span>
      <CommandButton command="dryrun.ask" keysShown>
        Would a rule have fired here
      </CommandButton>
      <CommandButton command="coach.explain" keysShown>
        Explain
      </CommandButton>
      <CommandButton command="range.clear" keysShown>
        Clear
      </CommandButton>
    </div>
  );
}
