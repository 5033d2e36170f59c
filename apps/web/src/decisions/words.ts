import type { Callout, Reason, RiskState } from "@spotlight/contracts";
import { priceText } from "../chart/numbers.ts";
import type { StateShape, StateTone } from "../ui/shape.tsx";

/** A reason's number with its unit, as it is read. */
export function reasonText({ value, unit }: Reason): string {
  switch (unit) {
    case "price":
    case "dollars":
      return priceText(value, 2);
    case "ratio":
      return `${value.toFixed(1)}×`;
    case "percent":
      return `${value.toFixed(1)} %`;
    case "shares":
      return Math.round(value).toLocaleString("en-US");
    case "minutes":
      return `${Math.round(value)} min`;
    case "deviations":
      return `${value.toFixed(1)} σ`;
    case "R":
      return `${value.toFixed(1)} R`;
    default:
      return Number.isInteger(value) ? String(value) : value.toFixed(2);
  }
}

/** Where a callout stands, in a word or two. */
export function stateText({ state, hidden, signal, outcome }: Callout): string {
  if (outcome !== null) {
    const result = `${outcome.resultR >= 0 ? "+" : "−"}${Math.abs(outcome.resultR).toFixed(1)} R`;
    return state === "accepted" ? `Taken, ${result}` : `Would be ${result}`;
  }
  if (signal.status === "retracted") return state === "withdrawn" ? "Taken back" : "Retracted";
  if (state === "proposed") return hidden === null ? "Proposed" : `Held back: ${HIDDEN[hidden]}`;
  return STATES[state];
}

const STATES: Readonly<Record<Callout["state"], string>> = {
  proposed: "Proposed",
  accepted: "Accepted",
  rejected: "Rejected",
  snoozed: "Snoozed",
  expired: "Expired",
  withdrawn: "Taken back",
};
const HIDDEN = {
  density: "density",
  duplicate: "same idea",
  score: "your feedback",
  governor: "enough this hour",
  paused: "paused",
} as const;

/** The risk sentinel's light in words, with the shape that says the same. */
export function lightText({ light, locked }: RiskState): {
  readonly word: string;
  readonly shape: StateShape;
  readonly tone: StateTone;
} {
  if (locked) return { word: "Locked", shape: "square", tone: "bad" };
  if (light === "RED") return { word: "Red", shape: "square", tone: "bad" };
  if (light === "YELLOW") return { word: "Yellow", shape: "triangle", tone: "warn" };
  return { word: "Green", shape: "dot", tone: "good" };
}

/** A stretch of time in minutes and seconds, or hours and minutes; `0:00` when it is over. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds >= 3_600) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
