import type { ReactElement, ReactNode } from "react";
import { Shape, type StateShape, type StateTone } from "../ui/shape.tsx";

/** A part of the server on one card: its state as a sign with a word, and a few figures. */
export function Tile(props: {
  readonly title: string;
  readonly shape: StateShape;
  readonly tone: StateTone;
  readonly word: string;
  readonly testId: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section
      className="flex min-w-0 flex-col gap-2 rounded-6 border border-hair bg-raised-1 p-4"
      data-testid={props.testId}
    >
      <h2 className="text-12 text-ink-2">{props.title}</h2>
      <p className="flex items-center gap-2 text-16 font-medium">
        <Shape shape={props.shape} tone={props.tone} />
        {props.word}
      </p>
      {props.children}
    </section>
  );
}

/** Figures under each other, names on the left. */
export function Figures(props: {
  readonly rows: readonly (readonly [name: string, value: ReactNode])[];
}): ReactElement {
  return (
    <dl className="text-13">
      {props.rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 py-0.5">
          <dt className="shrink-0 text-ink-2">{name}</dt>
          <dd className="min-w-0 truncate text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A part of the page below the tiles. */
export function Section(props: {
  readonly title: string;
  readonly hint?: string;
  readonly aside?: ReactNode;
  readonly testId: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className="flex flex-col gap-2" data-testid={props.testId}>
      <div className="flex min-h-7 items-end justify-between gap-4">
        <h2 className="text-14 font-medium">{props.title}</h2>
        {props.aside}
      </div>
      {props.hint === undefined ? null : <p className="max-w-prose text-13 text-ink-2">{props.hint}</p>}
      {props.children}
    </section>
  );
}

/** Rows under a head. An empty table says what would be in it. */
export function Table(props: {
  readonly head: readonly string[];
  readonly empty: string;
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}): ReactElement {
  if (props.rows.length === 0)
    return <p className="rounded-6 border border-hair px-4 py-3 text-13 text-ink-2">{props.empty}</p>;
  return (
    <div className="overflow-x-auto rounded-6 border border-hair">
      <table className="w-full text-left text-13">
        <thead className="text-12 text-ink-2">
          <tr className="border-b border-hair">
            {props.head.map((name) => (
              <th key={name} scope="col" className="h-8 px-4 font-normal whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ key, cells }) => (
            <tr key={key} className="border-b border-hair last:border-b-0">
              {cells.map((cell, index) => (
                <td key={props.head[index]} className="h-9 px-4 align-middle">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
