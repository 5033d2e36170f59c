import { connect } from "node:net";
import type { FanoutTask } from "./fanout.ts";
import { quantile } from "./statistics.ts";

const task = JSON.parse(process.argv[2] ?? "{}") as FanoutTask & { readonly port: number };
const WARM_UP_MS = 1_000;
/** One reader in this many looks at the times; the others only count, so that reading costs little. */
const SAMPLED = 50;
const SENT = /"sentMs":([\d.]+)/g;
const MARK = Buffer.from("event: bar");
const MARK_WITHOUT_SPACE = Buffer.from("event:bar");

let delivered = 0;
let measuring = false;
const latenesses: number[] = [];
let connected = 0;

for (let index = 0; index < task.readers; index += 1) {
  const socket = connect(task.port, "127.0.0.1", () => {
    socket.write("GET /stream HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n");
  });
  let greeted = false;
  socket.on("data", (chunk) => {
    if (!greeted) {
      greeted = true;
      connected += 1;
      if (connected === task.readers) setTimeout(() => process.send?.("connected"), 200);
    }
    if (!measuring) return;
    delivered += count(chunk, MARK) + count(chunk, MARK_WITHOUT_SPACE);
    if (index % SAMPLED === 0) noteTimes(chunk);
  });
}

function count(chunk: Buffer, mark: Buffer): number {
  let found = 0;
  for (let at = chunk.indexOf(mark); at >= 0; at = chunk.indexOf(mark, at + mark.length)) found += 1;
  return found;
}

function noteTimes(chunk: Buffer): void {
  const nowMs = performance.timeOrigin + performance.now();
  for (const [, sentMs] of chunk.toString("latin1").matchAll(SENT)) latenesses.push(nowMs - Number(sentMs));
}

setTimeout(function begin() {
  if (connected < task.readers) {
    setTimeout(begin, 50);
    return;
  }
  setTimeout(() => {
    measuring = true;
    const began = performance.now();
    setTimeout(() => {
      const deliveredPerSecond = (delivered / (performance.now() - began)) * 1_000;
      process.send?.({
        deliveredPerSecond,
        p50Ms: quantile(latenesses, 0.5),
        p99Ms: quantile(latenesses, 0.99),
      });
    }, task.seconds * 1_000);
  }, WARM_UP_MS);
}, 50);
