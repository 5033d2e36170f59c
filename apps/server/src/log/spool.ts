import { type FileHandle, mkdir, open, rename, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { crc32 } from "node:zlib";
import type { Fact, FeedProgress } from "./market-log.ts";

/** Facts that have their cursors and are on disk, but not in the database yet; with the progress that they are of. */
export interface SpoolRecord {
  readonly source: string;
  readonly facts: readonly Fact[];
  readonly progress: FeedProgress | null;
}

/** The spool may not grow any more. What was to be added is not in it. */
export class SpoolFull extends Error {
  constructor() {
    super("the database has been away for so long that the spool is full; the feed waits");
  }
}

/** Folder of the spool in the data folder. */
export const SPOOL_FOLDER = "spool";
/** The spool of a data folder. */
export function spoolFile(dataDir: string): string {
  return join(dataDir, SPOOL_FOLDER, "facts.jsonl");
}

/** Largest spool, bytes. */
const BYTES_MAX = 268_435_456;

/**
 * A file of facts that wait for the database: one line each record, its CRC-32 before it. A record is in the spool once
 * `append` resolves, and survives whatever happens to the process or the machine from then on.
 */
export class Spool {
  readonly #file: string;
  readonly #owner: string;
  #handle: FileHandle | null = null;
  #bytes = 0;

  /** `owner` names the database that the facts belong to: a spool of another one is never read. */
  constructor(file: string, owner: string) {
    this.#file = file;
    this.#owner = owner;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Everything that was spooled and not cleared. A line that was being written when the process ended is cut off; a spool
   * of another database is put aside under another name.
   */
  async recover(): Promise<readonly SpoolRecord[]> {
    const { owner, records, wholeBytes } = await readSpool(this.#file);
    if (owner === null) return [];
    if (owner !== this.#owner) {
      await this.putAside();
      return [];
    }
    await truncate(this.#file, wholeBytes);
    this.#bytes = wholeBytes;
    return records;
  }

  /**
   * Adds a record; durable once it resolves.
   *
   * @throws {SpoolFull}
   */
  async append(record: SpoolRecord): Promise<void> {
    const head = this.#bytes === 0 ? lineOf({ owner: this.#owner }) : "";
    const bytes = Buffer.from(head + lineOf(record));
    if (this.#bytes + bytes.length > BYTES_MAX) throw new SpoolFull();
    const handle = await this.#opened();
    try {
      await handle.write(bytes, 0, bytes.length, this.#bytes);
      await handle.datasync();
    } catch (error) {
      await handle.truncate(this.#bytes).catch(() => undefined);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  /** Forgets everything: it is all in the database. */
  async clear(): Promise<void> {
    const handle = await this.#opened();
    await handle.truncate(0);
    await handle.datasync();
    this.#bytes = 0;
  }

  /** Keeps the file under another name, for a person to look at. Answers that name. */
  async putAside(): Promise<string> {
    await this.close();
    const aside = `${this.#file}.aside-${Date.now()}`;
    await rename(this.#file, aside);
    this.#bytes = 0;
    return aside;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async #opened(): Promise<FileHandle> {
    if (this.#handle !== null) return this.#handle;
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    await (await open(this.#file, "a", 0o600)).close();
    const handle = await open(this.#file, "r+");
    this.#handle = handle;
    return handle;
  }
}

function lineOf(content: object): string {
  const text = JSON.stringify(content);
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

/**
 * What a spool's file holds, and the name of the database that it is of: null when it holds nothing whole, or is not
 * there. `wholeBytes` is where the last whole line ends.
 */
export async function readSpool(
  file: string,
): Promise<{ owner: string | null; records: readonly SpoolRecord[]; wholeBytes: number }> {
  const records: SpoolRecord[] = [];
  let owner: string | null = null;
  let wholeBytes = 0;
  const handle = await openExisting(file);
  if (handle === null) return { owner, records, wholeBytes };
  try {
    const { size } = await handle.stat();
    const input = handle.createReadStream({ autoClose: false });
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const text = line.slice(9);
      const end = wholeBytes + Buffer.byteLength(line) + 1;
      if (end > size || crc32(text).toString(16).padStart(8, "0") !== line.slice(0, 8)) break;
      const content = JSON.parse(text) as SpoolRecord | { readonly owner: string };
      if ("owner" in content) ({ owner } = content);
      else records.push(content);
      wholeBytes = end;
    }
  } finally {
    await handle.close();
  }
  return { owner, records, wholeBytes };
}

async function openExisting(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
