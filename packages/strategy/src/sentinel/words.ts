import { minuteOfDay } from "@spotlight/market";

const MINUS = "−";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number with a true minus sign and thousands in groups. */
function plain(value: number, digits: number): string {
  const [units = "0", fraction] = Math.abs(value).toFixed(digits).split(".");
  const text = fraction === undefined ? grouped(units) : `${grouped(units)}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text;
}

/** `−2.0 R` */
export function inR(value: number): string {
  return `${plain(value, 1)} R`;
}

/** `−1,250.00 dollars` */
export function inDollars(value: number): string {
  return `${plain(value, 2)} dollars`;
}

/** Shares or trades, whole. */
export function inNumbers(value: number): string {
  return plain(value, 0);
}

/** `10:42`, the wall clock of New York. */
export function clockTime(ms: number): string {
  const minute = minuteOfDay(ms);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
