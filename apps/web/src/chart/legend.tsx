import type { ReactElement } from "react";
import type { Reading } from "./chart-view.ts";
import { percentText, priceDigits, priceText, signedText, volumeText } from "./numbers.ts";
import { barTimeText } from "./time.ts";

const LINE_COLORS = {
  vwap: "var(--line-vwap)",
  ema9: "var(--line-ema9)",
  ema20: "var(--line-ema20)",
  ema50: "var(--line-ema50)",
} as const;

function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly tone: string;
}): ReactElement {
  return (
    <span className="whitespace-nowrap">
      <span className="text-ink-2">{props.name}</span> <span className={props.tone}>{props.value}</span>
    </span>
  );
}

const STATE_WORDS = { forming: "forming", closed: "from trades", official: "official" } as const;

/** The figures of the bar under the crosshair, or of the newest one. */
export function Legend({ reading }: { readonly reading: Reading | null }): ReactElement | null {
  if (reading === null) return null;
  const { bar, previousClose, overlays } = reading;
  const { o, h, l, c, v } = bar.ohlcv;
  const digits = priceDigits(c);
  const price = (value: number) => priceText(value, digits);
  const base = previousClose ?? o;
  const tone = c >= o ? "text-up" : "text-down";
  const moved = c >= base ? "text-up" : "text-down";
  return (
    <div
      className="ages pointer-events-none absolute top-2 left-3 z-10 flex max-w-[calc(100%-96px)] flex-col gap-0.5 text-12"
      data-testid="legend"
      data-seq={bar.seq}
      data-state={bar.state}
    >
      <div className="flex flex-wrap gap-x-3">
        <span className="whitespace-nowrap text-ink-1">{barTimeText(bar.bar_start, bar.timeframe)}</span>
        <Figure name="O" value={price(o)} tone={tone} />
        <Figure name="H" value={price(h)} tone={tone} />
        <Figure name="L" value={price(l)} tone={tone} />
        <Figure name="C" value={price(c)} tone={tone} />
        <span className={`whitespace-nowrap ${moved}`}>
          {signedText(c - base, digits)} ({percentText(base === 0 ? 0 : c / base - 1)})
        </span>
        <Figure name="Vol" value={volumeText(v)} tone="text-ink-1" />
        <span className="whitespace-nowrap text-ink-2">
          {STATE_WORDS[bar.state]}
          {bar.rev > 0 ? ` · revision ${bar.rev}` : ""}
        </span>
      </div>
      <div className="flex flex-wrap gap-x-3">
        {overlays.map(({ id, name, value }) => (
          <span key={id} className="whitespace-nowrap" style={{ color: LINE_COLORS[id] }}>
            {name} {price(value)}
          </span>
        ))}
      </div>
    </div>
  );
}
