import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HandedOver } from "./callouts-server.ts";
import type { Pace } from "./paced-feed.ts";

/**
 * Does something with a server of its own whose feed delivers at a pace. `work` is given its address, and when the trade
 * that ended a minute was handed over, by the minute's end, as it happens.
 */
export async function withPacedServer<Result>(
  pace: Pace,
  work: (url: string, handed: ReadonlyMap<number, number>) => Promise<Result>,
): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), "spotlight-bench-"));
  const program = fileURLToPath(new URL("./callouts-server.ts", import.meta.url));
  const server = fork(program, [JSON.stringify(pace)], {
    // The server as it is built, so as it runs.
    execArgv: ["--import", "tsx"],
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      DATA_DIR: dataDir,
      SYMBOLS: pace.symbols.join(","),
      HISTORY_DAYS: "30",
      BACKUP_EVERY_HOURS: "0",
    },
  });
  const handed = new Map<number, number>();
  try {
    return await work(await ready(server, handed), handed);
  } finally {
    if (server.connected) server.send("stop");
    if (server.exitCode === null) await once(server, "exit");
    await rm(dataDir, { recursive: true });
  }
}

async function ready(server: ChildProcess, handed: Map<number, number>): Promise<string> {
  return new Promise((resolve, failed) => {
    server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    server.on("message", (message: { readonly url: string } | HandedOver) => {
      if ("url" in message) resolve(message.url);
      else handed.set(message.minuteEndMs, message.atMs);
    });
  });
}

/** Symbols of two letters and a suffix, as many as are wanted, 52 at most. */
export function pacedSymbols(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `S${String.fromCharCode(65 + (index % 26))}${index < 26 ? "A" : "B"}`,
  );
}
