import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createChannel, createSession } from "better-sse";
import { Reader } from "../../apps/server/src/stream/reader.ts";
import { chunkOf, streamHead } from "../../apps/server/src/stream/sse.ts";
import type { FanoutTask } from "./fanout.ts";

const task = JSON.parse(process.argv[2] ?? "{}") as FanoutTask;
/** Bytes that may wait in one socket before the source pauses, the same for both servers. */
const PAUSE_BYTES = 65_536;
const SLICE_MS = 5;

const padding = "x".repeat(130);
const payload = (sequence: number) => ({
  sequence,
  sentMs: performance.timeOrigin + performance.now(),
  padding,
});

interface Fanout {
  send(sequence: number): void;
  congested(): boolean;
}

const server = createServer();
const fanout = task.server === "ours" ? ours() : betterSse();

function ours(): Fanout {
  const readers = new Set<Reader>();
  server.on("request", (request) => {
    const wish = {
      symbols: ["SPY"],
      view: { timeframe: "1m" as const, session: "rth" as const },
      wantsTicks: false,
      owner: "me",
      sessionId: null,
      startedMs: 0,
    };
    const reader: Reader = new Reader(request.socket, wish, () => readers.delete(reader));
    request.socket.write(streamHead({}));
    readers.add(reader);
  });
  return {
    send: (sequence) => {
      const chunk = chunkOf(`id: ${sequence}\nevent: bar\ndata: ${JSON.stringify(payload(sequence))}\n\n`);
      for (const reader of readers) reader.write(chunk);
    },
    congested: () => [...readers].some((reader) => reader.congested),
  };
}

function betterSse(): Fanout {
  const channel = createChannel();
  const sockets = new Set<{ readonly writableLength: number }>();
  server.on("request", (request, response) => {
    sockets.add(response);
    void createSession(request, response, { keepAlive: null }).then((session) => channel.register(session));
  });
  return {
    send: (sequence) => channel.broadcast(payload(sequence), "bar"),
    congested: () => [...sockets].some(({ writableLength }) => writableLength > PAUSE_BYTES / 4),
  };
}

server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("message", () => {
  let sequence = 0;
  const began = performance.now();
  const eventsDue = (): number =>
    task.eventsPerSecond === 0
      ? Infinity
      : (task.eventsPerSecond / task.readers) * ((performance.now() - began) / 1_000);
  const pump = (): void => {
    // One event a turn: Node joins what is written to one response within a turn, and one event per write is measured.
    if (sequence < eventsDue() && !fanout.congested()) {
      sequence += 1;
      fanout.send(sequence);
    }
    if (task.eventsPerSecond === 0) setImmediate(pump);
    else setTimeout(pump, SLICE_MS);
  };
  pump();
});
