const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES = [
  [1_000_000, "million"],
  [1_000, "thousand"],
  [100, "hundred"],
] as const;

/** Prices below sound like a time of day when they are said in two parts: `ten forty-two`. */
const CLOCK_HOURS = 24;
/** Whole dollars of which two parts are said; others are said in full with a point. */
const IN_PARTS_BELOW = 1_000;

/** Times and days, which stay; the dash of a range; a number with its sign, dollar sign and the unit after it. */
const PIECES =
  /(?<kept>\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2})|(?<=\d)(?<dash>[–—-])(?=\d)|(?<![\p{L}\d.,])(?<sign>[+−-])?(?<money>\$)?(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<part>\d+))?(?:(?<unit>\s?%|\s?×|x\b|\sR\b)|(?![\p{L}\d]))/gu;

const UNITS: Readonly<Record<string, string>> = { "%": " percent", "×": " times", x: " times", R: " R" };

/**
 * A sentence as a voice should say it: prices in the way of traders (`581.20` is `five eighty-one twenty`), other decimals
 * with a point, signs and units as words. Whole numbers, times and names stay, since voices read those well. It states
 * what the sentence states: the gate finds the same claims in both.
 */
export function spokenForm(text: string): string {
  return text.replace(PIECES, (found: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Partial<Record<string, string>>;
    if (groups["kept"] !== undefined) return found;
    if (groups["dash"] !== undefined) return " to ";
    const { sign, money, whole = "", part, unit = "" } = groups;
    const mark = unit.trim();
    const before = text.slice(0, Number(rest.at(-3)));
    const isRisk = mark === "R" || /\bR $/.test(before);
    const isPrice = mark === "" && money === undefined && !isRisk;
    const said = part === undefined ? whole : decimal(whole.replaceAll(",", ""), part, { isPrice, isRisk });
    return `${signed(sign)}${said}${money === undefined ? "" : " dollars"}${UNITS[mark] ?? ""}`;
  });
}

function signed(sign: string | undefined): string {
  if (sign === undefined) return "";
  return sign === "+" ? "plus " : "minus ";
}

function decimal(
  whole: string,
  part: string,
  { isPrice, isRisk }: { readonly isPrice: boolean; readonly isRisk: boolean },
): string {
  const dollars = Number(whole);
  const cents = Number(part);
  const asPrice = isPrice && part.length === 2;
  if (cents === 0 && (asPrice || isRisk)) return cardinal(dollars);
  const inParts = dollars >= CLOCK_HOURS && dollars < IN_PARTS_BELOW && dollars % 100 !== 0;
  if (asPrice && inParts) return `${partsOf(dollars)} ${pairOf(cents)}`;
  return `${cardinal(dollars)} point ${Array.from(part, (digit) => ONES[Number(digit)]).join(" ")}`;
}

/** `581` as `five eighty-one`, `605` as `six oh five`. */
function partsOf(dollars: number): string {
  if (dollars < 100) return belowHundred(dollars);
  return `${ONES[Math.floor(dollars / 100)]} ${pairOf(dollars % 100)}`;
}

function pairOf(value: number): string {
  return value < 10 ? `oh ${ONES[value]}` : belowHundred(value);
}

function belowHundred(value: number): string {
  if (value < 20) return ONES[value] ?? "";
  const unit = value % 10;
  return `${TENS[Math.floor(value / 10)]}${unit === 0 ? "" : `-${ONES[unit]}`}`;
}

function cardinal(value: number): string {
  for (const [scale, word] of SCALES) {
    if (value < scale) continue;
    const rest = value % scale;
    return `${cardinal(Math.floor(value / scale))} ${word}${rest === 0 ? "" : ` ${cardinal(rest)}`}`;
  }
  return belowHundred(value);
}
