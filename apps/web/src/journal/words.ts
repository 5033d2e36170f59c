import type { JournalKind } from "@spotlight/contracts";

/** What kinds of entries are called. */
export const KIND_NAMES: Readonly<Record<JournalKind, string>> = {
  note: "Note",
  trade: "Trade",
  callout: "Callout",
  insight: "Insight",
  end_of_day: "End of day",
  post_mortem: "Post-mortem",
  coach: "Coach",
};
