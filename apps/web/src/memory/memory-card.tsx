import { type ListedMemory, MEMORY_TEXT_MAX, MEMORY_TITLE_MAX, type MemoryHit } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { Button } from "../ui/button.tsx";
import { KIND_NAMES, originText, placeText, progressText } from "./words.ts";

function Editor(props: {
  readonly memory: ListedMemory;
  readonly onSave: (title: string, text: string) => Promise<boolean>;
  readonly onLeave: () => void;
}): ReactElement {
  const { memory, onSave, onLeave } = props;
  const [title, setTitle] = useState(memory.title);
  const [text, setText] = useState(memory.text);
  const save = async (): Promise<void> => {
    if (title.trim() !== "" && text.trim() !== "" && (await onSave(title, text))) onLeave();
  };
  return (
    <form
      className="flex flex-col gap-2"
      aria-label={`Change ${memory.title}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") onLeave();
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        aria-label="Title"
        // Whoever asked for the form goes on typing in it.
        autoFocus
        className="h-8 rounded-6 border border-hair bg-bg px-2 text-13"
        maxLength={MEMORY_TITLE_MAX}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <textarea
        aria-label="Text"
        rows={8}
        maxLength={MEMORY_TEXT_MAX}
        className="resize-y rounded-6 border border-hair bg-bg px-2 py-1.5 text-13"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button kind="main" type="submit" className="self-start">
        Save
      </Button>
    </form>
  );
}

/** Something that is remembered; its words unfold. */
export function MemoryCard(props: {
  readonly memory: ListedMemory;
  readonly onChange: (title: string, text: string) => Promise<boolean>;
  readonly onRemove: () => void;
}): ReactElement {
  const { memory, onChange, onRemove } = props;
  const [editing, setEditing] = useState(false);
  const { kind, title, text } = memory;
  return (
    <li className="flex flex-col gap-2 border-t border-hair py-1.5" data-testid="memory">
      <div className="flex items-center gap-2">
        <h3 className="min-w-0 truncate">{title}</h3>
        <span className="min-w-0 flex-1 truncate text-12 text-ink-2">
          {kind === "source" ? `${originText(memory)} · ${progressText(memory)}` : originText(memory)}
        </span>
        {kind === "source" ? null : (
          <Button aria-expanded={editing} onClick={() => setEditing(!editing)}>
            Edit
          </Button>
        )}
        <Button onClick={onRemove}>Forget</Button>
      </div>
      {editing ? (
        <Editor memory={memory} onSave={onChange} onLeave={() => setEditing(false)} />
      ) : text === "" ? null : (
        <p className="line-clamp-2 break-words text-ink-2">{text}</p>
      )}
    </li>
  );
}

/** A passage that was found. It is quoted: what others wrote is not what the coach says. */
export function HitCard({ hit }: { readonly hit: MemoryHit }): ReactElement {
  const about = [KIND_NAMES[hit.kind], placeText(hit)].filter((part) => part !== "").join(" · ");
  return (
    <li className="flex flex-col gap-1 border-t border-hair py-2" data-testid="memory-hit">
      <p className="flex items-center gap-2">
        <span>{hit.title}</span>
        <span className="text-12 text-ink-2">{about}</span>
      </p>
      <blockquote className="line-clamp-4 border-l-2 border-hair pl-2 break-words text-ink-2">
        {hit.text}
      </blockquote>
    </li>
  );
}
