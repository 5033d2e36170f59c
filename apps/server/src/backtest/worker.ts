import { parentPort, workerData } from "node:worker_threads";
import type { Task, ThreadReply, ThreadStart } from "./protocol.ts";
import { Tasks } from "./tasks.ts";

const PROGRESS_EVERY_MS = 50;

const port = parentPort;
if (port === null) throw new Error("tests run in a worker thread");
const say = (reply: ThreadReply): void => port.postMessage(reply);
const tasks = new Tasks(workerData as ThreadStart);

port.on("message", (task: Task) => {
  let saidMs = -Infinity;
  const progress = (share: number): void => {
    const nowMs = performance.now();
    if (nowMs - saidMs < PROGRESS_EVERY_MS) return;
    saidMs = nowMs;
    say({ kind: "progress", share });
  };
  try {
    say({ kind: "done", result: tasks.do(task, progress) });
  } catch (error) {
    say({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
