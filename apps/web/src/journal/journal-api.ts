import {
  type JournalAnswer,
  type JournalBody,
  type JournalChange,
  type JournalEntry,
  journalAnswerSchema,
  journalEntrySchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** Which entries are asked for: those of a trading day, or those of any day with certain words. */
export type JournalAsked = { readonly day: string } | { readonly words: string };

/** The routes of the journal. All methods reject with `ApiError`. */
export class JournalApi extends JsonApi {
  /** A page of entries, newest first; `before` is the `next` of the page before. */
  find(asked: JournalAsked, before: string | null = null): Promise<JournalAnswer> {
    const query = new URLSearchParams(
      "day" in asked ? { from: asked.day, to: asked.day } : { q: asked.words },
    );
    if (before !== null) query.set("before", before);
    return this.get(`/api/journals?${query.toString()}`, journalAnswerSchema);
  }

  async add(body: JournalBody): Promise<JournalEntry> {
    return validated(await this.send("POST", "/api/journals", body), journalEntrySchema);
  }

  /** Changes an entry from the version that is known here; another one is refused. */
  async change(
    { id, version }: Pick<JournalEntry, "id" | "version">,
    change: Omit<JournalChange, "version">,
  ): Promise<JournalEntry> {
    return validated(await this.send("PUT", pathOf(id), { version, ...change }), journalEntrySchema);
  }

  async remove(id: string): Promise<void> {
    await this.send("DELETE", pathOf(id));
  }

  /** Brings back what was deleted just now. */
  async restore(id: string): Promise<JournalEntry> {
    return validated(await this.send("POST", `${pathOf(id)}/restore`, {}), journalEntrySchema);
  }
}

function pathOf(id: string): string {
  return `/api/journals/${encodeURIComponent(id)}`;
}
