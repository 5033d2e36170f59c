import { type Socket, connect } from "node:net";
import { expect, test } from "vitest";
import { embeddedTestDatabase } from "../testing/databases.ts";
import { RawReader } from "../testing/raw-reader.ts";
import { ServerProcess } from "../testing/server-process.ts";

const READERS = 50;
const PATH = "/stream/market?symbols=SPY,QQQ,NVDA&timeframe=1m&ticks=1";
/** Fifty times the bound per reader, and what the runtime takes beside it. */
const GROWTH_MAX_BYTES = READERS * 1_048_576 + 250_000_000;

interface Metrics {
  readonly memory: { readonly rss: number };
}

test("S3 fifty readers that do not read cost bounded memory and no other reader a bar", async () => {
  const place = await embeddedTestDatabase();
  const { target } = place;
  if (target.kind !== "embedded") throw new Error("not embedded");
  const settings = { FEED: "sim", SIM_SPEED: "900", HISTORY_DAYS: "2", DATA_DIR: target.dataDir };
  const server = await ServerProcess.prepare(settings);
  await server.start();
  const start = (await server.get<{ cursor: number }>("/api/history?symbol=SPY&limit=1")).cursor;
  const rssBefore = (await server.get<Metrics>("/api/metrics/json")).memory.rss;
  const idle = Array.from({ length: READERS }, () => idleReader(server.port, start));
  const reading = Array.from(
    { length: READERS },
    () => new RawReader(`${server.url}${PATH}`, start, () => Infinity),
  );
  const running = reading.map((reader) => reader.run());

  const furthest = start + 150;
  await Promise.all(reading.map((reader) => reader.reached(furthest, 60_000)));
  const { memory } = await server.get<Metrics>("/api/metrics/json");
  expect(memory.rss - rssBefore).toBeLessThan(GROWTH_MAX_BYTES);
  const back = idle.map((socket) => {
    socket.destroy();
    return new RawReader(`${server.url}${PATH}`, start, () => Infinity);
  });
  const backRunning = back.map((reader) => reader.run());
  await Promise.all(back.map((reader) => reader.reached(furthest, 30_000)));
  for (const reader of [...reading, ...back]) reader.stop();
  await Promise.all([...running, ...backRunning]);

  const upTo = (reader: RawReader | undefined) => reader?.bars.filter(({ cursor }) => cursor <= furthest);
  const whole = upTo(back[0]);
  expect(whole?.length).toBeGreaterThan(50);
  for (const reader of [...reading, ...back]) {
    expect(reader.gaps).toEqual([]);
    expect(upTo(reader)).toEqual(whole);
  }
  expect(await server.stop()).toBe(0);
  await place.remove();
}, 150_000);

/** Asks for the stream and reads nothing of it. */
function idleReader(port: number, cursor: number): Socket {
  const socket = connect(port, "127.0.0.1").pause();
  socket.on("error", () => undefined);
  socket.write(`GET ${PATH}&lastEventId=${cursor} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  return socket;
}
