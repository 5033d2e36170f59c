import type { Callout } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { clockText } from "../chart/time.ts";
import { Section } from "../ui/section.tsx";
import { CommandButton } from "../workspace/command-button.tsx";
import { useDesk } from "../workspace/stores.ts";
import { useDecisions } from "./use-decisions.ts";
import { stateText } from "./words.ts";

/** Callouts that the list shows. */
const SHOWN = 30;

function Row({ callout }: { readonly callout: Callout }): ReactElement {
  const { signal, hidden, outcome } = callout;
  const quiet = hidden !== null || ["expired", "rejected", "withdrawn"].includes(callout.state);
  const tone = outcome === null ? "text-ink-2" : outcome.resultR >= 0 ? "text-up" : "text-down";
  return (
    <li>
      <button
        type="button"
        className={`w-full rounded-6 px-1 py-1 text-left hover:bg-raised-1 ${quiet ? "text-ink-2" : ""}`}
        title={callout.line}
        onClick={() => useDesk.setState({ symbol: signal.symbol })}
      >
        <span className="flex justify-between gap-3">
          <span className="truncate">
            {clockText(signal.atMs)} {signal.symbol} {signal.grade} {signal.direction}
          </span>
          <span className={`shrink-0 ${tone}`}>{stateText(callout)}</span>
        </span>
        <span className="block truncate text-12 text-ink-2">{signal.name}</span>
      </button>
    </li>
  );
}

/** Today's callouts, the newest first, also those that were held back: each is scored. */
export function CalloutList(): ReactElement {
  const callouts = useDecisions(({ facts }) => facts.callouts);
  const failure = useDecisions(({ facts }) => facts.failure);
  const shown = (callouts ?? []).slice(0, SHOWN);
  const sound = useDesk((desk) => desk.sound);
  return (
    <Section
      title="Callouts today"
      aside={
        <span className="flex items-center gap-2">
          <span data-testid="callout-count">{callouts?.length ?? "–"}</span>
          <CommandButton command="callout.sound" pressed={sound}>
            {sound ? "Sound" : "Silent"}
          </CommandButton>
        </span>
      }
    >
      {failure === null ? null : <p className="text-bad">{failure}</p>}
      {callouts?.length === 0 ? (
        <p className="text-ink-2">None yet. Setups and rules speak when a bar closes.</p>
      ) : null}
      <ol className="-mx-1">
        {shown.map((callout) => (
          <Row key={callout.id} callout={callout} />
        ))}
      </ol>
    </Section>
  );
}
