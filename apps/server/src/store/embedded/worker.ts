import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { StatementQueue, takeTurns } from "./statement-queue.ts";
import { WalKeeper, limitWal } from "./wal.ts";
import type { EmbeddedReply, EmbeddedRequest, EmbeddedStart } from "./protocol.ts";

/** Connections that may be open at once; they share one backend, so more would not be faster. */
const MAX_CONNECTIONS = 8;
const WAL_LOOK_MS = 20_000;

const port = parentPort;
if (port === null) throw new Error("the embedded database runs in a worker thread");
const { databaseDir, socketPath, port: listenPort } = workerData as EmbeddedStart;
const say = (reply: EmbeddedReply): void => port.postMessage(reply);

const database = await PGlite.create({ dataDir: databaseDir });
const server = new PGLiteSocketServer({
  db: database,
  maxConnections: MAX_CONNECTIONS,
  ...(socketPath === null ? { host: "127.0.0.1", port: listenPort } : { path: socketPath }),
});
const queue = new StatementQueue(database);
takeTurns(server, queue);
await limitWal(database);
await server.start();
const wal = new WalKeeper(database, queue);
setInterval(() => void wal.look().catch(() => undefined), WAL_LOOK_MS);

async function close(): Promise<void> {
  await server.stop();
  await database.close();
  say({ kind: "closed" });
}

port.on("message", ({ kind }: EmbeddedRequest) => {
  if (kind === "ping") say({ kind: "pong" });
  else close().catch((error: unknown) => say({ kind: "failed", message: String(error) }));
});

const listening = socketPath === null ? Number(server.getServerConn().split(":").at(-1)) : null;
say({ kind: "ready", port: listening });
