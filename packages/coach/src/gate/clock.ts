import { minuteOfDay, newYorkDate } from "@spotlight/market";
import type { Token } from "./lex.ts";
import { readSpoken } from "./spoken.ts";

/** A time of day or a day that a sentence states. `from` and `to` are tokens, `to` exclusive. */
export interface When {
  readonly from: number;
  readonly to: number;
  /** Whether epoch ms lies in the stated minute or on the stated day, on New York's clock. */
  readonly holds: (ms: number) => boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)$/;

/** The time or day that starts at a token; null when none does. Hours up to seven without a.m. may be afternoon. */
export function readWhen(tokens: readonly Token[], at: number): When | null {
  return readTime(tokens, at) ?? readPast(tokens, at) ?? readHour(tokens, at) ?? readDay(tokens, at);
}

/** Whether epoch ms lies in one of these minutes of New York's day, read as a person says them. */
export function atMinute(minutes: readonly number[]): (ms: number) => boolean {
  const wide = new Set(minutes.flatMap((minute) => (minute < 8 * 60 ? [minute, minute + 720] : [minute])));
  return (ms) => wide.has(minuteOfDay(ms));
}

function readTime(tokens: readonly Token[], at: number): When | null {
  const token = tokens[at];
  if (token?.kind !== "time") return null;
  const [hour = 99, minute = 99] = token.text.split(":").map(Number);
  return hour > 23 || minute > 59 ? null : halfDay(tokens, at, at + 1, hour, minute);
}

/** `a.m.` and `p.m.` after a time. */
function halfDay(
  tokens: readonly Token[],
  from: number,
  to: number,
  hour: number,
  minute: number,
): When | null {
  const mark = (tokens[to]?.lower ?? "").replaceAll(".", "");
  const minutes = hour * 60 + minute;
  if (mark !== "am" && mark !== "pm") return { from, to, holds: atMinute([minutes]) };
  if (hour < 1 || hour > 12) return null;
  const exact = (hour % 12) * 60 + minute + (mark === "pm" ? 720 : 0);
  return { from, to: to + 1, holds: (ms) => minuteOfDay(ms) === exact };
}

function readPast(tokens: readonly Token[], at: number): When | null {
  const start = at + (tokens[at]?.lower === "a" ? 1 : 0);
  const word = tokens[start]?.lower ?? "";
  const spoken = readSpoken(tokens, start);
  const part = word === "half" ? 30 : word === "quarter" ? 15 : (spoken?.readings[0]?.value ?? 99);
  const join = word === "half" || word === "quarter" ? start + 1 : (spoken?.to ?? start);
  const side = tokens[join]?.lower ?? "";
  if (part > 30 || !/^(past|after|to|before)$/.test(side)) return null;
  const hour = readSpoken(tokens, join + 1);
  const value = hour?.readings[0]?.value ?? Number(tokens[join + 1]?.text ?? Number.NaN);
  const quarter = word === "half" || word === "quarter";
  if (!(value >= 1 && value <= 12) || (!quarter && side !== "past")) return null;
  const minutes = value * 60 + (side === "past" || side === "after" ? part : -part);
  return { from: at, to: hour?.to ?? join + 2, holds: atMinute([minutes]) };
}

/** `10 a.m.`, `ten o'clock`, `ten forty-two a.m.`, `noon` */
function readHour(tokens: readonly Token[], at: number): When | null {
  if (tokens[at]?.lower === "noon") return { from: at, to: at + 1, holds: (ms) => minuteOfDay(ms) === 720 };
  const spoken = readSpoken(tokens, at);
  const digits = tokens[at]?.kind === "number" ? Number(tokens[at]?.text) : undefined;
  const to = spoken?.to ?? at + 1;
  const minutes = spoken?.minutes[0] ?? (digits ?? spoken?.readings[0]?.value ?? 99) * 60;
  const mark = (tokens[to]?.lower ?? "").replaceAll(".", "");
  const hour = Math.floor(minutes / 60);
  if (!Number.isInteger(minutes) || hour > 12) return null;
  if (mark === "am" || mark === "pm") return halfDay(tokens, at, to, hour, minutes % 60);
  return mark === "o'clock" ? { from: at, to: to + 1, holds: atMinute([minutes]) } : null;
}

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

function readDay(tokens: readonly Token[], at: number): When | null {
  const token = tokens[at];
  const weekday = WEEKDAYS.indexOf((token?.lower ?? "").replace(/'s$/, ""));
  if (weekday >= 0)
    return { from: at, to: at + 1, holds: (ms) => new Date(newYorkDate(ms)).getUTCDay() === weekday };
  if (token?.kind === "day") return { from: at, to: at + 1, holds: (ms) => newYorkDate(ms) === token.text };
  const named = (index: number): number =>
    /^[A-Z]/.test(tokens[index]?.text ?? "") && MONTH.test(tokens[index]?.lower ?? "")
      ? MONTHS.indexOf((tokens[index]?.lower ?? "").slice(0, 3)) + 1
      : 0;
  const dated = (index: number): number =>
    tokens[index]?.kind === "number" && /^\d{1,2}$/.test(tokens[index].text) ? Number(tokens[index].text) : 0;
  if (named(at) > 0) {
    const dot = tokens[at + 1]?.text === "." ? 1 : 0;
    const day = dated(at + 1 + dot);
    return day === 0 ? null : onDate(tokens, at, at + 2 + dot, named(at), day);
  }
  const ordinal = isOrdinal(tokens, at + 1) ? 1 : 0;
  const month = named(at + 1 + ordinal);
  return dated(at) > 0 && month > 0 ? onDate(tokens, at, at + 2 + ordinal, month, dated(at), true) : null;
}

function isOrdinal(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.glued === true && /^(st|nd|rd|th)$/.test(tokens[at].lower);
}

function onDate(
  tokens: readonly Token[],
  from: number,
  end: number,
  month: number,
  day: number,
  monthLast = false,
): When {
  let to = end;
  if (!monthLast && isOrdinal(tokens, to)) to += 1;
  const comma = tokens[to]?.text === "," ? 1 : 0;
  const year = /^20\d\d$/.test(tokens[to + comma]?.text ?? "") ? (tokens[to + comma]?.text ?? "") : "";
  if (year !== "") to += comma + 1;
  const date = `-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return { from, to, holds: (ms) => newYorkDate(ms).endsWith(year + date) };
}
