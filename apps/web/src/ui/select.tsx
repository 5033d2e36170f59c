import type { ReactElement } from "react";
import { Labelled } from "./labelled.tsx";

/** How a field for words or a choice looks on a page of settings. */
export const FIELD = "h-8 rounded-6 border border-hair bg-raised-1 px-2 text-13 text-ink-1";

/** A choice among a few named values. */
export function Select<Value extends string>(props: {
  readonly name: string;
  readonly value: Value;
  /** What each value is called. */
  readonly options: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}): ReactElement {
  const options = Object.entries<string>(props.options);
  return (
    <Labelled name={props.name}>
      <select
        className={FIELD}
        value={props.value}
        onChange={(event) => {
          const chosen = options.find(([value]) => value === event.target.value);
          if (chosen !== undefined) props.onChange(chosen[0] as Value);
        }}
      >
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
