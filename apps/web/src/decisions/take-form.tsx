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

const INPUT = "h-7 w-full min-w-0 rounded-6 border border-hair bg-bg px-2 text-right text-13 text-ink-1";

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

/** Asks what a proposal was taken with. Enter stores the acceptance and the fill together, Escape the acceptance alone. */
export function TakeForm({ callout }: { readonly callout: Callout }): ReactElement {
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
  return (
    <form
      className="flex flex-col gap-1.5 pt-2"
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
      <div className="grid grid-cols-2 gap-1.5">
        <Labelled name="Shares">
          <input
            // The trader asked for this form by a key and goes on typing.
            autoFocus
            name="taken-quantity"
            inputMode="decimal"
            autoComplete="off"
            value={quantity}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setQuantity(event.target.value)}
            className={INPUT}
          />
        </Labelled>
        <Labelled name="Price">
          <input
            name="taken-price"
            inputMode="decimal"
            autoComplete="off"
            value={price}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setPrice(event.target.value)}
            className={INPUT}
          />
        </Labelled>
      </div>
      <div className="grid grid-cols-2 gap-1.5">
        <Button kind="main" type="submit" disabled={body === null || sending} aria-keyshortcuts="Enter">
          I took it
          <Keys labels={["Enter"]} hidden />
        </Button>
        <Button onClick={acceptOnly} aria-keyshortcuts="Escape">
          Accept only
          <Keys labels={["Esc"]} hidden />
        </Button>
      </div>
    </form>
  );
}
