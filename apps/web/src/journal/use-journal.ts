import type { JournalAnswer, JournalEntry, JournalKind } from "@spotlight/contracts";
import { sessionSpan, tradingDay, tradingDayOf } from "@spotlight/market";
import { useEffect, useState } from "react";
import { useFact, useWorkspace } from "../workspace/context.tsx";
import { useDoing } from "../workspace/use-doing.ts";
import type { JournalAsked } from "./journal-api.ts";

/** What the form holds: everything of an entry that a person writes. */
export interface Draft {
  readonly kind: Exclude<JournalKind, "coach">;
  readonly symbol: string | null;
  readonly title: string;
  readonly text: string;
  readonly tags: string[];
}

/** The trading day that it is on the market's clock; changes once a day. */
export function useToday(): string {
  return useFact((market) => tradingDayOf(market.marketNowMs() ?? Date.now()).day);
}

/** Where in a trading day a new entry stands: now on the market's clock, or the close of a day that is over. */
function momentOf(day: string, today: string, nowMs: number | null): { readonly atMs?: number } {
  const trading = tradingDay(day);
  if (day !== today && trading !== null) return { atMs: sessionSpan(trading, "rth").endMs };
  return nowMs === null ? {} : { atMs: Math.floor(nowMs) };
}

/** What is asked for; the same again after each change. */
function askedOf(day: string, words: string, _changes: number): JournalAsked {
  return words === "" ? { day } : { words };
}

/** The entries that are shown, and what is done with them. */
export function useJournal(day: string, words: string) {
  const { journal: api, market, replay } = useWorkspace();
  const today = useToday();
  const { said, changes, does, undo, failed } = useDoing();
  const [answer, setAnswer] = useState<JournalAnswer | null>(null);
  useEffect(() => {
    let left = false;
    api.find(askedOf(day, words, changes)).then(
      (found) => left || setAnswer(found),
      (error: unknown) => left || failed(error),
    );
    return () => {
      left = true;
    };
  }, [api, day, words, changes, failed]);
  const add = (draft: Draft): Promise<boolean> => {
    const moment = replay.on || day !== today ? momentOf(day, today, market.marketNowMs()) : {};
    const text = replay.on ? "Saved. It shows when you leave the replay." : "Saved.";
    return does(() => api.add({ ...draft, ...moment }), text);
  };
  const change = (entry: JournalEntry, draft: Draft): Promise<boolean> =>
    does(() => api.change(entry, draft), "Saved.");
  const remove = ({ id }: JournalEntry): void =>
    void does(
      () => api.remove(id),
      "Deleted.",
      () => api.restore(id),
    );
  const more = async (): Promise<void> => {
    if (answer?.next == null) return;
    const page = await api.find(askedOf(day, words, changes), answer.next);
    setAnswer({ entries: [...answer.entries, ...page.entries], next: page.next });
  };
  return { answer, said, changes, today, add, change, remove, undo, more };
}
