import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from "node:crypto";
import { BackupUnusable, type Encryption } from "./format.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
/** scrypt reads a little more than 128 × cost × block size. */
const SCRYPT_SLACK_BYTES = 1_048_576;

/** The parameters of a new backup: a salt of its own, and a cost of 128 MiB for each guess. */
export function newEncryption(): Encryption {
  return {
    kdf: "scrypt",
    cost: 131_072,
    blockSize: 8,
    parallelization: 1,
    salt: randomBytes(16).toString("base64"),
    cipher: "aes-256-gcm",
    chunkBytes: 65_536,
  };
}

/** The key of a passphrase. */
export async function deriveKey(passphrase: string, encryption: Encryption): Promise<Buffer> {
  const { cost: N, blockSize: r, parallelization: p } = encryption;
  const maxmem = 128 * N * r + 128 * r * p + SCRYPT_SLACK_BYTES;
  const salt = Buffer.from(encryption.salt, "base64");
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC"), salt, KEY_BYTES, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** What encrypts or decrypts one backup. `head` are the bytes before the body: a changed head fails every chunk. */
export interface Sealing {
  readonly key: Buffer;
  readonly head: Buffer;
  readonly chunkBytes: number;
}

/**
 * Encrypts a stream in chunks, each with its number and whether it is the last in its nonce, so that chunks can be neither
 * reordered nor left out. The key is never used for two backups, because each has its own salt.
 */
export async function* encrypt(source: AsyncIterable<Buffer>, sealing: Sealing): AsyncGenerator<Buffer> {
  let number = 0;
  let held: Buffer | null = null;
  for await (const chunk of inChunks(source, sealing.chunkBytes)) {
    if (held !== null) yield sealed(held, sealing, number++, false);
    held = chunk;
  }
  yield sealed(held ?? Buffer.alloc(0), sealing, number, true);
}

function sealed(chunk: Buffer, { key, head }: Sealing, number: number, last: boolean): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce(number, last));
  cipher.setAAD(createHash("sha256").update(head).digest());
  const text = Buffer.concat([cipher.update(chunk), cipher.final()]);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, cipher.getAuthTag()]);
}

/**
 * Decrypts what `encrypt` wrote.
 *
 * @throws {BackupUnusable} when the passphrase is wrong or a chunk is not whole.
 */
export async function* decrypt(source: AsyncIterable<Buffer>, sealing: Sealing): AsyncGenerator<Buffer> {
  const bytes = new ByteReader(source);
  for (let number = 0; ; number += 1) {
    const length = (await bytes.take(LENGTH_BYTES)).readUInt32BE();
    if (length > sealing.chunkBytes) throw damaged();
    const text = await bytes.take(length);
    const tag = await bytes.take(TAG_BYTES);
    const last = await bytes.atEnd();
    yield opened(text, tag, sealing, number, last);
    if (last) return;
  }
}

function opened(text: Buffer, tag: Buffer, { key, head }: Sealing, number: number, last: boolean): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce(number, last));
  decipher.setAAD(createHash("sha256").update(head).digest());
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]);
  } catch {
    // The whole file's digest was right before, so a first chunk that does not open means another key.
    throw number === 0 ? new BackupUnusable("The passphrase is wrong.", true) : damaged();
  }
}

function damaged(): BackupUnusable {
  return new BackupUnusable("The backup is damaged: an encrypted part of it is not whole.");
}

function nonce(number: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(NONCE_BYTES);
  bytes.writeUIntBE(number, NONCE_BYTES - 7, 6);
  bytes.writeUInt8(last ? 1 : 0, NONCE_BYTES - 1);
  return bytes;
}

async function* inChunks(source: AsyncIterable<Buffer>, chunkBytes: number): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    held = Buffer.concat([held, piece]);
    while (held.length >= chunkBytes) {
      yield held.subarray(0, chunkBytes);
      held = held.subarray(chunkBytes);
    }
  }
  if (held.length > 0) yield held;
}

/** Reads exact numbers of bytes from a stream. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count && !this.#ended) await this.#more();
    if (this.#held.length < count) throw damaged();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async atEnd(): Promise<boolean> {
    while (this.#held.length === 0 && !this.#ended) await this.#more();
    return this.#held.length === 0;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) this.#ended = true;
    else this.#held = Buffer.concat([this.#held, value]);
  }
}
