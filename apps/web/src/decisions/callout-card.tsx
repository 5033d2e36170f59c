import type { Callout } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { priceText } from "../chart/numbers.ts";
import { CommandButton } from "../workspace/command-button.tsx";
import { useSecond, useWorkspace } from "../workspace/context.tsx";
import { type AnsweringState, useAnswering } from "./answering.ts";
import { isWaiting } from "./decisions-session.ts";
import { RejectForm } from "./reject-form.tsx";
import { TakeForm } from "./take-form.tsx";
import { useDecisions } from "./use-decisions.ts";
import { countdownText, reasonText } from "./words.ts";

/** The prices of a callout in one row, each with its name. */
function Prices({ callout }: { readonly callout: Callout }): ReactElement {
  const { entryZone, signal, targets } = callout;
  const cells = [
    ["Entry", `${priceText(entryZone.low, 2)}–${priceText(entryZone.high, 2)}`],
    ["Stop", priceText(signal.stop)],
    ...targets.map(({ price, r }, index) => [
      targets.length > 1 ? `Target ${index + 1}` : "Target",
      `${priceText(price)} · ${r.toFixed(1)} R`,
    ]),
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-0.5">
      {cells.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-2">
          <dt className="text-ink-2">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Verdict({ verdict }: Pick<Callout, "verdict">): ReactElement | null {
  const first = verdict.reasons[0];
  if (!verdict.allow) return <p className="text-bad">Not within your limits. {first?.text}</p>;
  const size = verdict.shares > 0 ? `${verdict.shares.toLocaleString("en-US")} shares` : null;
  const risk = verdict.riskDollars === null ? null : `risk ${priceText(verdict.riskDollars, 2)} $`;
  const text = [size, risk].filter((part) => part !== null).join(", ");
  if (text === "" && first === undefined) return null;
  return (
    <p className="text-ink-2">
      {text === "" ? "" : `${text}. `}
      {first?.text}
    </p>
  );
}

/** The answers to a proposal, each with its key. */
function Answers(): ReactElement {
  return (
    <div className="flex gap-1.5 pt-2">
      <CommandButton command="callout.accept" className="flex-1 border border-hair text-ink-1" keysShown>
        Accept
      </CommandButton>
      <CommandButton command="callout.reject" className="flex-1 border border-hair" keysShown>
        Reject
      </CommandButton>
      <CommandButton command="callout.snooze" className="flex-1 border border-hair" keysShown>
        Snooze
      </CommandButton>
    </div>
  );
}

/** What can be asked about a proposal before it is answered. */
function Questions(): ReactElement {
  return (
    <div className="flex gap-1.5 pt-1.5">
      <CommandButton command="coach.why" className="flex-1" keysShown>
        Why
      </CommandButton>
      <CommandButton command="coach.weaken" className="flex-1" keysShown>
        What weakens it
      </CommandButton>
    </div>
  );
}

/** The callout that the card shows: the one whose answer is begun, while it can be answered, else the newest. */
function useShown(): { readonly callout: Callout | null; readonly begun: AnsweringState["how"] | null } {
  const waiting = useDecisions((decisions) => decisions.waiting);
  const callouts = useDecisions(({ facts }) => facts.callouts);
  const { id: begunId, how } = useAnswering();
  const begun = callouts?.find((callout) => callout.id === begunId && isWaiting(callout)) ?? null;
  return { callout: begun ?? waiting, begun: begun === null ? null : how };
}

/** The proposal that waits for an answer, over the chart; nothing when none does. */
export function CalloutCard(): ReactElement | null {
  const { market } = useWorkspace();
  useSecond();
  const { callout, begun } = useShown();
  const nowMs = market.marketNowMs();
  if (callout === null) return null;
  const { signal } = callout;
  const leftMs = nowMs === null ? null : signal.expiresMs - nowMs;
  if (leftMs !== null && leftMs <= 0) return null;
  return (
    <section
      className="appears absolute right-20 bottom-12 z-20 w-[21rem] rounded-6 border border-hair bg-raised-2 p-3 shadow-one"
      aria-label="Proposal"
      aria-live="polite"
      data-testid="callout"
      data-callout={callout.id}
    >
      <h2 className="flex items-baseline justify-between gap-2">
        <span className="text-14 font-medium text-brand">
          {signal.symbol} {signal.direction} · {signal.name} · {signal.grade}
        </span>
        <span className="text-12 text-ink-2" title="Good for">
          {leftMs === null ? "" : countdownText(leftMs)}
        </span>
      </h2>
      <p className="pt-1 text-brand">{callout.line}</p>
      {signal.status === "weakened" ? (
        <p className="text-warn">Weakened: the bar that it stands on was revised.</p>
      ) : null}
      <ul className="py-1.5 text-12 text-ink-2">
        {signal.reasons.map((reason) => (
          <li key={reason.label} className="flex justify-between gap-3">
            <span>{reason.label}</span>
            <span className="text-ink-1">{reasonText(reason)}</span>
          </li>
        ))}
      </ul>
      <div className="text-12">
        <Prices callout={callout} />
        <p className="pt-1 text-ink-2">
          {signal.invalidation} Expected hold {Math.round(signal.holdMinutes)} min.
        </p>
        <Verdict verdict={callout.verdict} />
      </div>
      {begun === null ? <Answers /> : null}
      {begun === null ? <Questions /> : null}
      {begun === "reject" ? <RejectForm key={callout.id} callout={callout} /> : null}
      {begun === "take" ? <TakeForm key={callout.id} callout={callout} /> : null}
    </section>
  );
}
