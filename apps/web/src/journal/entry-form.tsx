import {
  JOURNAL_TEXT_MAX,
  JOURNAL_TITLE_MAX,
  type JournalEntry,
  type JournalKind,
} from "@spotlight/contracts";
import { type KeyboardEvent, type ReactElement, type RefObject, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Labelled } from "../ui/labelled.tsx";
import type { Draft } from "./use-journal.ts";
import { KIND_NAMES } from "./words.ts";

const INPUT = "h-8 w-full rounded-6 border border-hair bg-bg px-2 text-13 text-ink-1";
const WRITTEN = Object.entries(KIND_NAMES).filter(([kind]) => kind !== "coach");

/** An empty draft about what is on the chart. */
export function emptyDraft(symbol: string | null): Draft {
  return { kind: "note", symbol, title: "", text: "", tags: [] };
}

/** An entry as the form holds it. */
export function draftOf({ kind, symbol, title, text, tags }: JournalEntry): Draft {
  return { kind: kind === "coach" ? "note" : kind, symbol, title, text, tags };
}

interface FormProps {
  readonly draft: Draft;
  readonly act: string;
  readonly textRef?: RefObject<HTMLTextAreaElement | null>;
  /** Resolves true when it is saved: a failure keeps what was typed. */
  readonly onSave: (draft: Draft) => Promise<boolean>;
  /** What Escape does. */
  readonly onLeave: () => void;
}

function Fields(props: {
  readonly draft: Draft;
  readonly tags: string;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly onTags: (tags: string) => void;
}): ReactElement {
  const { draft, tags, onChange, onTags } = props;
  return (
    <div className="grid grid-cols-[8rem_6rem_1fr_10rem] gap-2">
      <Labelled name="Kind">
        <select
          className={INPUT}
          value={draft.kind}
          onChange={(event) => onChange({ kind: event.target.value as Exclude<JournalKind, "coach"> })}
        >
          {WRITTEN.map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name="Symbol">
        <input
          className={INPUT}
          autoComplete="off"
          placeholder="none"
          value={draft.symbol ?? ""}
          onChange={(event) => onChange({ symbol: event.target.value.trim().toUpperCase() || null })}
        />
      </Labelled>
      <Labelled name="Title">
        <input
          className={INPUT}
          autoComplete="off"
          maxLength={JOURNAL_TITLE_MAX}
          value={draft.title}
          onChange={(event) => onChange({ title: event.target.value })}
        />
      </Labelled>
      <Labelled name="Tags, with commas">
        <input
          className={INPUT}
          autoComplete="off"
          value={tags}
          onChange={(event) => onTags(event.target.value)}
        />
      </Labelled>
    </div>
  );
}

function tagsOf(text: string): string[] {
  return text.split(",").flatMap((tag) => (tag.trim() === "" ? [] : [tag.trim()]));
}

/** Writes an entry or changes one. Ctrl+Enter saves, Escape leaves. */
export function EntryForm({ draft: begun, act, textRef, onSave, onLeave }: FormProps): ReactElement {
  const [draft, setDraft] = useState(begun);
  const [tags, setTags] = useState(begun.tags.join(", "));
  const save = async (): Promise<void> => {
    if (draft.text.trim() === "" || !(await onSave({ ...draft, tags: tagsOf(tags) }))) return;
    setDraft({ ...begun, symbol: draft.symbol });
    setTags(begun.tags.join(", "));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onLeave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
  };
  return (
    <form
      className="flex flex-col gap-2"
      aria-label={act}
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={textRef}
        aria-label="What to keep"
        placeholder="What you saw, did, felt or learned"
        rows={3}
        maxLength={JOURNAL_TEXT_MAX}
        className="w-full resize-y rounded-6 border border-hair bg-bg px-2 py-1.5 text-13 text-ink-1"
        value={draft.text}
        onChange={(event) => setDraft({ ...draft, text: event.target.value })}
      />
      <Fields
        draft={draft}
        tags={tags}
        onChange={(change) => setDraft({ ...draft, ...change })}
        onTags={setTags}
      />
      <Button kind="main" type="submit" className="self-start" disabled={draft.text.trim() === ""}>
        {act}
      </Button>
    </form>
  );
}
