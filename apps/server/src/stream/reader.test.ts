import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { type Farewell, Reader, WAITING_BYTES_MAX } from "./reader.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A reader on a real connection whose other end reads nothing until it is told. */
async function connected(): Promise<{ reader: Reader; socket: Socket; client: Socket; ends: Farewell[] }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1").pause();
  client.on("error", () => undefined);
  const [socket] = await accepted;
  const ends: Farewell[] = [];
  const wish = {
    symbols: ["SPY"],
    view: { timeframe: "1m", session: "rth" },
    wantsTicks: false,
    owner: "me",
    sessionId: null,
    startedMs: 0,
  } as const;
  const reader = new Reader(socket, wish, (farewell) => ends.push(farewell));
  closers.push(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  return { reader, socket, client, ends };
}

test("S3 a client that does not read is cut off once, before more than the bound waits for it", async () => {
  const { reader, socket, ends } = await connected();
  const piece = Buffer.alloc(64_000, "x");
  let most = 0;
  for (let count = 0; count < 10_000 && reader.write(piece); count += 1) {
    most = Math.max(most, socket.writableLength);
    await new Promise<void>((turn) => setImmediate(turn));
  }
  expect(ends).toEqual(["slow"]);
  expect(most).toBeLessThanOrEqual(WAITING_BYTES_MAX);
  expect(reader.ended).toBe(true);
  expect(socket.destroyed).toBe(true);
  expect(reader.write(piece)).toBe(false);
  expect(ends).toEqual(["slow"]);
});

test("one piece larger than the bound still reaches a client that reads", async () => {
  const { reader, client } = await connected();
  const piece = Buffer.alloc(WAITING_BYTES_MAX + 1, "x");
  expect(reader.write(piece)).toBe(true);
  let got = 0;
  client.on("data", (chunk: Buffer) => (got += chunk.length)).resume();
  await reader.drained();
  await expect.poll(() => got, { timeout: 5_000 }).toBe(piece.length);
});

test("a reader is congested while much waits, and drained once the client has read", async () => {
  const { reader, client } = await connected();
  while (!reader.congested) {
    reader.write(Buffer.alloc(60_000, "x"));
    await new Promise<void>((turn) => setImmediate(turn));
  }
  client.resume();
  await reader.drained();
  expect(reader.congested).toBe(false);
});

test("waiting for a client that goes away ends", async () => {
  const { reader, client, ends } = await connected();
  while (!reader.congested) {
    reader.write(Buffer.alloc(60_000, "x"));
    await new Promise<void>((turn) => setImmediate(turn));
  }
  client.destroy();
  await reader.drained();
  expect(ends).toEqual(["closed"]);
});

test("good-bye is said in the protocol, as the last chunk of the body", async () => {
  const { reader, client, ends } = await connected();
  let text = "";
  client.on("data", (chunk: Buffer) => (text += chunk.toString())).resume();
  reader.finish("event: shutdown\n\n");
  await once(client, "end");
  expect(text).toBe("11\r\nevent: shutdown\n\n\r\n0\r\n\r\n");
  expect(ends).toEqual(["shutdown"]);
});

test("S3 a client that takes nothing for several heartbeats is cut off, however little waits for it", async () => {
  const { reader, socket, ends } = await connected();
  const heartbeat = Buffer.from(": alive\n\n");
  const piece = Buffer.alloc(64_000, "x");
  while (!reader.congested) {
    reader.write(piece);
    await new Promise<void>((turn) => setImmediate(turn));
  }
  for (let beats = 0; beats < 3; beats += 1) reader.beat(heartbeat);
  expect(ends).toEqual([]);
  reader.beat(heartbeat);
  expect(ends).toEqual(["slow"]);
  expect(socket.destroyed).toBe(true);
});
