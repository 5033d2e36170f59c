import { MEMORY_TITLE_MAX, type MemoryKind } from "@spotlight/contracts";
import { type KeyboardEvent, type ReactElement, type RefObject, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Labelled } from "../ui/labelled.tsx";
import type { NewMemory } from "./use-memory.ts";

type Made = Exclude<MemoryKind, "source"> | "text" | "page" | "pdf";

const MADE: readonly (readonly [Made, string])[] = [
  ["insight", "An insight"],
  ["post_mortem", "A post-mortem"],
  ["playbook", "A page of the playbook"],
  ["glossary", "A term"],
  ["text", "A text of others"],
  ["page", "A web page"],
  ["pdf", "A PDF"],
];
const INPUT = "h-8 w-full rounded-6 border border-hair bg-bg px-2 text-13 text-ink-1";
/** What the server reads and how long that takes is said while it does. */
const READING: ReadonlySet<Made> = new Set(["page", "pdf"]);

interface Fields {
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly file: File | null;
}

const NOTHING: Fields = { title: "", text: "", url: "", file: null };

/** What the fields make; null while something is missing. */
function madeOf(kind: Made, { title, text, url, file }: Fields): NewMemory | null {
  const name = title.trim();
  if (kind === "page") return url.trim() === "" ? null : { kind, url: url.trim() };
  if (kind === "pdf") return file === null ? null : { kind, file, title: name === "" ? file.name : name };
  return name === "" || text.trim() === "" ? null : { kind, title: name, text };
}

function Title({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  return (
    <Labelled name="Title">
      <input
        className={INPUT}
        autoComplete="off"
        maxLength={MEMORY_TITLE_MAX}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

/** What is asked for depends on what is remembered. */
function Contents(props: {
  readonly kind: Made;
  readonly fields: Fields;
  readonly onChange: (change: Partial<Fields>) => void;
}): ReactElement {
  const { kind, fields, onChange } = props;
  if (kind === "page")
    return (
      <input
        type="url"
        aria-label="Address of the page"
        placeholder="https://"
        className={INPUT}
        value={fields.url}
        onChange={(event) => onChange({ url: event.target.value })}
      />
    );
  if (kind === "pdf")
    return (
      <input
        type="file"
        aria-label="The PDF"
        accept="application/pdf"
        onChange={(event) => onChange({ file: event.target.files?.[0] ?? null })}
      />
    );
  return (
    <textarea
      aria-label="What to remember"
      placeholder={kind === "text" ? "The text, as it was written" : "In your own words"}
      rows={3}
      className="w-full resize-y rounded-6 border border-hair bg-bg px-2 py-1.5 text-13 text-ink-1"
      value={fields.text}
      onChange={(event) => onChange({ text: event.target.value })}
    />
  );
}

/** Puts something into memory. Ctrl+Enter keeps it, Escape leaves. */
export function MemoryForm(props: {
  readonly first: RefObject<HTMLSelectElement | null>;
  readonly onAdd: (made: NewMemory) => Promise<boolean>;
}): ReactElement {
  const { first, onAdd } = props;
  const [kind, setKind] = useState<Made>("insight");
  const [fields, setFields] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const made = madeOf(kind, fields);
  const change = (next: Partial<Fields>): void => setFields({ ...fields, ...next });
  const add = async (): Promise<void> => {
    if (made === null || busy) return;
    setBusy(true);
    const kept = await onAdd(made);
    setBusy(false);
    if (kept) setFields(NOTHING);
  };
  const press = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void add();
  };
  return (
    <form
      className="flex flex-col gap-2"
      aria-label="Remember something"
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="grid grid-cols-[12rem_1fr] gap-2">
        <Labelled name="What it is">
          <select
            ref={first}
            className={INPUT}
            value={kind}
            onChange={(event) => setKind(event.target.value as Made)}
          >
            {MADE.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
        {kind === "page" ? null : <Title value={fields.title} onChange={(title) => change({ title })} />}
      </div>
      <Contents key={kind} kind={kind} fields={fields} onChange={change} />
      <Button kind="main" type="submit" className="self-start" disabled={made === null || busy}>
        {busy && READING.has(kind) ? "Reading, up to half a minute" : "Remember"}
      </Button>
    </form>
  );
}
