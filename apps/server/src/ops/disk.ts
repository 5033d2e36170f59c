import { statfs } from "node:fs/promises";

const LOOK_EVERY_MS = 1_000;
/** Free space below which the disk counts as full: this many bytes, or this share of a small disk. */
const FREE_MIN_BYTES = 268_435_456;
const FREE_MIN_SHARE = 0.05;

/** Free space of a disk, bytes. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/** Watches the disk that holds a folder. */
export class DiskWatch {
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  #space: DiskSpace | null = null;
  #failure: string | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** As of the last look; null before the first. */
  get space(): DiskSpace | null {
    return this.#space;
  }

  /** Why nothing more should be written to the disk; null while it has room. */
  get trouble(): string | null {
    if (this.#failure !== null) return this.#failure;
    if (this.#space === null) return "The disk has not been looked at yet.";
    const { freeBytes, sizeBytes } = this.#space;
    if (freeBytes >= Math.min(FREE_MIN_BYTES, sizeBytes * FREE_MIN_SHARE)) return null;
    return `The disk of DATA_DIR is full: ${Math.floor(freeBytes / 1_048_576)} MiB are free. Make room.`;
  }

  /** Looks now. */
  async look(): Promise<void> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.#folder);
      this.#space = { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
      this.#failure = null;
    } catch {
      this.#failure = "The folder of DATA_DIR cannot be read. Is its disk still there?";
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
