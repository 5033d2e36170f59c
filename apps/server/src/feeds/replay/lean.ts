import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { OfficialAggregate } from "@spotlight/contracts";
import { MINUTE_MS, newYorkTimeMs } from "@spotlight/market";
import { unzipOnly } from "./zip.ts";

/** Prices stand in the files as ten-thousandths of a dollar. */
const PRICE_UNIT = 10_000;
const COMMA = 44;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const POINT = 46;

/** The trades of one symbol's day in columns, in tape order. Row `i` has sequence number `i + 1`. */
export interface TradeColumns {
  readonly count: number;
  /** Epoch ms. */
  readonly eventMs: Float64Array;
  /** Dollars. */
  readonly price: Float64Array;
  readonly size: Float64Array;
  /** LEAN's condition flags. */
  readonly flags: Uint32Array;
  /** Rows left out: marked suspicious by the collector, or not readable. */
  readonly suspicious: number;
  readonly malformed: number;
}

/** What the folder has for one symbol on one day; null where a file is missing. */
export interface LeanDay {
  readonly day: string;
  readonly ticks: string | null;
  readonly minutes: string | null;
}

/** The days of a symbol in a LEAN data folder (`equity/usa/{tick,minute}/SYMBOL/YYYYMMDD_trade.zip`), ascending. */
export async function leanDays(root: string, symbol: string): Promise<readonly LeanDay[]> {
  const folder = (resolution: string): string =>
    join(root, "equity", "usa", resolution, symbol.toLowerCase());
  const [ticks, minutes] = await Promise.all([dayFiles(folder("tick")), dayFiles(folder("minute"))]);
  return [...new Set([...ticks.keys(), ...minutes.keys()])]
    .sort()
    .map((day) => ({ day, ticks: ticks.get(day) ?? null, minutes: minutes.get(day) ?? null }));
}

/** The symbols that the folder has any data for, sorted. */
export async function leanSymbols(root: string): Promise<readonly string[]> {
  const symbols = new Set<string>();
  for (const resolution of ["tick", "minute"]) {
    const folder = join(root, "equity", "usa", resolution);
    if (!existsSync(folder)) continue;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) symbols.add(entry.name.toUpperCase());
    }
  }
  return [...symbols].sort();
}

async function dayFiles(folder: string): Promise<Map<string, string>> {
  const days = new Map<string, string>();
  if (!existsSync(folder)) return days;
  for (const name of await readdir(folder)) {
    const match = /^(\d{4})(\d{2})(\d{2})_trade\.zip$/.exec(name);
    if (match !== null) days.set(`${match[1]}-${match[2]}-${match[3]}`, join(folder, name));
  }
  return days;
}

/** Reads a day's trades. @throws Error when the file is no zip archive. */
export async function readTrades(path: string, day: string): Promise<TradeColumns> {
  return parseTrades(await unzipOnly(path), newYorkTimeMs(day, 0));
}

/** Reads a day's official minute bars. They arrive when their receive time says, 1 to 2 s after the minute. */
export async function readMinutes(
  path: string,
  day: string,
  symbol: string,
): Promise<readonly OfficialAggregate[]> {
  const midnightMs = newYorkTimeMs(day, 0);
  const bars: OfficialAggregate[] = [];
  for (const line of (await unzipOnly(path)).toString("latin1").split("\n")) {
    const [ms, open, high, low, close, volume] = line.trim().split(",").map(Number);
    if (ms === undefined || volume === undefined || open === undefined) continue;
    const startMs = midnightMs + Math.floor(ms);
    const delayMs = 1_000 + (((startMs / MINUTE_MS) * 7_919 + symbol.charCodeAt(0) * 131) % 1_000);
    bars.push({
      type: "aggregate",
      symbol,
      startMs,
      open: open / PRICE_UNIT,
      high: (high ?? open) / PRICE_UNIT,
      low: (low ?? open) / PRICE_UNIT,
      close: (close ?? open) / PRICE_UNIT,
      volume,
      receivedMs: startMs + MINUTE_MS + delayMs,
    });
  }
  return bars;
}

/** Scans the rows `ms,price,size,exchange,flags,suspicious` of a day; `midnightMs` is where its clock starts. */
export function parseTrades(bytes: Uint8Array, midnightMs: number): TradeColumns {
  const capacity = Math.ceil(bytes.length / 16) + 1;
  const scan = new RowScanner(bytes);
  const eventMs = new Float64Array(capacity);
  const price = new Float64Array(capacity);
  const size = new Float64Array(capacity);
  const flags = new Uint32Array(capacity);
  let count = 0;
  let suspicious = 0;
  let malformed = 0;
  while (!scan.done) {
    const ms = scan.number();
    const priceUnits = scan.number();
    const shares = scan.number();
    scan.skip();
    const condition = scan.hex();
    const doubtful = scan.number();
    const whole = scan.endRow();
    if (!whole) malformed += 1;
    else if (doubtful !== 0) suspicious += 1;
    else {
      eventMs[count] = midnightMs + Math.floor(ms);
      price[count] = priceUnits / PRICE_UNIT;
      size[count] = shares;
      flags[count] = condition;
      count += 1;
    }
  }
  return { count, eventMs, price, size, flags, suspicious, malformed };
}

/** Walks over comma-separated rows without making a string of any of them. */
class RowScanner {
  readonly #bytes: Uint8Array;
  #at = 0;
  #sound = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The whole and decimal digits of a field. */
  number(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 0;
    const from = this.#at;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte !== undefined && byte >= 48 && byte <= 57) {
        if (scale === 0) value = value * 10 + (byte - 48);
        else {
          value += (byte - 48) / scale;
          scale *= 10;
        }
      } else if (byte === POINT && scale === 0) scale = 10;
      else break;
      this.#at += 1;
    }
    if (this.#at === from) this.#sound = false;
    this.#endField();
    return value;
  }

  /** A field of hexadecimal digits, as an unsigned 32-bit number. */
  hex(): number {
    let value = 0;
    const from = this.#at;
    for (;;) {
      const digit = hexDigit(this.#bytes[this.#at]);
      if (digit < 0) break;
      value = ((value << 4) | digit) >>> 0;
      this.#at += 1;
    }
    if (this.#at === from) this.#sound = false;
    this.#endField();
    return value;
  }

  /** Passes over a field. */
  skip(): void {
    while (!this.#atBoundary()) this.#at += 1;
    this.#endField();
  }

  /** Ends the row; answers whether it was well formed. */
  endRow(): boolean {
    const sound = this.#sound && (this.done || this.#atLineEnd());
    while (!this.done && this.#bytes[this.#at] !== NEWLINE) this.#at += 1;
    this.#at += 1;
    this.#sound = true;
    return sound;
  }

  #endField(): void {
    if (this.#bytes[this.#at] === COMMA) this.#at += 1;
    else if (!this.done && !this.#atLineEnd()) this.#sound = false;
  }

  #atBoundary(): boolean {
    return this.done || this.#bytes[this.#at] === COMMA || this.#atLineEnd();
  }

  #atLineEnd(): boolean {
    const byte = this.#bytes[this.#at];
    return byte === NEWLINE || byte === CARRIAGE_RETURN;
  }
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
