import type { ReactElement } from "react";

const WIDTH = 52;
const HEIGHT = 20;
const POINTS_MAX = 52;

/** Every n-th value so that few enough remain; the last one always. */
function thin(values: readonly number[]): readonly number[] {
  const step = Math.ceil(values.length / POINTS_MAX);
  return step <= 1 ? values : values.filter((_, index) => (values.length - 1 - index) % step === 0);
}

/** The day's line, above and below the previous close by colour; nothing until there are two points. */
export function Sparkline(props: {
  readonly values: readonly number[];
  readonly base: number | null;
}): ReactElement {
  const values = thin(props.values);
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const y = (value: number) => HEIGHT - 2 - ((value - low) / (span === 0 ? 1 : span)) * (HEIGHT - 4);
  const points = values.map((value, index) => {
    const x = 1 + (index / Math.max(1, values.length - 1)) * (WIDTH - 2);
    return `${x.toFixed(1)},${y(value).toFixed(1)}`;
  });
  const last = values.at(-1) ?? 0;
  const rising = last >= (props.base ?? values[0] ?? 0);
  return (
    <svg width={WIDTH} height={HEIGHT} className="ages" aria-hidden="true">
      {values.length < 2 ? null : (
        <polyline
          points={points.join(" ")}
          fill="none"
          stroke={rising ? "var(--up)" : "var(--down)"}
          strokeWidth="1.250"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
