import type { MinuteFact } from "@spotlight/market";
import type { NewFact } from "./market-log.ts";

/** The minute that a fact of the log is about, as the fact says it; null for facts about no minute. */
export function minuteOf(fact: NewFact): MinuteFact | null {
  switch (fact.kind) {
    case "bar":
      return { kind: "bar", startMs: fact.startMs, bar: fact.body.bar };
    case "gap":
      return { kind: "gap", startMs: fact.startMs, reason: fact.body.reason };
    case "empty":
      return { kind: "empty", startMs: fact.startMs };
    default:
      return null;
  }
}
