import type { ReactElement } from "react";
import { rText } from "./words.ts";

const WIDTH = 720;
const HEIGHT = 160;
const PAD = 6;

/** A line through numbers, with the line of nothing gained or lost and what it falls below its best filled. */
export function EquityCurve({ values }: { readonly values: readonly number[] }): ReactElement {
  const all = [0, ...values];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const x = (index: number): number => PAD + (index / Math.max(1, all.length - 1)) * (WIDTH - 2 * PAD);
  const y = (value: number): number =>
    PAD + ((high - value) / Math.max(1e-9, high - low)) * (HEIGHT - 2 * PAD);
  const points = all.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  let best = 0;
  const tops = all.map((value, index) => {
    best = Math.max(best, value);
    return `${x(index).toFixed(1)},${y(best).toFixed(1)}`;
  });
  const label = `Equity from 0 to ${(all.at(-1) ?? 0).toFixed(2)} R; best ${high.toFixed(2)}, worst ${low.toFixed(2)}`;
  return (
    <figure>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full"
        data-testid="equity"
      >
        <polygon points={[...tops, ...points.toReversed()].join(" ")} className="fill-bad opacity-15" />
        <line x1={PAD} x2={WIDTH - PAD} y1={y(0)} y2={y(0)} className="stroke-ink-3" strokeDasharray="2 4" />
        <polyline points={points.join(" ")} className="fill-none stroke-ink-1" strokeWidth="1.500" />
      </svg>
      <figcaption className="flex justify-between text-12 text-ink-2">
        <span>
          Best {rText(high)}, worst {rText(low)}
        </span>
        <span>End {rText(all.at(-1) ?? 0)}</span>
      </figcaption>
    </figure>
  );
}

/** A bar for each number, with its words; empty ones keep their place. */
export function Bars(props: {
  readonly rows: readonly { readonly label: string; readonly value: number; readonly text: string }[];
}): ReactElement {
  const most = Math.max(1e-9, ...props.rows.map(({ value }) => Math.abs(value)));
  return (
    <ul className="flex flex-col gap-0.5">
      {props.rows.map(({ label, value, text }) => (
        <li key={label} className="grid grid-cols-[10rem_1fr_16rem] items-center gap-2">
          <span className="truncate text-ink-2">{label}</span>
          <span className="h-3">
            <span
              className={`block h-3 rounded-6 ${value < 0 ? "bg-down" : "bg-up"}`}
              style={{ width: `${(100 * Math.abs(value)) / most}%` }}
            />
          </span>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
