import type { Callout } from "@spotlight/contracts";
import { ApiError } from "../stream/index.ts";
import { useOver } from "../workspace/stores.ts";
import type { DecisionsSession } from "./decisions-session.ts";

/** Answers a callout and says what became of it, or why it cannot be answered so. */
export async function answerCallout(
  decisions: DecisionsSession,
  { id, signal: { symbol, name } }: Callout,
  action: "accept" | "reject" | "snooze",
  reason?: string,
): Promise<void> {
  const why = reason === undefined ? "." : `: ${reason}`;
  const done = {
    accept: `${symbol} ${name} accepted.`,
    reject: `${symbol} ${name} rejected${why}`,
    snooze: `${symbol} is snoozed for 30 s.`,
  }[action];
  try {
    await decisions.respond(id, action, reason);
    useOver.setState({ notice: done });
  } catch (error) {
    useOver.setState({ notice: error instanceof ApiError ? error.message : "The answer could not be sent." });
  }
}
