import type { Bar, TestedTrade } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { useWorkspace } from "../workspace/context.tsx";
import { rText } from "./words.ts";

const WIDTH = 960;
const HEIGHT = 260;
const PAD = 12;
/** Text that candles pass behind stays readable. */
const TEXT = "text-12 [paint-order:stroke] stroke-bg stroke-[3px]";
const AROUND_MS = 30 * 60_000;

function useBars(trade: TestedTrade): {
  readonly bars: readonly Bar[] | null;
  readonly failure: string | null;
} {
  const { backtests } = useWorkspace();
  const [bars, setBars] = useState<readonly Bar[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    backtests.bars(trade.symbol, trade.entryMs - AROUND_MS, trade.exitMs + AROUND_MS).then(
      (answer) => setBars(answer.bars),
      (error: unknown) =>
        setFailure(error instanceof ApiError ? error.message : "The bars could not be loaded."),
    );
  }, [backtests, trade]);
  return { bars, failure };
}

function Candles(props: { readonly bars: readonly Bar[]; readonly trade: TestedTrade }): ReactElement {
  const { bars, trade } = props;
  const prices = [trade.entryPrice, trade.exitPrice, trade.stop, ...trade.targets];
  const low = Math.min(...prices, ...bars.map(({ ohlcv }) => ohlcv.l));
  const high = Math.max(...prices, ...bars.map(({ ohlcv }) => ohlcv.h));
  const step = (WIDTH - 2 * PAD) / Math.max(1, bars.length);
  const y = (price: number): number =>
    PAD + ((high - price) / Math.max(1e-9, high - low)) * (HEIGHT - 2 * PAD);
  const x = (ms: number): number => {
    const index = bars.findIndex((bar) => bar.bar_end > ms);
    return PAD + ((index < 0 ? bars.length - 1 : index) + 0.5) * step;
  };
  const level = (name: string, price: number, look: string): ReactElement => (
    <g key={`${name}${price}`}>
      <line x1={PAD} x2={WIDTH - PAD} y1={y(price)} y2={y(price)} className={look} strokeDasharray="3 4" />
      <text x={PAD} y={y(price) - 5} className={`fill-ink-2 ${TEXT}`}>
        {name} {price.toFixed(2)}
      </text>
    </g>
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" role="img" aria-label="The trade on its bars">
      {level("stop", trade.stop, "stroke-down")}
      {trade.targets.map((target) => level("target", target, "stroke-up"))}
      {bars.map(({ bar_start, ohlcv: { o, h, l, c } }, index) => {
        const middle = PAD + (index + 0.5) * step;
        const look = c >= o ? "stroke-up" : "stroke-down";
        return (
          <g key={bar_start} className={look}>
            <line x1={middle} x2={middle} y1={y(h)} y2={y(l)} />
            <line x1={middle} x2={middle} y1={y(o)} y2={y(c)} strokeWidth={Math.max(1.5, step * 0.6)} />
          </g>
        );
      })}
      <g data-testid="trade-marks" className="fill-focus">
        <circle cx={x(trade.entryMs)} cy={y(trade.entryPrice)} r="5" />
        <text x={x(trade.entryMs) + 8} y={y(trade.entryPrice) + 4} className={`fill-ink-1 ${TEXT}`}>
          in {trade.entryPrice.toFixed(2)}
        </text>
        <rect x={x(trade.exitMs) - 4} y={y(trade.exitPrice) - 4} width="8" height="8" />
        <text x={x(trade.exitMs) + 8} y={y(trade.exitPrice) + 4} className={`fill-ink-1 ${TEXT}`}>
          out {trade.exitPrice.toFixed(2)}
        </text>
      </g>
    </svg>
  );
}

/** A trade on the minute bars around it: entry, exit, stop and targets. */
export function TradeChart({ trade }: { readonly trade: TestedTrade }): ReactElement {
  const { bars, failure } = useBars(trade);
  return (
    <section className="flex flex-col gap-1 rounded-6 border border-hair p-3" data-testid="trade-chart">
      <h3>
        {trade.symbol} · {trade.name} · {trade.direction} · {rText(trade.resultR)}
      </h3>
      <div className="aspect-[960/260]">
        {failure === null ? null : <p className="text-bad">{failure}</p>}
        {bars === null ? (
          failure === null ? (
            <p className="waits text-ink-2">Loading</p>
          ) : null
        ) : (
          <Candles bars={bars} trade={trade} />
        )}
      </div>
    </section>
  );
}
