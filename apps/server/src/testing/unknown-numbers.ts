import type { Evidence } from "@spotlight/contracts";
import { sayTime, sayValue } from "@spotlight/coach";
import { newYorkDate } from "@spotlight/market";

const NUMBERS = /\d+(?:[.,:]\d+)*/g;
const WORDS =
  /\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|seventeen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half|twice|double)\b/i;

/**
 * Numbers in words that no evidence shows, found without the gate: by comparing with every form of every value, its day and time,
 * and the digits in what it is called.
 */
export function unknownNumbers(text: string, evidence: readonly Evidence[]): readonly string[] {
  const forms = new Set(
    evidence.flatMap((one) =>
      [...`${sayValue(one)} ${wholePercent(one)} ${sayTime(one.atMs)} ${one.label}`.matchAll(NUMBERS)].map(
        ([form]) => form,
      ),
    ),
  );
  const days = new Set(evidence.map(({ atMs }) => newYorkDate(atMs)));
  const undated = text.replaceAll(/\b\d{4}-\d\d-\d\d\b/g, (day) => (days.has(day) ? "" : day));
  const said = [...undated.matchAll(NUMBERS)].map(([number]) => number);
  const counted = text.replaceAll(/\bOne step from speaking\b/g, "");
  return [...said.filter((number) => !forms.has(number)), ...(WORDS.exec(counted)?.slice(0, 1) ?? [])];
}

function wholePercent({ value, unit }: Evidence): string {
  return unit === "percent" && typeof value === "number" ? Math.abs(value).toFixed(0) : "";
}
