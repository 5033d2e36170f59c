import type { SweepPoint, SweepReport } from "@spotlight/contracts";
import { Fragment, type ReactElement } from "react";
import { figureText, rText } from "./words.ts";

/** How strongly a cell is coloured, by its sum of R against the greatest of all. */
function shade(totalR: number, most: number): string {
  const strength = Math.round((60 * Math.abs(totalR)) / Math.max(1e-9, most));
  return `color-mix(in srgb, var(${totalR < 0 ? "--down" : "--up"}) ${strength}%, transparent)`;
}

function distinct(points: readonly SweepPoint[], name: string): number[] {
  return [...new Set(points.map(({ values }) => values[name] ?? 0))].sort((a, b) => a - b);
}

/** Points by their first two axes: the sum of R, shaded; where there are more axes, the best of the rest. */
export function HeatTable({ points }: { readonly points: readonly SweepPoint[] }): ReactElement {
  const [rows = "", columns = ""] = Object.keys(points[0]?.values ?? {});
  const most = Math.max(0, ...points.map(({ totalR }) => Math.abs(totalR)));
  const across = columns === "" ? [0] : distinct(points, columns);
  const best = (row: number, column: number): SweepPoint | undefined =>
    points
      .filter(({ values }) => values[rows] === row && (columns === "" || values[columns] === column))
      .toSorted((a, b) => b.totalR - a.totalR)[0];
  return (
    <table className="self-start" data-testid="heat">
      <thead className="text-12 text-ink-2">
        <tr>
          <th className="py-1 pr-6 text-left font-normal">
            {columns === "" ? rows : `${rows} \\ ${columns}`}
          </th>
          {across.map((column) => (
            <th key={column} className="px-4 text-right font-normal">
              {columns === "" ? "total" : column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {distinct(points, rows).map((row) => (
          <tr key={row}>
            <th className="pr-6 text-left font-normal text-ink-2">{row}</th>
            {across.map((column) => {
              const point = best(row, column);
              return (
                <Fragment key={column}>
                  {point === undefined ? (
                    <td className="px-4 py-1 text-right text-ink-2">–</td>
                  ) : (
                    <td
                      className="px-4 py-1 text-right"
                      style={{ background: shade(point.totalR, most) }}
                      title={`${point.trades} trades, ${figureText(point.expectancyR, rText)}`}
                    >
                      {rText(point.totalR)}
                    </td>
                  )}
                </Fragment>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a sweep came to, and what choosing on the past would have earned. */
export function SweepResult({ report }: { readonly report: SweepReport }): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">
        {report.points.length} combinations on {report.days.length} days. The best of many is partly luck: try
        it on other days before you trust it.
      </p>
      <HeatTable points={report.points} />
      {report.walkForward === null ? null : (
        <p>
          Chosen on the days before: {figureText(report.walkForward.trainR, rText)} a day. On the days after:{" "}
          {figureText(report.walkForward.testR, rText)}.
        </p>
      )}
    </div>
  );
}
