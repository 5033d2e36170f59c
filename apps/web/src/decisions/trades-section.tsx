import type { FillBody, TradeRecord } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { priceText, signedText } from "../chart/numbers.ts";
import { clockText } from "../chart/time.ts";
import { ApiError } from "../stream/index.ts";
import { Button } from "../ui/button.tsx";
import { Labelled } from "../ui/labelled.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useDesk } from "../workspace/stores.ts";
import { limitOf } from "./limit-fields.ts";
import { useDecisions } from "./use-decisions.ts";

function Row({ trade }: { readonly trade: TradeRecord }): ReactElement {
  const result = trade.closedMs === null ? "open" : `${signedText(trade.netDollars, 2)} $`;
  return (
    <tr className="border-t border-hair">
      <td className="py-1">{clockText(trade.openedMs)}</td>
      <td>{trade.symbol}</td>
      <td>{trade.direction}</td>
      <td className="text-right">{trade.quantity}</td>
      <td className="text-right">{priceText(trade.entryPrice)}</td>
      <td className="text-right">{trade.exitPrice === null ? "–" : priceText(trade.exitPrice)}</td>
      <td className="text-right">{result}</td>
      <td className="text-right">{trade.resultR === null ? "–" : `${signedText(trade.resultR, 1)} R`}</td>
    </tr>
  );
}

const INPUT = "h-8 w-full rounded-6 border border-hair bg-bg px-2 text-13 text-ink-1";

/** What the form holds as text; null while something is missing or no number. */
function fillOf(form: FormData): FillBody | null {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const quantity = limitOf(text("quantity"));
  const price = limitOf(text("price"));
  const stop = limitOf(text("stop"));
  if (typeof quantity !== "number" || typeof price !== "number" || stop === undefined) return null;
  return {
    symbol: text("symbol").trim().toUpperCase(),
    side: text("side") === "sell" ? "sell" : "buy",
    quantity,
    price,
    stop,
    calloutId: null,
    commission: 0,
  };
}

function FillForm(): ReactElement {
  const { decisions } = useWorkspace();
  const symbol = useDesk((desk) => desk.symbol);
  const [said, setSaid] = useState<string | null>(null);
  const add = async (form: HTMLFormElement): Promise<void> => {
    const fill = fillOf(new FormData(form));
    if (fill === null) {
      setSaid("A fill needs a number of shares and a price.");
      return;
    }
    try {
      decisions.takeTrades(await decisions.api.addFill(fill));
      form.reset();
      setSaid("Noted.");
    } catch (error) {
      setSaid(error instanceof ApiError ? error.message : "The fill could not be noted.");
    }
  };
  return (
    <form
      className="grid grid-cols-[repeat(5,minmax(0,1fr))_auto] items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void add(event.currentTarget);
      }}
    >
      <Labelled name="Symbol">
        <input name="symbol" className={INPUT} defaultValue={symbol ?? ""} autoComplete="off" required />
      </Labelled>
      <Labelled name="Side">
        <select name="side" className={INPUT}>
          <option value="buy">Buy</option>
          <option value="sell">Sell</option>
        </select>
      </Labelled>
      <Labelled name="Shares">
        <input name="quantity" className={INPUT} autoComplete="off" inputMode="decimal" />
      </Labelled>
      <Labelled name="Price">
        <input name="price" className={INPUT} autoComplete="off" inputMode="decimal" />
      </Labelled>
      <Labelled name="Planned stop">
        <input name="stop" className={INPUT} autoComplete="off" inputMode="decimal" />
      </Labelled>
      <Button type="submit" className="h-8!">
        Note fill
      </Button>
      <p role="status" className="col-span-full text-ink-2 empty:hidden" data-testid="fill-said">
        {said}
      </p>
    </form>
  );
}

/** Today's trades, and a form to note a fill by hand. */
export function TradesSection(): ReactElement {
  const trades = useDecisions(({ facts }) => facts.trades);
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-14 font-medium">Trades today</h2>
      <FillForm />
      {trades?.trades.length === 0 ? (
        <p className="text-ink-2">None yet. Note a fill when you have one: the limits count it at once.</p>
      ) : (
        <table className="w-full text-13">
          <thead className="text-left text-12 text-ink-2">
            <tr>
              <th className="font-normal">Opened</th>
              <th className="font-normal">Symbol</th>
              <th className="font-normal">Way</th>
              <th className="text-right font-normal">Shares</th>
              <th className="text-right font-normal">Entry</th>
              <th className="text-right font-normal">Exit</th>
              <th className="text-right font-normal">Net</th>
              <th className="text-right font-normal">Result</th>
            </tr>
          </thead>
          <tbody data-testid="trades">
            {(trades?.trades ?? []).map((trade) => (
              <Row key={trade.id} trade={trade} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
