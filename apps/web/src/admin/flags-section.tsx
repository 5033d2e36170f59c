import { type AdminSnapshot, type FlagBody, type FlagState, flagBodySchema } from "@spotlight/contracts";
import { Switch } from "radix-ui";
import { type ReactElement, useState } from "react";
import { Button } from "../ui/button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import type { Ask } from "./levers.tsx";
import { Section } from "./tile.tsx";

function valueText(value: boolean | number): string {
  if (typeof value === "number") return String(value);
  return value ? "on" : "off";
}

/** A number that is changed with Enter or by leaving the field; what does not fit is said and not sent. */
function NumberValue(props: {
  readonly flag: FlagState;
  readonly onChange: (value: number) => void;
}): ReactElement {
  const { flag } = props;
  const [text, setText] = useState<string | null>(null);
  const parsed = flagBodySchema.safeParse({ name: flag.name, value: Number(text ?? flag.value) });
  const wrong = text !== null && !parsed.success;
  const settle = (): void => {
    if (text === null || wrong) return;
    setText(null);
    if (Number(text) !== flag.value) props.onChange(Number(text));
  };
  return (
    <span className="flex items-center gap-2">
      {wrong ? (
        <span className="text-12 text-bad" role="alert">
          {flag.min} to {flag.max}
        </span>
      ) : null}
      <input
        aria-label={flag.name}
        aria-invalid={wrong ? true : undefined}
        inputMode="numeric"
        value={text ?? String(flag.value)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          // Handled here to the end: the question that it opens would take the same press for its own button.
          if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
          if (event.key === "Enter") settle();
          if (event.key === "Escape") setText(null);
        }}
        onBlur={settle}
        className="h-7 w-16 rounded-6 border border-hair bg-bg px-2 text-right aria-invalid:border-bad"
      />
    </span>
  );
}

function SwitchValue(props: {
  readonly flag: FlagState;
  readonly onChange: (value: boolean) => void;
}): ReactElement {
  return (
    <Switch.Root
      aria-label={props.flag.name}
      checked={props.flag.value === true}
      onCheckedChange={props.onChange}
      className="relative h-5 w-9 shrink-0 rounded-full border border-hair bg-bg transition-colors duration-100 data-[state=checked]:bg-focus-soft"
    >
      <Switch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-[var(--text-2)] transition-transform duration-100 data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-[var(--focus)]" />
    </Switch.Root>
  );
}

function Notes({ flag }: { readonly flag: FlagState }): ReactElement {
  const notes = [
    flag.used ? null : "not used yet",
    flag.expired ? `past its day (${flag.expires})` : `decide by ${flag.expires}`,
    `owned by ${flag.owner}`,
    flag.changedMs === null ? null : `default ${valueText(flag.default)}`,
  ].filter((note) => note !== null);
  return (
    <span className={`block text-12 ${flag.expired ? "text-warn" : "text-ink-2"}`}>{notes.join(" · ")}</span>
  );
}

function Row(props: {
  readonly flag: FlagState;
  readonly onSet: (value: FlagBody["value"]) => void;
}): ReactElement {
  const { flag, onSet } = props;
  return (
    <li
      className="flex min-h-12 items-center gap-6 border-b border-hair px-4 py-2 last:border-b-0"
      data-flag={flag.name}
      data-value={String(flag.value)}
    >
      <span className="min-w-0 flex-1">
        <span className="block">
          <span className="font-mono text-12">{flag.name}</span>{" "}
          <span className="text-ink-2">{flag.description}</span>
        </span>
        <Notes flag={flag} />
      </span>
      {flag.changedMs === null ? null : (
        <Button onClick={() => onSet(null)} aria-label={`Reset ${flag.name}`}>
          Reset
        </Button>
      )}
      {flag.type === "number" ? (
        <NumberValue flag={flag} onChange={onSet} key={String(flag.value)} />
      ) : (
        <SwitchValue flag={flag} onChange={onSet} />
      )}
    </li>
  );
}

/** The flags, each with what it changes; a change is asked about and reaches every page at once. */
export function FlagsSection(props: { readonly snapshot: AdminSnapshot; readonly ask: Ask }): ReactElement {
  const { admin } = useWorkspace();
  const askFor = (flag: FlagState, value: FlagBody["value"]): void => {
    const body = flagBodySchema.parse({ name: flag.name, value });
    const next = valueText(value ?? flag.default);
    props.ask({
      title: value === null ? `Reset ${flag.name}` : `Set ${flag.name} to ${next}`,
      body: `${flag.description} It goes from ${valueText(flag.value)} to ${next} for everybody, at once.`,
      act: value === null ? "Reset" : `Set to ${next}`,
      kind: "main",
      run: () => admin.setFlag(body),
    });
  };
  return (
    <Section title="Flags" testId="flags">
      <ul className="rounded-6 border border-hair text-13">
        {props.snapshot.flags.map((flag) => (
          <Row key={flag.name} flag={flag} onSet={(value) => askFor(flag, value)} />
        ))}
      </ul>
    </Section>
  );
}
