import type { Callout } from "@spotlight/contracts";
import { type KeyboardEvent, type ReactElement, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Keys } from "../ui/tooltip.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { endAnswering } from "./answering.ts";
import { answerCallout } from "./answer-callout.ts";

/** What a proposal is rejected for most often, each by its digit. */
const REASONS = ["Too late", "Stop too far", "Against trend", "Not my setup"] as const;

/** Asks why a proposal is rejected. A digit picks a reason, Enter takes what was typed or none, Escape keeps the proposal. */
export function RejectForm({ callout }: { readonly callout: Callout }): ReactElement {
  const { decisions } = useWorkspace();
  const [text, setText] = useState("");
  const reject = (reason: string): void => {
    endAnswering();
    void answerCallout(decisions, callout, "reject", reason === "" ? undefined : reason);
  };
  const press = (event: KeyboardEvent): void => {
    const picked = text === "" ? REASONS[Number(event.key) - 1] : undefined;
    if (event.key !== "Escape" && picked === undefined) return;
    event.preventDefault();
    if (picked === undefined) endAnswering();
    else reject(picked);
  };
  return (
    <form
      className="flex flex-col gap-1.5 pt-2"
      aria-label="Reject the proposal"
      data-testid="reject-form"
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        reject(text.trim());
      }}
    >
      <div className="grid grid-cols-2 gap-1.5">
        {REASONS.map((reason, index) => (
          <Button
            key={reason}
            className="justify-between!"
            aria-keyshortcuts={String(index + 1)}
            onClick={() => reject(reason)}
          >
            {reason}
            <Keys labels={[String(index + 1)]} hidden />
          </Button>
        ))}
      </div>
      <div className="flex gap-1.5">
        <input
          // The trader asked for this field by a key and goes on typing.
          autoFocus
          aria-label="Why, in your words"
          placeholder="Why, or nothing"
          maxLength={300}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-7 min-w-0 flex-1 rounded-6 border border-hair bg-bg px-2"
        />
        <Button type="submit" aria-keyshortcuts="Enter">
          Reject
          <Keys labels={["Enter"]} hidden />
        </Button>
      </div>
    </form>
  );
}
