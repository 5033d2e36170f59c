import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { type DataFolderLock, lockDataFolder } from "./lock.ts";
import type { EmbeddedReply, EmbeddedRequest, EmbeddedStart } from "./protocol.ts";

/** How to reach the embedded database with the `pg` driver. */
export interface EmbeddedAddress {
  readonly host: string;
  readonly port: number;
}

const DATABASE_FOLDER = "database";
const PORT_IN_SOCKET_NAME = 5432;
/** Threads load JavaScript only: run from sources, the built thread is used. */
const WORKER = import.meta.url.endsWith(".ts") ? "../../../dist/store/embedded/worker.js" : "./worker.js";

/**
 * PostgreSQL inside this process, on a thread of its own so that no query delays the event loop, spoken to over a
 * socket like any server. Holds the data folder's lock while open.
 */
export class EmbeddedDatabase {
  readonly address: EmbeddedAddress;
  readonly #worker: Worker;
  readonly #lock: DataFolderLock;
  readonly #socketFolder: string | null;
  readonly #waiting = new Map<number, { resolve(bytes: number): void; reject(error: Error): void }>();
  #lastId = 0;

  private constructor(
    worker: Worker,
    lock: DataFolderLock,
    address: EmbeddedAddress,
    socketFolder: string | null,
  ) {
    this.#worker = worker;
    this.#lock = lock;
    this.address = address;
    this.#socketFolder = socketFolder;
    worker.on("message", (reply: EmbeddedReply) => this.#answered(reply));
  }

  /**
   * Opens the database of a data folder, creating it when it is new.
   *
   * @param onDeath called once when the thread ends without being asked to.
   * @throws {DataFolderInUse} when another process has it open.
   */
  static async open(dataDir: string, onDeath: (error: Error) => void): Promise<EmbeddedDatabase> {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const lock = await lockDataFolder(dataDir);
    try {
      const databaseDir = await ensureDatabase(dataDir);
      const socketFolder = process.platform === "win32" ? null : await mkdtemp(join(tmpdir(), "spotlight-"));
      const start: EmbeddedStart = {
        databaseDir,
        socketPath: socketFolder === null ? null : join(socketFolder, `.s.PGSQL.${PORT_IN_SOCKET_NAME}`),
      };
      const { worker, port } = await startWorker(start, onDeath);
      const address = { host: socketFolder ?? "127.0.0.1", port: port ?? PORT_IN_SOCKET_NAME };
      return new EmbeddedDatabase(worker, lock, address, socketFolder);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Writes a consistent archive of the whole database to `file`; answers its size in bytes. */
  async backup(file: string): Promise<number> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#ask({ kind: "backup", id, file });
    });
  }

  /** Closes the database and gives the data folder back. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#worker.once("exit", () => resolve());
      this.#worker.on("message", (reply: EmbeddedReply) => {
        if (reply.kind === "closed" || (reply.kind === "failed" && reply.id === null)) resolve();
      });
    });
    this.#worker.removeAllListeners("exit");
    this.#ask({ kind: "close" });
    await closed;
    await this.#worker.terminate();
    if (this.#socketFolder !== null) await rm(this.#socketFolder, { recursive: true, force: true });
    await this.#lock.release();
  }

  #ask(request: EmbeddedRequest): void {
    this.#worker.postMessage(request);
  }

  #answered(reply: EmbeddedReply): void {
    if (reply.kind !== "backed_up" && reply.kind !== "failed") return;
    const waiting = reply.id === null ? undefined : this.#waiting.get(reply.id);
    if (waiting === undefined || reply.id === null) return;
    this.#waiting.delete(reply.id);
    if (reply.kind === "backed_up") waiting.resolve(reply.bytes);
    else waiting.reject(new Error(reply.message));
  }
}

/**
 * Creates the database files where there are none. PostgreSQL's first start leaves a broken folder when it is killed, so
 * it happens in a folder of its own that is renamed once it is whole.
 */
async function ensureDatabase(dataDir: string): Promise<string> {
  const databaseDir = join(dataDir, DATABASE_FOLDER);
  await removeUnfinished(dataDir);
  if (!existsSync(databaseDir)) await createDatabase(dataDir, null);
  return databaseDir;
}

/** Creates database files from nothing or from an archive, whole or not at all; replaces none that exist. */
async function createDatabase(dataDir: string, archive: Blob | null): Promise<void> {
  const creating = join(dataDir, `${DATABASE_FOLDER}.creating-${process.pid}`);
  const database = await PGlite.create({
    dataDir: creating,
    ...(archive === null ? {} : { loadDataDir: archive }),
  });
  await database.query("SELECT 1");
  await database.close();
  await rename(creating, join(dataDir, DATABASE_FOLDER));
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(`${DATABASE_FOLDER}.creating-`))
      await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

/**
 * Puts a backup in the place of the data folder's database. What was there is kept beside it.
 *
 * @returns the folder that the former database was moved to, null when there was none.
 * @throws {DataFolderInUse} while a server runs on the folder; Error when the archive is no database.
 */
export async function restoreBackup(dataDir: string, file: string, stamp: string): Promise<string | null> {
  const archive = new Blob([await readFile(file)]);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataFolder(dataDir);
  const databaseDir = join(dataDir, DATABASE_FOLDER);
  const former = existsSync(databaseDir) ? `${databaseDir}.before-restore-${stamp}` : null;
  try {
    if (former !== null) await rename(databaseDir, former);
    try {
      await createDatabase(dataDir, archive);
    } catch (error) {
      if (former !== null) await rename(former, databaseDir);
      throw error;
    }
    return former;
  } finally {
    await lock.release();
  }
}

async function startWorker(
  start: EmbeddedStart,
  onDeath: (error: Error) => void,
): Promise<{ worker: Worker; port: number | null }> {
  const worker = new Worker(new URL(WORKER, import.meta.url), { workerData: start });
  let failure = new Error("the embedded database's thread ended");
  worker.on("error", (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  const port = await new Promise<number | null>((resolve, reject) => {
    worker.once("message", (reply: EmbeddedReply) =>
      reply.kind === "ready" ? resolve(reply.port) : reject(failure),
    );
    worker.once("exit", () => reject(failure));
  });
  worker.removeAllListeners("exit");
  worker.once("exit", () => onDeath(failure));
  return { worker, port };
}
