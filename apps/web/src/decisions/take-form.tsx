import type { Callout, RiskState, TakeBody } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { priceDigits } from "../chart/numbers.ts";
import { Button } from "../ui/button.tsx";
import { Labelled } from "../ui/labelled.tsx";
import { Keys } from "../ui/tooltip.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { answerCallout, takeCallout } from "./answer-callout.ts";
import { endAnswering } from "./answering.ts";
import { limitOf } from "./limit-fields.ts";
import { useDecisions } from "./use-decisions.ts";

/** The shares that the limits in force allow for a callout; null where they do not say what a trade may risk. */
function sharesFor({ signal, verdict }: Callout, risk: RiskState | null): number | null {
  const { entry, stop } = signal;
  const told = verdict.shares > 0 ? verdict.shares : null;
  if (risk === null || risk.nextRiskDollars === null) return told;
  const { maxShares, maxNotionalDollars } = risk.profile;
  const shares = Math.min(
    Math.floor(risk.nextRiskDollars / Math.abs(entry - stop) + 1e-9),
    maxShares ?? Infinity,
    Math.floor((maxNotionalDollars ?? Infinity) / entry),
  );
  return shares > 0 ? shares : told;
}

/** The fill that two texts state; null where one is no number above zero. */
function takenOf(quantityText: string, priceText: string): TakeBody | null {
  const quantity = limitOf(quantityText) ?? 0;
  const price = limitOf(priceText) ?? 0;
  return quantity > 0 && price > 0 ? { quantity, price } : null;
}

/** What was typed so far, and what can be done with it. */
function useTaking(callout: Callout) {
  const { decisions } = useWorkspace();
  const risk = useDecisions(({ facts }) => facts.risk);
  const { entry } = callout.signal;
  const [quantity, setQuantity] = useState(() => String(sharesFor(callout, risk) ?? ""));
  const [price, setPrice] = useState(() => entry.toFixed(priceDigits(entry)));
  const [sending, setSending] = useState(false);
  const body = takenOf(quantity, price);
  const take = async (): Promise<void> => {
    if (body === null || sending) return;
    setSending(true);
    const stored = await takeCallout(decisions, callout, body);
    setSending(false);
    if (stored) endAnswering();
  };
  const acceptOnly = (): void => {
    if (sending) return;
    endAnswering();
    void answerCallout(decisions, callout, "accept");
  };
  return { quantity, setQuantity, price, setPrice, ready: body !== null && !sending, take, acceptOnly };
}

function NumberField(props: {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly first?: boolean;
  readonly onChange: (text: string) => void;
}): ReactElement {
  return (
    <Labelled name={props.label}>
      <input
        // The trader asked for this form by a key and goes on typing.
        autoFocus={props.first === true}
        name={props.name}
        inputMode="decimal"
        autoComplete="off"
        value={props.text}
        onFocus={(event) => event.target.select()}
        onChange={(event) => props.onChange(event.target.value)}
        className="h-7 w-full min-w-0 rounded-6 border border-hair bg-bg px-2 text-right text-13 text-ink-1"
      />
    </Labelled>
  );
}

/** Asks what a proposal was taken with. Enter stores the acceptance and the fill together, Escape the acceptance alone. */
export function TakeForm({ callout }: { readonly callout: Callout }): ReactElement {
  const { quantity, setQuantity, price, setPrice, ready, take, acceptOnly } = useTaking(callout);
  return (
    <form
      className="grid grid-cols-2 gap-1.5 pt-2"
      aria-label="Accept the proposal"
      data-testid="take-form"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        acceptOnly();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      <NumberField name="taken-quantity" label="Shares" text={quantity} onChange={setQuantity} first />
      <NumberField name="taken-price" label="Price" text={price} onChange={setPrice} />
      <Button kind="main" type="submit" disabled={!ready} aria-keyshortcuts="Enter">
        I took it
        <Keys labels={["Enter"]} hidden />
      </Button>
      <Button onClick={acceptOnly} aria-keyshortcuts="Escape">
        Accept only
        <Keys labels={["Esc"]} hidden />
      </Button>
    </form>
  );
}
