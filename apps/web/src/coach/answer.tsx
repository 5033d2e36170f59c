import type { Claim } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { clockTextWithSeconds } from "../chart/time.ts";
import { useWorkspace } from "../workspace/context.tsx";
import type { Said, Turn } from "./coach-session.ts";
import { Behind, Words, showFirst } from "./words.tsx";

/** Sentences that were not said, in one line however many they are. */
function Withheld({ whys }: { readonly whys: readonly string[] }): ReactElement {
  const count = whys.length === 1 ? "One sentence was" : `${whys.length} sentences were`;
  return (
    <p className="text-ink-2">
      {count} withheld. {[...new Set(whys)].join(" ")}
    </p>
  );
}

function Sentence(props: {
  readonly said: Exclude<Said, { kind: "withheld" }>;
  readonly shown: Claim | null;
  readonly onShow: (claim: Claim) => void;
  readonly onDecide: (place: number, agreed: boolean) => void;
}): ReactElement {
  const { said, shown } = props;
  if (said.kind === "notice") return <p className="text-ink-2">{said.text}</p>;
  if (said.kind === "confirm") return <Confirm {...said} onDecide={props.onDecide} />;
  return <Words text={said.text} claims={said.claims} shown={shown} onShow={props.onShow} />;
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

/** A question and its answer. Numbers that evidence stands behind can be asked where they come from. */
export function Answer({ turn }: { readonly turn: Turn }): ReactElement {
  const [shown, setShown] = useState<Claim | null>(null);
  const { question, state, failure, asOfMs, said, evidence } = turn;
  const withheld = said.filter((one) => one.kind === "withheld");
  const behind = evidence.filter(({ id }) => shown?.evidence.includes(id) === true);
  const { coach } = useWorkspace();
  const decide = (place: number, agreed: boolean): void => void coach.decide(turn.id, place, agreed);
  const choose = (claim: Claim): void => {
    setShown(claim === shown ? null : claim);
    showFirst(evidence, claim);
  };
  return (
    <li className="py-1.5" data-testid="turn" data-state={state}>
      <p className="flex justify-between gap-2 text-ink-2">
        <span className="min-w-0 break-words">{question}</span>
        {asOfMs === null ? null : <span className="shrink-0 text-12">{clockTextWithSeconds(asOfMs)}</span>}
      </p>
      {said.map((one) =>
        one.kind !== "withheld" ? (
          <Sentence key={one.place} said={one} shown={shown} onShow={choose} onDecide={decide} />
        ) : one.place === withheld[0]?.place ? (
          <Withheld key={one.place} whys={withheld.map(({ why }) => why)} />
        ) : null,
      )}
      {behind.length > 0 ? <Behind evidence={behind} /> : null}
      {state === "asking" && said.length === 0 ? <p className="waits text-ink-2">Looking</p> : null}
      {failure === null ? null : <p className="text-bad">{failure}</p>}
    </li>
  );
}
