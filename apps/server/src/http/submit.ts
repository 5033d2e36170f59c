import type { DeskInput } from "@spotlight/contracts";
import { type DeskService, InputRefused } from "../desk/desk-service.ts";
import { Refusal } from "./refusal.ts";

/** Gives the desk what the person did, all of it or nothing; says in words why it cannot be taken. Durable when it resolves. */
export async function submit(desk: DeskService, ...inputs: readonly DeskInput[]): Promise<void> {
  try {
    await desk.submit(...inputs);
  } catch (error) {
    if (error instanceof InputRefused) throw refusalOf(error.refusal);
    throw error;
  }
}

function refusalOf(refusal: InputRefused["refusal"]): Refusal {
  switch (refusal.why) {
    case "unknown":
      return new Refusal(404, "no_callout", "There is no such callout today.");
    case "already_answered":
      return new Refusal(409, "already_answered", "This callout was answered before.");
    case "expired":
      return new Refusal(409, "expired", "This callout's time is over.");
    case "withdrawn":
      return new Refusal(
        409,
        "withdrawn",
        "This callout was taken back: its bar was revised and no longer says so.",
      );
    case "risk": {
      const { reasons } = refusal;
      const why = reasons.map(({ text }) => text).join(" ");
      return new Refusal(409, "risk", why === "" ? "Your limits do not allow it now." : why, { reasons });
    }
  }
}
