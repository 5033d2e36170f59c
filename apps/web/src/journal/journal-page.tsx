import type { JournalAnswer } from "@spotlight/contracts";
import { nextTradingDay, previousTradingDay, tradingDay } from "@spotlight/market";
import { type ReactElement, type RefObject, useEffect, useRef, useState } from "react";
import { dayText } from "../chart/time.ts";
import { Page } from "../settings/page.tsx";
import { Button } from "../ui/button.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { News } from "../ui/news.tsx";
import { CommandButton } from "../workspace/command-button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useDesk } from "../workspace/stores.ts";
import { EntryCard } from "./entry-card.tsx";
import { EntryForm, emptyDraft } from "./entry-form.tsx";
import { journalPageCommands } from "./journal-commands.ts";
import { useJournal, useToday } from "./use-journal.ts";

function nameOf(day: string, today: string): string {
  const trading = tradingDay(day);
  const name = trading === null ? day : dayText(trading.openMs);
  return day === today ? `${name}, today` : name;
}

/** Which day is shown, which words are looked for, and the keys that change it. */
function usePlace(today: string, fields: Readonly<Record<"text" | "search", RefObject<HTMLElement | null>>>) {
  const { commands } = useWorkspace();
  const { text, search } = fields;
  const [chosen, setChosen] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const day = chosen ?? today;
  useEffect(
    () =>
      commands.add(
        journalPageCommands({
          previous: () => setChosen(previousTradingDay(day).day),
          next: () => setChosen(day < today ? nextTradingDay(day).day : null),
          write: () => text.current?.focus(),
          search: () => search.current?.focus(),
        }),
      ),
    [commands, day, today, text, search],
  );
  return { day, words, setWords };
}

function Empty({ words }: { readonly words: string }): ReactElement {
  return (
    <p className="border-t border-hair py-3 text-ink-2" data-testid="journal-empty">
      {words === ""
        ? "Nothing is kept of this day yet. Write one line above: what you saw, and what you did."
        : "No entry has these words. Try fewer, or -word to leave one out."}
    </p>
  );
}

function entriesOf(answer: JournalAnswer | null, words: string): JournalAnswer["entries"] {
  const entries = answer?.entries ?? [];
  return words === "" ? entries.toReversed() : entries;
}

function DayBar({ day, name }: { readonly day: string; readonly name: string }): ReactElement {
  return (
    <div className="flex items-center gap-2">
      <CommandButton command="journal.previous" className="border border-hair" label="The trading day before">
        ‹
      </CommandButton>
      <h2 className="min-w-40 text-center text-14 font-medium" data-testid="journal-day" data-day={day}>
        {name}
      </h2>
      <CommandButton command="journal.next" className="border border-hair" label="The next trading day">
        ›
      </CommandButton>
    </div>
  );
}

/** The journal, a trading day at a time: its entries in order, a form for the next, and a search over all days. */
export default function JournalPage(): ReactElement {
  const text = useRef<HTMLTextAreaElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const symbol = useDesk((desk) => desk.symbol);
  const today = useToday();
  const { day, words, setWords } = usePlace(today, { text, search });
  const looked = words.trim();
  const { answer, said, changes, add, change, remove, undo, more } = useJournal(day, looked);
  const entries = entriesOf(answer, looked);
  return (
    <Page
      title="Journal"
      aside={
        <SearchField
          ref={search}
          name="Search the journal"
          hint="Search all days"
          words={words}
          onChange={setWords}
        />
      }
    >
      <DayBar day={day} name={looked === "" ? nameOf(day, today) : "All days"} />
      <EntryForm
        key={symbol}
        draft={emptyDraft(symbol)}
        act="Keep it"
        textRef={text}
        onSave={add}
        onLeave={() => text.current?.blur()}
      />
      <News
        text={said?.text ?? ""}
        onUndo={said?.undo == null ? null : undo}
        step={changes}
        testId="journal-said"
      />
      <ol className="flex flex-col" aria-label="Entries">
        {entries.map((entry) => (
          <EntryCard
            key={`${entry.id}/${entry.version}`}
            entry={entry}
            dated={looked !== ""}
            onChange={(draft) => change(entry, draft)}
            onRemove={() => remove(entry)}
          />
        ))}
      </ol>
      {answer !== null && entries.length === 0 ? <Empty words={looked} /> : null}
      {answer?.next == null ? null : <Button onClick={() => void more()}>Show earlier entries</Button>}
    </Page>
  );
}
