import type { Callout, TakeBody } from "@spotlight/contracts";
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
  await saying(decisions.respond(id, action, reason), done);
}

/** Accepts a callout with the fill that it was taken with; whether both are stored. */
export async function takeCallout(
  decisions: DecisionsSession,
  { id, signal: { symbol, direction } }: Callout,
  body: TakeBody,
): Promise<boolean> {
  return saying(
    decisions.takeWith(id, body),
    `${symbol} accepted; ${body.quantity} ${direction} at ${body.price} noted.`,
  );
}

/** Says that an answer was stored, or why it was not. */
async function saying(answer: Promise<void>, done: string): Promise<boolean> {
  try {
    await answer;
    useOver.setState({ notice: done });
    return true;
  } catch (error) {
    useOver.setState({ notice: error instanceof ApiError ? error.message : "The answer could not be sent." });
    return false;
  }
}
