import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type {
  Bar,
  HistoryAnswer,
  MarketStatus,
  OfficialAggregate,
  RevisionsAnswer,
  SessionKind,
  Timeframe,
} from "@spotlight/contracts";
import { expect, test } from "vitest";
import { readMinutes } from "../feeds/replay/lean.ts";
import { embeddedTestDatabase } from "../testing/databases.ts";
import { ServerProcess } from "../testing/server-process.ts";

const DATA = resolve(
  process.env["SPOTLIGHT_MARKET_DATA"] ?? join(import.meta.dirname, "../../../../../shared/data"),
);
const SYMBOLS = ["SPY", "IBM", "BAC"] as const;
const DAYS = ["2013-10-08", "2013-10-10"] as const;
const MINUTE_MS = 60_000;
const MINUTES: Readonly<Record<Exclude<Timeframe, "1m" | "1d">, number>> = {
  "2m": 2,
  "5m": 5,
  "10m": 10,
  "15m": 15,
  "30m": 30,
  "1h": 60,
};
/** Both days lie in daylight time: New York is UTC-4. Start and end in minutes after midnight. */
const SPANS: Readonly<Record<SessionKind, readonly [number, number]>> = {
  rth: [570, 960],
  rth_ext: [240, 1_200],
};
const TIMEFRAMES: readonly Timeframe[] = ["2m", "5m", "10m", "15m", "30m", "1h", "1d"];

test("recorded days come out as the vendor's own minutes, in every view, again and again", async ({
  skip,
}) => {
  if (!existsSync(DATA)) {
    if (process.env["REQUIRE_MARKET_DATA"] === "1") throw new Error(`no recorded days in ${DATA}`);
    skip(`no recorded days in ${DATA}`);
  }
  const place = await embeddedTestDatabase();
  const { target } = place;
  if (target.kind !== "embedded") throw new Error("not embedded");
  const settings = { FEED: "replay", REPLAY_PATH: DATA, REPLAY_SPEED: "max", DATA_DIR: target.dataDir };
  const server = await ServerProcess.prepare({ ...settings, REPLAY_SYMBOLS: SYMBOLS.join(",") });
  await server.start();
  await ended(server);
  for (const symbol of SYMBOLS) {
    const history = await bars(server, symbol, "1m", "rth_ext");
    await holdsEveryOfficialMinute(symbol, history);
    await longerBarsAreTheirMinutes(server, symbol, history);
    await everyChangeIsInTheLedger(server, symbol, history);
    await digestsProveTheHistory(server, symbol, history);
  }
  const before = await everything(server);
  expect(await server.stop()).toBe(0);
  await server.start();
  await ended(server);
  const after = await everything(server);
  expect(after.digests).toEqual(before.digests);
  expect(after.ledger).toEqual(before.ledger);
  expect(after.histories).toEqual(before.histories);
  expect(await server.stop()).toBe(0);
  await place.remove();
}, 180_000);

async function ended(server: ServerProcess): Promise<void> {
  await expect
    .poll(async () => (await server.get<MarketStatus>("/api/market/status")).state, {
      timeout: 90_000,
      interval: 100,
    })
    .toBe("ended");
}

async function bars(
  server: ServerProcess,
  symbol: string,
  timeframe: Timeframe,
  session: SessionKind,
): Promise<readonly Bar[]> {
  const query = `symbol=${symbol}&timeframe=${timeframe}&session=${session}&limit=50000`;
  return (await server.get<HistoryAnswer>(`/api/history?${query}`)).bars;
}

function officialMinutes(symbol: string, day: string): Promise<readonly OfficialAggregate[]> {
  const name = `${day.replaceAll("-", "")}_trade.zip`;
  return readMinutes(join(DATA, "equity/usa/minute", symbol.toLowerCase(), name), day, symbol);
}

async function holdsEveryOfficialMinute(symbol: string, history: readonly Bar[]): Promise<void> {
  const known = new Map(history.map((bar) => [bar.bar_start, bar]));
  for (const day of DAYS) {
    const minutes = await officialMinutes(symbol, day);
    expect(minutes.length).toBeGreaterThan(380);
    for (const { startMs, open, high, low, close, volume } of minutes) {
      const bar = known.get(startMs);
      expect({ state: bar?.state, ...bar?.ohlcv }, `${symbol} ${new Date(startMs).toISOString()}`).toEqual({
        state: "official",
        o: open,
        h: high,
        l: low,
        c: close,
        v: volume,
      });
    }
  }
}

