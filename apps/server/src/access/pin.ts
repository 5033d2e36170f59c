import { createHmac } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hash, verify } from "@node-rs/argon2";
import type { PinSource } from "@spotlight/contracts";
import { z } from "zod";

/** Name of the file that holds the hash of a chosen PIN, in the data folder. */
export const PIN_FILE = "pin.json";
/** Argon2id with 19 MiB, two passes and one lane: the first choice of OWASP's Password Storage Cheat Sheet. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Stands for the hash of a file that cannot be read: it locks, because no PIN matches it. */
const DAMAGED = "damaged";
const READ_EVERY_MS = 1_000;

const fileSchema = z.strictObject({ hash: z.string().startsWith("$argon2id$"), chosenMs: z.int() });

/** The PIN in force. */
export interface PinInForce {
  readonly source: PinSource;
  /** Names the PIN without telling it: sessions are bound to it, so another PIN ends them. Empty without a PIN. */
  readonly id: string;
}

/** A chosen PIN that anybody would try first. */
export class WeakPin extends Error {
  constructor() {
    super(
      "This PIN is one of the first that anybody would try. Choose one without a run or repeated digits.",
    );
  }
}

/** Holds the PIN as an Argon2id hash: that of AUTH_PIN in memory, that of a chosen one in the data folder. */
export class Pin {
  readonly #folder: string;
  readonly #secret: string;
  readonly #environmentHash: string | null;
  readonly #environmentId: string;
  #read: { readonly atMs: number; readonly hash: string | null } | null = null;

  private constructor(folder: string, secret: string, environmentHash: string | null, environmentId: string) {
    this.#folder = folder;
    this.#secret = secret;
    this.#environmentHash = environmentHash;
    this.#environmentId = environmentId;
  }

  /** `environmentPin` is AUTH_PIN, which stands above a chosen one; null when it is not set. */
  static async open(dataDir: string, secret: string, environmentPin: string | null): Promise<Pin> {
    if (environmentPin === null) return new Pin(dataDir, secret, null, "");
    const name = keyed(secret, environmentPin);
    return new Pin(dataDir, secret, await hash(environmentPin, ARGON2ID), name);
  }

  /** The PIN in force; a command may reset it while the server runs, which is noticed within a second. */
  async inForce(): Promise<PinInForce> {
    if (this.#environmentHash !== null) return { source: "environment", id: this.#environmentId };
    const chosen = await this.#chosenHash();
    return chosen === null
      ? { source: "none", id: "" }
      : { source: "chosen", id: keyed(this.#secret, chosen) };
  }

  /** Whether this is the PIN. False when there is none. Takes the same time whatever is wrong with it. */
  async matches(pin: string): Promise<boolean> {
    const stored = this.#environmentHash ?? (await this.#chosenHash());
    return stored !== null && stored !== DAMAGED && verify(stored, pin);
  }

  /**
   * Stores a new PIN in place of the chosen one.
   *
   * @throws {WeakPin} when it is one of the first that anybody would try.
   */
  async choose(pin: string, nowMs: number): Promise<void> {
    if (isWeakPin(pin)) throw new WeakPin();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = join(this.#folder, PIN_FILE);
    const text = JSON.stringify({ hash: await hash(pin, ARGON2ID), chosenMs: nowMs });
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
    this.#read = null;
  }

  /** Forgets the chosen PIN. Answers whether there was one. */
  async reset(): Promise<boolean> {
    const had = (await this.#chosenHash()) !== null;
    await rm(join(this.#folder, PIN_FILE), { force: true });
    this.#read = null;
    return had;
  }

  async #chosenHash(): Promise<string | null> {
    const nowMs = performance.now();
    if (this.#read === null || nowMs - this.#read.atMs > READ_EVERY_MS) {
      this.#read = { atMs: nowMs, hash: await this.#readHash() };
    }
    return this.#read.hash;
  }

  async #readHash(): Promise<string | null> {
    let text: string;
    try {
      text = await readFile(join(this.#folder, PIN_FILE), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    const parsed = fileSchema.safeParse(safeJson(text));
    return parsed.success ? parsed.data.hash : DAMAGED;
  }
}

/** One digit repeated, or digits that run up or down by one. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set(Array.from(pin.slice(1), (digit, index) => Number(digit) - Number(pin[index])));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0] ?? 9);
}

function keyed(secret: string, text: string): string {
  return createHmac("sha256", secret).update("pin\0").update(text).digest("base64url");
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
