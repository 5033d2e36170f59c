import { z } from "zod";

/** First bytes of every backup, of whatever version. The last two tell a file that was copied as text. */
export const MAGIC = Buffer.from("SPOTLIGHT\u001a\r\n", "latin1");
/** The version that this code writes, and the newest that it reads. */
export const FORMAT_VERSION = 1;
/** Bytes of the SHA-256 that ends every backup, of whatever version, over everything before it. */
export const DIGEST_BYTES = 32;
/** Bytes before the head: magic, version (16 bits, big-endian), length of the head (32 bits). */
export const PREAMBLE_BYTES = MAGIC.length + 2 + 4;

const HEAD_BYTES_MAX = 1_048_576;
const count = z.number().int().nonnegative();

/** How a backup was encrypted; see `cipher.ts`. The bounds keep a forged head from costing gigabytes. */
export const encryptionSchema = z.object({
  kdf: z.literal("scrypt"),
  cost: z.number().int().min(1_024).max(1_048_576),
  blockSize: z.number().int().min(1).max(16),
  parallelization: z.number().int().min(1).max(4),
  salt: z.base64(),
  cipher: z.literal("aes-256-gcm"),
  chunkBytes: z.number().int().min(1_024).max(1_048_576),
});

/** Encryption of one backup. */
export type Encryption = z.infer<typeof encryptionSchema>;

/** What a backup says of itself; readable without its passphrase. */
export const headSchema = z.object({
  product: z.string(),
  createdMs: count,
  /** Times of the migrations that the data has, as the migrations' journal names them, ascending. */
  migrations: z.array(count).min(1),
  /** Every table with its number of rows. */
  tables: z.array(z.object({ name: z.string(), rows: count })),
  encryption: encryptionSchema.nullable(),
});

/** What a backup says of itself. */
export type BackupHead = z.infer<typeof headSchema>;

/**
 * One line of a backup's body: a table's name and columns, a row of the table named last (each value in PostgreSQL's own
 * text form), a sequence's position, or a small file of the data folder.
 */
export type BackupLine =
  | { readonly table: string; readonly columns: readonly string[] }
  | readonly (string | null)[]
  | { readonly sequence: string; readonly value: string; readonly called: boolean }
  | { readonly file: string; readonly base64: string };

/** A file that is no usable backup; the message says why in one sentence. Nothing was changed. */
export class BackupUnusable extends Error {
  /** A passphrase is missing or wrong; the file may be fine. */
  readonly passphrase: boolean;

  constructor(message: string, passphrase = false) {
    super(message);
    this.passphrase = passphrase;
  }
}

/** Bytes of magic, version and head. */
export function encodeHead(head: BackupHead): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  MAGIC.copy(preamble);
  preamble.writeUInt16BE(FORMAT_VERSION, MAGIC.length);
  preamble.writeUInt32BE(json.length, MAGIC.length + 2);
  return Buffer.concat([preamble, json]);
}

/**
 * Length of the head from a file's first `PREAMBLE_BYTES` bytes.
 *
 * @throws {BackupUnusable} when the format is newer than this code.
 */
export function headLength(preamble: Buffer): number {
  const version = preamble.readUInt16BE(MAGIC.length);
  if (version !== FORMAT_VERSION)
    throw new BackupUnusable(
      `The backup has format ${version}, and this version reads ${FORMAT_VERSION}: update Spotlight Trader, then restore it.`,
    );
  const length = preamble.readUInt32BE(MAGIC.length + 2);
  if (length > HEAD_BYTES_MAX) throw new BackupUnusable("The backup's head is not valid.");
  return length;
}

/** @throws {BackupUnusable} when the bytes are no head. */
export function decodeHead(bytes: Buffer): BackupHead {
  try {
    return headSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    throw new BackupUnusable("The backup's head is not valid.");
  }
}
