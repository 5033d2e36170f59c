import type { BacktestReport, BacktestResult, TestedPart, TestedTrade } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { Bars, EquityCurve } from "./curve.tsx";
import { TradeChart } from "./trade-chart.tsx";
import { TradeTable } from "./trade-table.tsx";
import { figureText, percentText, rText } from "./words.ts";

function Parts({ parts }: { readonly parts: readonly TestedPart[] }): ReactElement {
  return (
    <table className="w-full" data-testid="backtest-parts">
      <thead className="text-left text-12 text-ink-2">
        <tr>
          <th className="font-normal">Of</th>
          <th className="text-right font-normal">Signals</th>
          <th className="text-right font-normal">Retracted</th>
          <th className="text-right font-normal">Trades</th>
          <th className="text-right font-normal">Total</th>
          <th className="pl-4 font-normal">Won</th>
          <th className="pl-4 font-normal">A trade</th>
          <th className="text-right font-normal">Deepest fall</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ strategy, symbol, signals, retracted, result: { statistics } }) => (
          <tr key={`${strategy}/${symbol}`} className="border-t border-hair">
            <td className="py-1">{strategy ?? symbol ?? "Everything"}</td>
            <td className="text-right">{signals}</td>
            <td className="text-right">{retracted}</td>
            <td className="text-right">{statistics.count}</td>
            <td className="text-right">{rText(statistics.totalR)}</td>
            <td className="pl-4">{figureText(statistics.winRate, percentText)}</td>
            <td className="pl-4">{figureText(statistics.expectancyR, rText)}</td>
            <td className="text-right">{rText(-statistics.drawdownR.deepest)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function plain(value: number): string {
  return String(value).replace("-", "−");
}

function binText({ from, to }: BacktestResult["distribution"][number]): string {
  if (from === null) return `below ${plain(to ?? 0)} R`;
  return to === null ? `${plain(from)} R and more` : `${plain(from)} to ${plain(to)} R`;
}

function groupRow(label: string, { totalR, count }: BacktestResult["byHour"][number]) {
  return { label, value: totalR, text: `${rText(totalR)} of ${count} ${count === 1 ? "trade" : "trades"}` };
}

function Groups({ result }: { readonly result: BacktestResult }): ReactElement {
  return (
    <div className="grid grid-cols-1 gap-6">
      <section>
        <h3 className="pb-1 text-12 text-ink-2">Results</h3>
        <Bars
          rows={result.distribution
            .filter(({ count }) => count > 0)
            .map((bin) => ({
              label: binText(bin),
              value: (bin.to ?? 1) <= 0 ? -bin.count : bin.count,
              text: String(bin.count),
            }))}
        />
      </section>
      <section>
        <h3 className="pb-1 text-12 text-ink-2">By hour of the entry, New York</h3>
        <Bars rows={result.byHour.map((each) => groupRow(`${each.label}:00`, each))} />
      </section>
      <section>
        <h3 className="pb-1 text-12 text-ink-2">By what the market was like</h3>
        <Bars rows={result.byRegime.map((each) => groupRow(each.label, each))} />
      </section>
    </div>
  );
}

/** What a run came to, with its trades; one that is chosen is drawn on its bars. */
export function RunReport({ report }: { readonly report: BacktestReport }): ReactElement {
  const [chosen, setChosen] = useState<TestedTrade | null>(null);
  const whole = report.parts[0]?.result;
  if (whole === undefined || whole.statistics.count === 0)
    return (
      <p className="text-ink-2">Nothing was traded on those {report.days.length} days. Choose more days.</p>
    );
  return (
    <div className="flex flex-col gap-6" data-testid="backtest-report">
      <Parts parts={report.parts} />
      <section>
        <h3 className="pb-1 text-12 text-ink-2">
          Equity, R, trade by trade; red is what it stands below its best
        </h3>
        <EquityCurve values={report.trades.map(({ equityR }) => equityR)} />
      </section>
      <Groups result={whole} />
      {chosen === null ? null : <TradeChart key={chosen.signal} trade={chosen} />}
      <TradeTable
        trades={report.trades}
        leftOut={report.tradesLeftOut}
        chosen={chosen}
        onChoose={setChosen}
      />
    </div>
  );
}
