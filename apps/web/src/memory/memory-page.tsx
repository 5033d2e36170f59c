import type { ListedMemory, MemoryHits, MemoryKind } from "@spotlight/contracts";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { Page } from "../settings/page.tsx";
import { Button } from "../ui/button.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { News } from "../ui/news.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { HitCard, MemoryCard } from "./memory-card.tsx";
import { memoryPageCommands } from "./memory-commands.ts";
import { MemoryForm } from "./memory-form.tsx";
import { useMemory } from "./use-memory.ts";
import { KINDS, KIND_NAMES } from "./words.ts";

const TEACH: Readonly<Record<MemoryKind, string>> = {
  playbook: "Write down how you trade a setup, and when you leave it alone.",
  glossary: "Write down what a word means to you.",
  insight: "Nothing yet. Write one line above: what you would tell yourself tomorrow.",
  post_mortem:
    "Nothing yet. After a trade that hurt, write what was planned, what was done, and what changes.",
  source: "Nothing yet. Add a text, a page or a PDF above, and the coach can quote it.",
};

function Found({ hits }: { readonly hits: MemoryHits | null }): ReactElement {
  if (hits === null) return <p className="waits text-ink-2">Looking</p>;
  return (
    <>
      <p className="text-12 text-ink-2">
        {hits.by === "words"
          ? "Found by words. With an embedding model they are found by meaning too."
          : "Found by words and meaning."}
      </p>
      {hits.hits.length === 0 ? <p className="text-ink-2">Nothing fits. Try other words.</p> : null}
      <ol aria-label="What was found">
        {hits.hits.map((hit) => (
          <HitCard key={`${hit.memory}/${hit.place.offset}`} hit={hit} />
        ))}
      </ol>
    </>
  );
}

function Kinds(props: {
  readonly chosen: MemoryKind;
  readonly counts: ReadonlyMap<MemoryKind, number>;
  readonly onChoose: (kind: MemoryKind) => void;
}): ReactElement {
  return (
    <div className="flex flex-wrap gap-1" role="group" aria-label="Kinds">
      {KINDS.map((kind) => (
        <Button
          key={kind}
          aria-pressed={kind === props.chosen}
          className="aria-pressed:bg-raised-2"
          onClick={() => props.onChoose(kind)}
        >
          {KIND_NAMES[kind]} {props.counts.get(kind) ?? 0}
        </Button>
      ))}
    </div>
  );
}

/** Everything of a kind. */
function Remembered(props: {
  readonly memories: readonly ListedMemory[] | null;
  readonly onChange: (memory: ListedMemory, title: string, text: string) => Promise<boolean>;
  readonly onRemove: (memory: ListedMemory) => void;
}): ReactElement {
  const { memories, onChange, onRemove } = props;
  const [kind, setKind] = useState<MemoryKind>("insight");
  const counts = new Map(
    KINDS.map((each) => [each, memories?.filter((one) => one.kind === each).length ?? 0]),
  );
  const shown = memories?.filter((one) => one.kind === kind) ?? [];
  return (
    <>
      <Kinds chosen={kind} counts={counts} onChoose={setKind} />
      <ol aria-label={KIND_NAMES[kind]}>
        {shown.map((memory) => (
          <MemoryCard
            key={`${memory.id}/${memory.version}`}
            memory={memory}
            onChange={(title, text) => onChange(memory, title, text)}
            onRemove={() => onRemove(memory)}
          />
        ))}
      </ol>
      {memories !== null && shown.length === 0 ? <p className="text-ink-2">{TEACH[kind]}</p> : null}
    </>
  );
}

/** What the coach remembers: to be seen, searched, written, changed and forgotten. */
export default function MemoryPage(): ReactElement {
  const { commands } = useWorkspace();
  const form = useRef<HTMLSelectElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState("");
  const looked = words.trim();
  const { memories, hits, said, changes, add, change, remove, undo } = useMemory(looked);
  useEffect(
    () =>
      commands.add(
        memoryPageCommands({ write: () => form.current?.focus(), search: () => search.current?.focus() }),
      ),
    [commands],
  );
  const field = (
    <SearchField
      ref={search}
      name="Search memory"
      hint="Search everything"
      words={words}
      onChange={setWords}
    />
  );
  return (
    <Page title="Memory" aside={field}>
      <MemoryForm first={form} onAdd={add} />
      <News
        text={said?.text ?? ""}
        onUndo={said?.undo == null ? null : undo}
        step={changes}
        testId="memory-said"
      />
      {looked === "" ? (
        <Remembered memories={memories} onChange={change} onRemove={remove} />
      ) : (
        <Found hits={hits} />
      )}
    </Page>
  );
}
