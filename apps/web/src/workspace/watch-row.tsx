import type { SymbolAttention, WatchedSymbol } from "@spotlight/contracts";
import { sessionSpan, tradingDayAt } from "@spotlight/market";
import { X } from "lucide-react";
import type { ReactElement } from "react";
import { percentText, priceText, volumeText } from "../chart/numbers.ts";
import type { BarSeries, SeriesKey } from "../stream/index.ts";
import { useSeries } from "./context.tsx";
import { Sparkline } from "./sparkline.tsx";

/** The newest trading day of a copy in numbers. */
interface DayFacts {
  readonly closes: readonly number[];
  /** Null when the copy does not reach back to the session's start, so the sum would be wrong. */
  readonly volume: number | null;
  readonly previousClose: number | null;
}

function dayFacts(series: BarSeries | undefined): DayFacts {
  const newest = series?.forming ?? series?.bars.at(-1);
  if (series === undefined || newest === undefined) return { closes: [], volume: null, previousClose: null };
  const day = tradingDayAt(newest.bar_start);
  const startMs = day === null ? newest.bar_start : sessionSpan(day, series.key.session).startMs;
  let first = series.bars.length;
  while (first > 0 && (series.bars[first - 1]?.bar_start ?? 0) >= startMs) first -= 1;
  const today = series.bars.slice(first);
  if (series.forming !== null) today.push(series.forming);
  const whole = first > 0 || series.startReached || series.bars[0]?.bar_start === startMs;
  return {
    closes: today.map((bar) => bar.ohlcv.c),
    volume: whole ? today.reduce((sum, bar) => sum + bar.ohlcv.v, 0) : null,
    previousClose: series.bars[first - 1]?.ohlcv.c ?? null,
  };
}

/** What a row says of a symbol's own trouble; null while there is none. */
function troubleOf(watched: WatchedSymbol | undefined, refusal: string | undefined): string | null {
  if (refusal !== undefined) return refusal;
  if (watched?.state === "warming") return "Warming up";
  return watched?.state === "halted" ? "Halted" : null;
}

function tone(change: number | null): string {
  if (change === null || change === 0) return "text-ink-2";
  return change > 0 ? "text-up" : "text-down";
}

/** From this score on a symbol asks to be looked at. */
const ASKS_FROM = 10;

/** How much a symbol asks to be looked at, as a line along its row; nothing while it asks for little. */
function Attention({ of }: { readonly of: SymbolAttention | undefined }): ReactElement | null {
  if (of === undefined || of.score < ASKS_FROM) return null;
  return (
    <span
      role="img"
      aria-label={`Attention ${of.score} of 100: ${of.reasons.map(({ text }) => text).join(", ")}`}
      data-testid="attention"
      className="pointer-events-none absolute bottom-0 left-0 h-0.5 rounded-r-full bg-focus opacity-70"
      style={{ width: `${of.score}%` }}
    />
  );
}

/** What a row's tooltip says of a symbol's attention. */
function whyAttention(of: SymbolAttention | undefined): string | undefined {
  if (of === undefined || of.score < ASKS_FROM) return undefined;
  const why = of.reasons.map(({ text, points }) => `${text} (${Math.round(points)})`);
  return [`Attention ${of.score} of 100`, ...why].join("\n");
}

/** One symbol of the watch list: last price, change on the day, volume of the day, the day's line. */
export function WatchRow(props: {
  readonly symbolKey: SeriesKey;
  readonly watched: WatchedSymbol | undefined;
  readonly refusal: string | undefined;
  /** How much the symbol asks to be looked at; undefined while that is not known. */
  readonly attention: SymbolAttention | undefined;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { symbolKey, watched } = props;
  const { series } = useSeries(symbolKey);
  const { closes, volume, previousClose } = dayFacts(series);
  const last = series?.lastPrice ?? watched?.lastPrice ?? null;
  const before = watched?.previousClose ?? previousClose;
  const change = last === null || before === null || before === 0 ? null : last / before - 1;
  const trouble = troubleOf(watched, props.refusal);
  const look = props.selected ? "bg-raised-2" : "hover:bg-raised-1";
  return (
    <li className={`group relative ${look}`} data-symbol={symbolKey.symbol}>
      {props.selected ? (
        <span className="absolute inset-y-0 left-0 w-0.5 bg-focus" aria-hidden="true" />
      ) : null}
      <button
        type="button"
        aria-current={props.selected}
        title={whyAttention(props.attention)}
        onClick={props.onSelect}
        className="grid h-13 w-full grid-cols-[1fr_52px_76px] items-center gap-2 px-3 text-left"
      >
        <span className="min-w-0">
          <span className="block truncate text-13 font-semibold">{symbolKey.symbol}</span>
          <span className="block truncate text-12 text-ink-2">
            {trouble ?? (volume === null ? (watched?.name ?? "") : volumeText(volume))}
          </span>
        </span>
        <Sparkline values={closes} base={before} />
        <span className="ages text-right">
          <span className="block text-13" data-testid="row-price">
            {last === null ? "–" : priceText(last)}
          </span>
          <span className={`block text-12 ${tone(change)}`}>
            {change === null ? "–" : percentText(change)}
          </span>
        </span>
      </button>
      <Attention of={props.attention} />
      <button
        type="button"
        aria-label={`Remove ${symbolKey.symbol} from the watch list`}
        onClick={props.onRemove}
        className="absolute top-1 right-1 hidden size-5 items-center justify-center rounded-[4px] bg-raised-2 text-ink-2 group-focus-within:flex group-hover:flex hover:text-ink-1"
      >
        <X size={12} />
      </button>
    </li>
  );
}
