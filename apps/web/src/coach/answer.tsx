import type { Claim, Evidence } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { clockTextWithSeconds } from "../chart/time.ts";
import { useWorkspace } from "../workspace/context.tsx";
import { useDesk } from "../workspace/stores.ts";
import { evidenceText, piecesOf } from "./claims.ts";
import type { Said, Turn } from "./coach-session.ts";

function Sentence(props: {
  readonly said: Said;
  readonly shown: Claim | null;
  readonly onShow: (claim: Claim) => void;
  readonly onDecide: (place: number, agreed: boolean) => void;
}): ReactElement {
  const { said, shown } = props;
  if (said.kind === "withheld") return <p className="text-ink-2">One sentence was withheld. {said.why}</p>;
  if (said.kind === "notice") return <p className="text-ink-2">{said.text}</p>;
  if (said.kind === "confirm") return <Confirm {...said} onDecide={props.onDecide} />;
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

/** Something that is done only when the person says so. */
function Confirm({
  place,
  act,
  state,
  onDecide,
}: Extract<Said, { kind: "confirm" }> & {
  readonly onDecide: (place: number, agreed: boolean) => void;
}): ReactElement {
  const button = "h-7 rounded-6 border border-hair px-2 hover:bg-raised-2";
  return (
    <div className="my-1 rounded-6 bg-raised-1 px-2 py-1" data-testid="proposed-act">
      <p className="break-words text-ink-1">{act.words}</p>
      {state === "proposed" ? (
        <p className="flex gap-2 py-1">
          <button type="button" className={button} onClick={() => onDecide(place, true)}>
            Do it
          </button>
          <button type="button" className={button} onClick={() => onDecide(place, false)}>
            Leave it
          </button>
        </p>
      ) : (
        <p className={typeof state === "string" ? "text-ink-2" : "text-bad"}>
          {typeof state === "string" ? ACT_STATES[state] : state.failed}
        </p>
      )}
    </div>
  );
}

const ACT_STATES = { doing: "Doing it", done: "Done.", dropped: "Left." } as const;

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
  const { coach } = useWorkspace();
  const decide = (place: number, agreed: boolean): void => void coach.decide(turn.id, place, agreed);
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
        <Sentence key={one.place} said={one} shown={shown} onShow={choose} onDecide={decide} />
      ))}
      {behind.length > 0 ? <Behind evidence={behind} /> : null}
      {state === "asking" && said.length === 0 ? <p className="waits text-ink-2">Looking</p> : null}
      {failure === null ? null : <p className="text-bad">{failure}</p>}
    </li>
  );
}
