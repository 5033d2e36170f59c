import { existsSync } from "node:fs";
import { access, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { createEmptyDatabase } from "./empty-database.ts";
import { type DataFolderLock, type HolderAddress, lockDataFolder } from "./lock.ts";
import { SOCKET_FOLDER_PREFIX, makeSocketFolder } from "./socket-folder.ts";
import type { EmbeddedReply, EmbeddedRequest, EmbeddedStart } from "./protocol.ts";

/** How to reach the embedded database with the `pg` driver. */
export type EmbeddedAddress = HolderAddress & { readonly user: string; readonly database: string };

const DATABASE_FOLDER = "database";
/** A restored database that is whole and about to take the place of the other. */
const RESTORED_FOLDER = "database.restored";
/** A data folder of its own in which a database is being restored. */
const RESTORING_FOLDER = "restoring";
const PORT_IN_SOCKET_NAME = 5432;
const SOCKET_NAME = `.s.PGSQL.${PORT_IN_SOCKET_NAME}`;
const CLOSE_TIMEOUT_MS = 5_000;
/** Threads load JavaScript only: run from sources, the built thread is used. */
const WORKER = import.meta.url.endsWith(".ts") ? "../../../dist/store/embedded/worker.js" : "./worker.js";

/**
 * PostgreSQL inside this process, on a thread of its own so that no query delays the event loop, spoken to over a
 * socket like any server. Holds the data folder's lock while open.
 */
export class EmbeddedDatabase {
  readonly address: EmbeddedAddress;
  readonly #start: EmbeddedStart;
  readonly #lock: DataFolderLock;
  readonly #onDeath: (error: Error) => void;
  #worker: Worker;
  #folder: FolderIdentity;

  private constructor(
    started: { readonly start: EmbeddedStart; readonly worker: Worker; readonly folder: FolderIdentity },
    lock: DataFolderLock,
    address: EmbeddedAddress,
    onDeath: (error: Error) => void,
  ) {
    this.#start = started.start;
    this.#worker = started.worker;
    this.#folder = started.folder;
    this.#lock = lock;
    this.address = address;
    this.#onDeath = onDeath;
  }

  /**
   * Opens the database of a data folder, creating it when it is new.
   *
   * @param onDeath called when the thread ends without being asked to.
   * @throws {DataFolderInUse} when another process has it open.
   */
  static async open(dataDir: string, onDeath: (error: Error) => void): Promise<EmbeddedDatabase> {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const lock = await lockDataFolder(dataDir);
    try {
      const databaseDir = await ensureDatabase(dataDir);
      const socketFolder = process.platform === "win32" ? null : await makeSocketFolder(dataDir, SOCKET_NAME);
      const socketPath = socketFolder === null ? null : join(socketFolder, SOCKET_NAME);
      const wanted: EmbeddedStart = { databaseDir, socketPath, port: 0 };
      const { worker, port } = await startWorker(wanted, onDeath);
      const place = { host: socketFolder ?? "127.0.0.1", port: port ?? PORT_IN_SOCKET_NAME };
      await lock.announce(place);
      const start = { ...wanted, port: port ?? 0 };
      const folder = await identityOf(databaseDir);
      return new EmbeddedDatabase({ start, worker, folder }, lock, embeddedAddress(place), onDeath);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Resolves when the thread gives a sign of life and its folder is the one that it opened. */
  async probe(): Promise<void> {
    const { ino, dev } = await identityOf(this.#start.databaseDir);
    if (ino !== this.#folder.ino || dev !== this.#folder.dev)
      throw new Error("the folder of the embedded database is another one than before");
    await this.#signOfLife();
  }

  /** Starts the thread anew, at the same address, on the files as they are now. */
  async reopen(): Promise<void> {
    const folder = await identityOf(this.#start.databaseDir);
    this.#worker.removeAllListeners("exit");
    await this.#worker.terminate();
    if (this.#start.socketPath !== null) await rm(this.#start.socketPath, { force: true });
    this.#worker = (await startWorker(this.#start, this.#onDeath)).worker;
    this.#folder = folder;
  }

  /** Closes the database and gives the data folder back. A thread that does not answer is ended. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#worker.once("exit", () => resolve());
      this.#worker.on("message", (reply: EmbeddedReply) => {
        if (reply.kind === "closed" || reply.kind === "failed") resolve();
      });
    });
    this.#worker.removeAllListeners("exit");
    this.#ask({ kind: "close" });
    await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    await this.#worker.terminate();
    const { socketPath } = this.#start;
    if (socketPath !== null) await rm(dirname(socketPath), { recursive: true, force: true });
    await this.#lock.release();
  }

  async #signOfLife(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const worker = this.#worker;
      const settle = (): void => {
        worker.off("message", onReply);
        worker.off("exit", onExit);
      };
      const onReply = (reply: EmbeddedReply): void => {
        if (reply.kind !== "pong") return;
        settle();
        resolve();
      };
      const onExit = (): void => {
        settle();
        reject(new Error("the embedded database's thread ended"));
      };
      worker.on("message", onReply);
      worker.on("exit", onExit);
      if (worker.threadId === -1) onExit();
      else this.#ask({ kind: "ping" });
    });
  }

  #ask(request: EmbeddedRequest): void {
    this.#worker.postMessage(request);
  }
}

/** What tells a folder from another one that takes its name. */
interface FolderIdentity {
  readonly ino: number;
  readonly dev: number;
}

/** @throws when there is no database in the folder. */
async function identityOf(databaseDir: string): Promise<FolderIdentity> {
  await access(join(databaseDir, "PG_VERSION"));
  const { ino, dev } = await stat(databaseDir);
  return { ino, dev };
}

/**
 * Creates the database files where there are none. PostgreSQL's first start leaves a broken folder when it is killed, so
 * it happens in a folder of its own that is renamed once it is whole.
 */
async function ensureDatabase(dataDir: string): Promise<string> {
  const databaseDir = join(dataDir, DATABASE_FOLDER);
  await removeUnfinished(dataDir);
  if (!existsSync(databaseDir)) await createDatabase(dataDir);
  return databaseDir;
}

/** Creates database files, whole or not at all; replaces none that exist. */
async function createDatabase(dataDir: string): Promise<void> {
  const creating = join(dataDir, `${DATABASE_FOLDER}.creating-${process.pid}`);
  await createEmptyDatabase(creating);
  await rename(creating, join(dataDir, DATABASE_FOLDER));
}

/** Clears away what a process left that was killed, and ends a restore that was killed between its two last steps. */
async function removeUnfinished(dataDir: string): Promise<void> {
  const databaseDir = join(dataDir, DATABASE_FOLDER);
  const restored = join(dataDir, RESTORED_FOLDER);
  if (existsSync(restored) && !existsSync(databaseDir)) await rename(restored, databaseDir);
  await rm(restored, { recursive: true, force: true });
  await rm(join(dataDir, RESTORING_FOLDER), { recursive: true, force: true });
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(`${DATABASE_FOLDER}.creating-`) || name.startsWith(SOCKET_FOLDER_PREFIX))
      await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

/** How to reach an embedded database that another process of this user has open. */
export function embeddedAddress(place: HolderAddress): EmbeddedAddress {
  return { ...place, user: "postgres", database: "postgres" };
}

/** Whether the data folder has a database. */
export function hasEmbeddedDatabase(dataDir: string): boolean {
  return existsSync(join(dataDir, DATABASE_FOLDER));
}

/**
 * Puts a new database, filled by `fill`, in the place of the data folder's. What was there is kept beside it; when `fill`
 * fails nothing has changed.
 *
 * @returns the folder that the former database was moved to, null when there was none.
 * @throws {DataFolderInUse} while a server runs on the folder.
 */
export async function replaceEmbeddedDatabase(
  dataDir: string,
  stamp: string,
  fill: (address: EmbeddedAddress) => Promise<void>,
): Promise<string | null> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataFolder(dataDir);
  const restoring = join(dataDir, RESTORING_FOLDER);
  try {
    await removeUnfinished(dataDir);
    const database = await EmbeddedDatabase.open(restoring, () => undefined);
    try {
      await fill(database.address);
    } finally {
      await database.close();
    }
    return await swapDatabase(dataDir, restoring, stamp);
  } finally {
    await rm(restoring, { recursive: true, force: true });
    await lock.release();
  }
}

/** The restored database is whole under its second name before the other one moves: a kill between is put right. */
async function swapDatabase(dataDir: string, restoring: string, stamp: string): Promise<string | null> {
  const databaseDir = join(dataDir, DATABASE_FOLDER);
  const restored = join(dataDir, RESTORED_FOLDER);
  const former = existsSync(databaseDir) ? `${databaseDir}.before-restore-${stamp}` : null;
  await rename(join(restoring, DATABASE_FOLDER), restored);
  if (former !== null) await rename(databaseDir, former);
  await rename(restored, databaseDir);
  return former;
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
