import type { JournalEntry } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { clockText } from "../chart/time.ts";
import { Behind } from "../coach/words.tsx";
import { Button } from "../ui/button.tsx";
import { EntryForm, draftOf } from "./entry-form.tsx";
import type { Draft } from "./use-journal.ts";
import { KIND_NAMES } from "./words.ts";

interface CardProps {
  readonly entry: JournalEntry;
  /** Whether its day is said too: among those of other days. */
  readonly dated: boolean;
  readonly onChange: (draft: Draft) => Promise<boolean>;
  readonly onRemove: () => void;
}

/** What an entry says, and for what the coach said, what that rests on. */
function Words({ entry }: { readonly entry: JournalEntry }): ReactElement {
  const [shown, setShown] = useState(false);
  const { kind, title, text, evidence } = entry;
  return (
    <>
      {title === "" ? null : <h3 className="text-14 font-medium">{title}</h3>}
      <p className={`break-words whitespace-pre-wrap ${kind === "coach" ? "text-brand" : ""}`}>{text}</p>
      {evidence.length === 0 ? null : (
        <Button className="self-start" aria-expanded={shown} onClick={() => setShown(!shown)}>
          What it rests on
        </Button>
      )}
      {shown ? <Behind evidence={evidence} /> : null}
    </>
  );
}

/** One entry, and in its place the form that changes it. */
export function EntryCard({ entry, dated, onChange, onRemove }: CardProps): ReactElement {
  const [editing, setEditing] = useState(false);
  const { atMs, day, kind, symbol, tags } = entry;
  const save = async (draft: Draft): Promise<boolean> => {
    const saved = await onChange(draft);
    if (saved) setEditing(false);
    return saved;
  };
  return (
    <li className="flex flex-col gap-1 border-t border-hair py-3" data-testid="journal-entry">
      <div className="flex items-center gap-2 text-12 text-ink-2">
        <span>{dated ? `${day} ${clockText(atMs)}` : clockText(atMs)}</span>
        <span className={kind === "coach" ? "text-brand" : ""}>{KIND_NAMES[kind]}</span>
        {symbol === null ? null : <span>{symbol}</span>}
        <span className="min-w-0 flex-1 truncate">{tags.map((tag) => `#${tag}`).join(" ")}</span>
        {kind === "coach" ? null : (
          <Button aria-expanded={editing} onClick={() => setEditing(!editing)}>
            Edit
          </Button>
        )}
        <Button onClick={onRemove}>Delete</Button>
      </div>
      {editing ? (
        <EntryForm
          draft={draftOf(entry)}
          act="Save the change"
          onSave={save}
          onLeave={() => setEditing(false)}
        />
      ) : (
        <Words entry={entry} />
      )}
    </li>
  );
}
