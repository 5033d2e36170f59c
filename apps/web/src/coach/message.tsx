import type { Claim, CoachMessage } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { clockText } from "../chart/time.ts";
import { useWorkspace } from "../workspace/context.tsx";
import { Behind, Words, showFirst } from "./words.tsx";

/** Something that the coach said unasked, as a button's worth of proof behind each number. */
export function Message({ message }: { readonly message: CoachMessage }): ReactElement {
  const { inbox } = useWorkspace();
  const [shown, setShown] = useState<Claim | null>(null);
  const { id, text, claims, evidence, atMs, kind } = message;
  useEffect(() => {
    if (document.visibilityState === "visible") void inbox.heard(id, "shown");
  }, [inbox, id]);
  const behind = evidence.filter((one) => shown?.evidence.includes(one.id) === true);
  const choose = (claim: Claim): void => {
    setShown(claim === shown ? null : claim);
    showFirst(evidence, claim);
  };
  return (
    <li className="border-l-2 border-brand py-1 pl-2" data-testid="message" data-kind={kind}>
      <p className="float-right pl-2 text-12 text-ink-2">{clockText(atMs)}</p>
      <Words text={text} claims={claims} shown={shown} onShow={choose} />
      {behind.length > 0 ? <Behind evidence={behind} /> : null}
    </li>
  );
}
