import type { ToolAnswer } from "@spotlight/contracts";
import { sayTime, sayValue } from "../say.ts";

/** Items of a list, and characters of an answer, that a model is shown. */
const ITEMS = 12;
const LONGEST = 12_000;

/**
 * A tool's answer as a model is shown it: each value in the form in which it may be said, then the data with long lists cut
 * short. JSON; at most 12,000 characters, without the data where they would not fit.
 */
export function briefOf(answer: ToolAnswer): string {
  if (!answer.ok) return JSON.stringify({ refused: answer.refusal.message });
  const { asOfMs, ageMs, evidence } = answer;
  const values = evidence.slice(0, 10 * ITEMS).map(({ label, symbol, atMs, ...value }) => ({
    label,
    said: sayValue(value),
    ...(symbol === null ? {} : { symbol }),
    at: sayTime(atMs),
  }));
  const facts = { asOf: sayTime(asOfMs), ageSeconds: Math.round(ageMs / 1_000), values };
  const whole = JSON.stringify({ ...facts, data: shortened(answer.data) });
  return whole.length <= LONGEST ? whole : JSON.stringify(facts).slice(0, LONGEST);
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(-ITEMS).map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one)]));
}
