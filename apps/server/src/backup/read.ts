import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { decrypt, deriveKey } from "./cipher.ts";
import {
  type BackupHead,
  type BackupLine,
  BackupUnusable,
  DIGEST_BYTES,
  MAGIC,
  PREAMBLE_BYTES,
  decodeHead,
  headLength,
} from "./format.ts";

/** A backup whose every byte was checked. */
export interface Backup {
  readonly file: string;
  readonly head: BackupHead;
  /** Bytes of magic, version and head. */
  readonly headBytes: Buffer;
  readonly bodyEnd: number;
  readonly key: Buffer | null;
}

/**
 * Reads a backup whole: its digest, its head, every line of its body, and that each table has as many rows as it says.
 *
 * @param passphrase of an encrypted backup; not looked at otherwise.
 * @throws {BackupUnusable} with one sentence that says what is wrong.
 */
export async function verifyBackup(file: string, passphrase: string | null): Promise<Backup> {
  const backup = await openBackup(file, passphrase);
  await checkBody(backup);
  return backup;
}

/**
 * Reads the head of a backup after checking the digest of the whole file.
 *
 * @throws {BackupUnusable} when the file is no backup or damaged.
 */
export async function readHead(file: string): Promise<Omit<Backup, "key">> {
  const handle = await open(file, "r").catch((error: unknown) => {
    throw new BackupUnusable(`${file} cannot be read: ${error instanceof Error ? error.message : ""}.`);
  });
  try {
    const { size } = await handle.stat();
    const preamble = await bytesAt(handle, 0, PREAMBLE_BYTES);
    if (!preamble.subarray(0, MAGIC.length).equals(MAGIC))
      throw new BackupUnusable(`${file} is not a backup of Spotlight Trader.`);
    const bodyEnd = size - DIGEST_BYTES;
    if (bodyEnd < PREAMBLE_BYTES) throw damaged();
    const digest = await bytesAt(handle, bodyEnd, DIGEST_BYTES);
    if (!(await digestOf(file, bodyEnd)).equals(digest)) throw damaged();
    const headBytes = await bytesAt(handle, 0, PREAMBLE_BYTES + headLength(preamble));
    return { file, head: decodeHead(headBytes.subarray(PREAMBLE_BYTES)), headBytes, bodyEnd };
  } finally {
    await handle.close();
  }
}

async function openBackup(file: string, passphrase: string | null): Promise<Backup> {
  const backup = await readHead(file);
  const { encryption } = backup.head;
  if (encryption === null) return { ...backup, key: null };
  if (passphrase === null)
    throw new BackupUnusable("The backup is encrypted, and no passphrase was given.", true);
  return { ...backup, key: await deriveKey(passphrase, encryption) };
}

function damaged(): BackupUnusable {
  return new BackupUnusable("The backup is damaged: its checksum does not match. Use another copy of it.");
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function digestOf(file: string, end: number): Promise<Buffer> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { end: end - 1 }), hash);
  return hash.digest();
}

/** The lines of a checked backup's body, many at a time. */
export async function* backupLines(backup: Backup): AsyncGenerator<readonly BackupLine[]> {
  const { file, headBytes, bodyEnd, key, head } = backup;
  const bytes = createReadStream(file, { start: headBytes.length, end: bodyEnd - 1 });
  const chunkBytes = head.encryption?.chunkBytes ?? 0;
  const compressed =
    key === null ? bytes : Readable.from(decrypt(bytes, { key, head: headBytes, chunkBytes }));
  const gunzip = createGunzip();
  const unpacking = pipeline(compressed, gunzip);
  unpacking.catch(() => undefined);
  let held = "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      const lines = (held + decoder.decode(chunk, { stream: true })).split("\n");
      held = lines.pop() ?? "";
      if (lines.length > 0) yield lines.map(parseLine);
    }
    await unpacking;
  } catch (error) {
    throw error instanceof BackupUnusable ? error : new BackupUnusable("The backup is damaged inside.");
  }
  if (held !== "") throw new BackupUnusable("The backup ends in the middle of a line.");
}

function parseLine(line: string): BackupLine {
  return JSON.parse(line) as BackupLine;
}

/** The line is a row of the table named last. */
export function isRow(line: BackupLine): line is readonly (string | null)[] {
  return Array.isArray(line);
}

async function checkBody(backup: Backup): Promise<void> {
  const counts = new Map<string, number>();
  let table = "";
  let width = 0;
  for await (const lines of backupLines(backup)) {
    for (const line of lines) {
      if (isRow(line)) {
        if (line.length !== width) throw new BackupUnusable(`A row of ${table} is not whole.`);
        counts.set(table, (counts.get(table) ?? 0) + 1);
      } else if ("table" in line) {
        ({ table } = line);
        width = line.columns.length;
        counts.set(table, 0);
      }
    }
  }
  for (const { name, rows } of backup.head.tables) {
    if (counts.get(name) !== rows)
      throw new BackupUnusable(`The backup has ${counts.get(name) ?? 0} of ${rows} rows of ${name}.`);
  }
}
