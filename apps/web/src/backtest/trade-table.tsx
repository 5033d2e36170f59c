import type { TestedTrade } from "@spotlight/contracts";
import { minuteOfDay, newYorkDate } from "@spotlight/market";
import { type ReactElement, useState } from "react";
import { Button } from "../ui/button.tsx";
import { rText } from "./words.ts";

const SHOWN = 100;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function whenText(ms: number): string {
  const minute = minuteOfDay(ms);
  return `${newYorkDate(ms)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The trades of a run; a row is a button by its time. */
export function TradeTable(props: {
  readonly trades: readonly TestedTrade[];
  readonly leftOut: number;
  readonly chosen: TestedTrade | null;
  readonly onChoose: (trade: TestedTrade) => void;
}): ReactElement {
  const [shown, setShown] = useState(SHOWN);
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-12 text-ink-2">Trades; choose one to see it on its bars</h3>
      <table className="w-full" data-testid="backtest-trades">
        <thead className="text-left text-12 text-ink-2">
          <tr>
            <th className="font-normal">Entry, New York</th>
            <th className="font-normal">Symbol</th>
            <th className="font-normal">Strategy</th>
            <th className="font-normal">Way</th>
            <th className="text-right font-normal">Entry</th>
            <th className="text-right font-normal">Exit</th>
            <th className="pl-4 font-normal">Ended by</th>
            <th className="text-right font-normal">Result</th>
          </tr>
        </thead>
        <tbody>
          {props.trades.slice(0, shown).map((trade) => (
            <tr key={trade.signal} className="border-t border-hair">
              <td>
                <button
                  type="button"
                  aria-pressed={props.chosen === trade}
                  onClick={() => props.onChoose(trade)}
                  className="rounded-6 px-1 hover:bg-raised-2 aria-pressed:bg-raised-2"
                >
                  {whenText(trade.entryMs)}
                </button>
              </td>
              <td>{trade.symbol}</td>
              <td className="truncate">{trade.name}</td>
              <td>{trade.direction}</td>
              <td className="text-right">{trade.entryPrice.toFixed(2)}</td>
              <td className="text-right">{trade.exitPrice.toFixed(2)}</td>
              <td className="pl-4">{trade.how}</td>
              <td className={`text-right ${trade.resultR < 0 ? "text-down" : "text-up"}`}>
                {rText(trade.resultR)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {props.trades.length > shown ? (
        <Button onClick={() => setShown(shown + SHOWN)}>
          Show more of {(props.trades.length + props.leftOut).toLocaleString("en-US")}
        </Button>
      ) : null}
    </section>
  );
}
