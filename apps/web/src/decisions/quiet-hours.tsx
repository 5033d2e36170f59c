import type { QuietHours } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { Labelled } from "../ui/labelled.tsx";
import { FIELD } from "../ui/select.tsx";

function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function minuteOf(time: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** From when to when, on New York's clock, the coach says nothing unasked but risk. */
export function QuietHoursFields(props: {
  readonly value: QuietHours | null;
  readonly onChange: (value: QuietHours | null) => void;
}): ReactElement {
  const { value, onChange } = props;
  const field = (end: "from" | "to", name: string): ReactElement => (
    <Labelled name={name}>
      <input
        type="time"
        className={FIELD}
        value={value === null ? "" : timeOf(value[end])}
        onChange={(event) => {
          const minute = minuteOf(event.target.value);
          onChange(minute === null ? null : { ...(value ?? { from: minute, to: minute }), [end]: minute });
        }}
      />
    </Labelled>
  );
  return (
    <div className="grid grid-cols-2 gap-2">
      {field("from", "Quiet from, New York")}
      {field("to", "until")}
    </div>
  );
}