async function longerBarsAreTheirMinutes(
  server: ServerProcess,
  symbol: string,
  history: readonly Bar[],
): Promise<void> {
  for (const session of ["rth", "rth_ext"] as const) {
    for (const timeframe of TIMEFRAMES) {
      const served = await bars(server, symbol, timeframe, session);
      const plain = served.map((bar) => [bar.bar_start, bar.bar_end, bar.ohlcv, bar.n, bar.state]);
      expect(plain, `${symbol} ${timeframe} ${session}`).toEqual(folded(history, timeframe, session));
    }
  }
}

/** The longer bars in the plainest form, from the minutes alone. */
function folded(history: readonly Bar[], timeframe: Timeframe, session: SessionKind): unknown[] {
  const [first, last] = SPANS[session];
  const length = timeframe === "1d" ? last - first : MINUTES[timeframe as keyof typeof MINUTES];
  const buckets = new Map<number, { endMs: number; minutes: Bar[] }>();
  for (const bar of history) {
    const midnightMs = Date.parse(
      `${new Date(bar.bar_start - 4 * 3_600_000).toISOString().slice(0, 10)}T04:00:00Z`,
    );
    const minute = (bar.bar_start - midnightMs) / MINUTE_MS;
    if (minute < first || minute >= last) continue;
    const start = minute - ((minute - first) % length);
    const startMs = midnightMs + start * MINUTE_MS;
    const endMs = midnightMs + Math.min(start + length, last) * MINUTE_MS;
    const bucket = buckets.get(startMs) ?? { endMs, minutes: [] };
    bucket.minutes.push(bar);
    buckets.set(startMs, bucket);
  }
  return [...buckets].map(([startMs, { endMs, minutes }]) => {
    const ohlcv = {
      o: minutes[0]?.ohlcv.o,
      h: Math.max(...minutes.map((bar) => bar.ohlcv.h)),
      l: Math.min(...minutes.map((bar) => bar.ohlcv.l)),
      c: minutes.at(-1)?.ohlcv.c,
      v: minutes.reduce((sum, bar) => sum + bar.ohlcv.v, 0),
    };
    const count = minutes.reduce((sum, bar) => sum + bar.n, 0);
    return [
      startMs,
      endMs,
      ohlcv,
      count,
      minutes.every(({ state }) => state === "official") ? "official" : "closed",
    ];
  });
}

async function everyChangeIsInTheLedger(
  server: ServerProcess,
  symbol: string,
  history: readonly Bar[],
): Promise<void> {
  const { revisions } = await server.get<RevisionsAnswer>(`/api/bars/revisions?symbol=${symbol}`);
  const shown = new Map<number, Bar>();
  let cursor = 0;
  for (const change of revisions) {
    expect(change.cursor).toBeGreaterThan(cursor);
    cursor = change.cursor;
    const { before, after } = change;
    const former = shown.get(after.bar_start);
    expect(before).toEqual(former ?? before);
    expect(after.rev).toBe(before === null ? 0 : before.rev + 1);
    shown.set(after.bar_start, after);
  }
  for (const bar of history) {
    const last = shown.get(bar.bar_start);
    expect(bar).toEqual(last ?? { ...bar, rev: 0, state: "closed" });
  }
}

interface Digest {
  readonly count: number;
  readonly digest: string;
}

function digestOf(server: ServerProcess, symbol: string, day: string): Promise<Digest> {
  return server.get<Digest>(`/api/bars/digest?symbol=${symbol}&day=${day}&session=rth_ext`);
}

async function digestsProveTheHistory(
  server: ServerProcess,
  symbol: string,
  history: readonly Bar[],
): Promise<void> {
  for (const day of DAYS) {
    const lines = history
      .filter((bar) => new Date(bar.bar_start - 4 * 3_600_000).toISOString().startsWith(day))
      .map(({ seq, bar_start, bar_end, ohlcv: { o, h, l, c, v }, vw, n, rev, state }) =>
        [seq, bar_start, bar_end, o, h, l, c, v, vw ?? "", n, rev, state].join(","),
      );
    const text = lines.map((line) => `${line}\n`).join("");
    const digest = createHash("sha256").update(text).digest("hex");
    expect(await digestOf(server, symbol, day)).toMatchObject({ count: lines.length, digest });
  }
}

/** What must be the same after any restart. */
async function everything(server: ServerProcess) {
  const histories: (readonly Bar[])[] = [];
  const ledger: RevisionsAnswer["revisions"][] = [];
  const digests: string[] = [];
  for (const symbol of SYMBOLS) {
    for (const timeframe of ["1m", ...TIMEFRAMES] as const)
      histories.push(await bars(server, symbol, timeframe, "rth_ext"));
    ledger.push((await server.get<RevisionsAnswer>(`/api/bars/revisions?symbol=${symbol}`)).revisions);
    for (const day of DAYS) digests.push((await digestOf(server, symbol, day)).digest);
  }
  return { histories, ledger, digests };
}
