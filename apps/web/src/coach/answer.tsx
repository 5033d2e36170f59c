import type { Claim, Evidence } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { clockTextWithSeconds } from "../chart/time.ts";
import { useDesk } from "../workspace/stores.ts";
import { evidenceText, piecesOf } from "./claims.ts";
import type { Said, Turn } from "./coach-session.ts";

function Sentence(props: {
  readonly said: Said;
  readonly shown: Claim | null;
  readonly onShow: (claim: Claim) => void;
}): ReactElement {
  const { said, shown } = props;
  if (said.kind === "withheld") return <p className="text-ink-2">One sentence was withheld. {said.why}</p>;
  return (
    <p className="text-brand">
      {piecesOf(said.text, said.claims).map(({ start, text, claim }) =>
        claim === null ? (
          <span key={start}>{text}</span>
        ) : (
          <button
            key={start}
            type="button"
            aria-pressed={shown === claim}
            title="Show where this comes from"
            className="rounded-6 underline decoration-hair decoration-dotted underline-offset-4 hover:bg-raised-1 aria-pressed:bg-raised-2"
            onClick={() => props.onShow(claim)}
          >
            {text}
          </button>
        ),
      )}
    </p>
  );
}

/** Shows whom evidence is about on the chart. */
function show({ symbol }: Evidence): void {
  if (symbol !== null) useDesk.setState({ symbol });
}

/** Brings what has just appeared into view, also at the end of a long talk. */
function reveal(list: HTMLUListElement | null): void {
  list?.scrollIntoView({ block: "nearest" });
}

function Behind({ evidence }: { readonly evidence: readonly Evidence[] }): ReactElement {
  return (
    <ul ref={reveal} className="appears my-1 rounded-6 bg-raised-1 px-2 py-1 text-12" data-testid="evidence">
      {evidence.map((one) => (
        <li key={one.id} className="flex justify-between gap-2">
          <span>{evidenceText(one)}</span>
          <span className="text-ink-2">{one.tool}</span>
        </li>
      ))}
    </ul>
  );
}

/** A question and its answer. Numbers that evidence stands behind can be asked where they come from. */
export function Answer({ turn }: { readonly turn: Turn }): ReactElement {
  const [shown, setShown] = useState<Claim | null>(null);
  const { question, state, failure, asOfMs, said, evidence } = turn;
  const behind = evidence.filter(({ id }) => shown?.evidence.includes(id) === true);
  const choose = (claim: Claim): void => {
    setShown(claim === shown ? null : claim);
    const first = evidence.find(({ id }) => claim.evidence.includes(id));
    if (first !== undefined) show(first);
  };
  return (
    <li className="py-1.5" data-testid="turn" data-state={state}>
      <p className="flex justify-between gap-2 text-ink-2">
        <span className="min-w-0 break-words">{question}</span>
        {asOfMs === null ? null : <span className="shrink-0 text-12">{clockTextWithSeconds(asOfMs)}</span>}
      </p>
      {said.map((one) => (
        <Sentence key={one.place} said={one} shown={shown} onShow={choose} />
      ))}
      {behind.length > 0 ? <Behind evidence={behind} /> : null}
      {state === "asking" && said.length === 0 ? <p className="waits text-ink-2">Looking</p> : null}
      {failure === null ? null : <p className="text-bad">{failure}</p>}
    </li>
  );
}
