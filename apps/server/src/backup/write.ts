import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { ClientBase } from "pg";
import { PIN_FILE } from "../access/pin.ts";
import { SECRET_FILE } from "../access/secret.ts";
import { deriveKey, encrypt, newEncryption } from "./cipher.ts";
import { type BackupHead, type BackupLine, encodeHead } from "./format.ts";
import { verifyBackup } from "./read.ts";
import { Snapshot } from "./snapshot.ts";

/** Small files of the data folder that belong to what is backed up: the sessions' key and the chosen PIN's hash. */
export const KEPT_FILES: readonly string[] = [SECRET_FILE, PIN_FILE];

/** What a backup is made of and where it goes. */
export interface BackupWish {
  /** A connection of its own, for as long as the backup takes. */
  readonly client: ClientBase;
  readonly dataDir: string;
  /** Where to; appears there only when it is whole and was read back. */
  readonly file: string;
  readonly product: string;
  readonly createdMs: number;
  /** Encrypts the body when there is one. */
  readonly passphrase: string | null;
  /** Told the rows done and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Writes a backup, reads it back whole, and only then gives it its name. Memory stays bounded whatever the size, and
 * commits of others wait only while the snapshot is taken.
 *
 * @returns the head of the backup.
 */
export async function writeBackup(wish: BackupWish): Promise<BackupHead> {
  const { file, passphrase, product, createdMs } = wish;
  const part = `${file}.part`;
  const snapshot = await Snapshot.take(wish.client);
  try {
    const encryption = passphrase === null ? null : newEncryption();
    const head: BackupHead = { product, createdMs, ...snapshot.head, encryption };
    await pipeline(fileBytes(head, snapshot, wish), createWriteStream(part, { mode: 0o600, flush: true }));
    await verifyBackup(part, passphrase);
    await rename(part, file);
    return head;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await snapshot.close();
  }
}

async function* fileBytes(
  head: BackupHead,
  snapshot: Snapshot,
  { passphrase, dataDir, onProgress }: BackupWish,
): AsyncGenerator<Buffer> {
  const digest = createHash("sha256");
  const first = encodeHead(head);
  digest.update(first);
  yield first;
  const gzip = createGzip();
  const compressing = pipeline(Readable.from(bodyText(head, snapshot, dataDir, onProgress)), gzip);
  // The reader of `gzip` below sees a failure too; this keeps it from counting as unhandled.
  compressing.catch(() => undefined);
  const { encryption } = head;
  const body =
    encryption === null || passphrase === null
      ? (gzip as AsyncIterable<Buffer>)
      : encrypt(gzip, {
          key: await deriveKey(passphrase, encryption),
          head: first,
          chunkBytes: encryption.chunkBytes,
        });
  for await (const bytes of body) {
    digest.update(bytes);
    yield bytes;
  }
  await compressing;
  yield digest.digest();
}

async function* bodyText(
  head: BackupHead,
  snapshot: Snapshot,
  dataDir: string,
  onProgress?: BackupWish["onProgress"],
): AsyncGenerator<string> {
  const total = head.tables.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  for await (const lines of snapshot.lines()) {
    yield asText(lines);
    done = Math.min(total, done + lines.length);
    onProgress?.(done, total);
  }
  for (const file of KEPT_FILES) {
    const path = join(dataDir, file);
    if (existsSync(path)) yield asText([{ file, base64: (await readFile(path)).toString("base64") }]);
  }
}

function asText(lines: readonly BackupLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
