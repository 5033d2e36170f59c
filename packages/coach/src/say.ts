import type { Evidence, EvidenceUnit } from "@spotlight/contracts";
import { minuteOfDay } from "@spotlight/market";
import { priceText } from "@spotlight/strategy";

/** Units that are said as a number and a word. */
const WORDS: Partial<Record<EvidenceUnit, readonly [one: string, many: string]>> = {
  shares: ["share", "shares"],
  minutes: ["minute", "minutes"],
  bars: ["bar", "bars"],
  deviations: ["deviation", "deviations"],
};

/**
 * A value as the coach says it: prices with two places (four below a dollar), `$` before dollars, shares of one as whole
 * percent, R with one place, times on New York's clock. The minus sign is U+2212.
 */
export function sayValue({ value, unit }: Pick<Evidence, "value" | "unit">): string {
  if (typeof value === "string") return value;
  switch (unit) {
    case "price":
      return priceText(value);
    case "dollars":
      return value < 0 ? `−$${grouped(-value, 2)}` : `$${grouped(value, 2)}`;
    case "share":
      return `${signed(value * 100, 0)} %`;
    case "percent":
      return `${signed(value, 1)} %`;
    case "R":
      return `${signed(value, 1)} R`;
    case "time":
      return sayTime(value);
    case "ratio":
    case "number":
      return signed(value, 2);
    default:
      return counted(value, unit);
  }
}

/** A time on New York's clock: `10:42`. */
export function sayTime(ms: number): string {
  const minute = minuteOfDay(ms);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function counted(value: number, unit: EvidenceUnit): string {
  const said = Number.isInteger(value) ? grouped(value, 0) : signed(value, 1);
  const words = WORDS[unit];
  return words === undefined ? said : `${said} ${said === "1" ? words[0] : words[1]}`;
}

function signed(value: number, places: number): string {
  const said = Math.abs(value).toFixed(places);
  return value < 0 && Number(said) !== 0 ? `−${said}` : said;
}

function grouped(value: number, places: number): string {
  const [whole = "", part] = Math.abs(value).toFixed(places).split(".");
  const said = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : `.${part}`);
  return value < 0 ? `−${said}` : said;
}
