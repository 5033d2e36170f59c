import type { Claim, Evidence } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { useDesk } from "../workspace/stores.ts";
import { evidenceText, piecesOf } from "./claims.ts";

/** Words of the coach. Numbers that evidence stands behind can be asked where they come from. */
export function Words(props: {
  readonly text: string;
  readonly claims: readonly Claim[];
  readonly shown: Claim | null;
  readonly onShow: (claim: Claim) => void;
}): ReactElement {
  return (
    <p className="text-brand">
      {piecesOf(props.text, props.claims).map(({ start, text, claim }) =>
        claim === null ? (
          <span key={start}>{text}</span>
        ) : (
          <button
            key={start}
            type="button"
            aria-pressed={props.shown === claim}
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

/** Shows whom the first evidence of a claim is about on the chart. */
export function showFirst(evidence: readonly Evidence[], claim: Claim): void {
  const symbol = evidence.find(({ id }) => claim.evidence.includes(id))?.symbol ?? null;
  if (symbol !== null) useDesk.setState({ symbol });
}

/** Brings what has just appeared into view, also at the end of a long talk. */
function reveal(list: HTMLUListElement | null): void {
  list?.scrollIntoView({ block: "nearest" });
}

/** What stands behind a claim. */
export function Behind({ evidence }: { readonly evidence: readonly Evidence[] }): ReactElement {
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
