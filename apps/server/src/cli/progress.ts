import type { WriteStream } from "node:tty";

const SHOWN_AFTER_MS = 2_000;
const REDRAW_MS = 100;
const WIDTH = 30;

/** A bar on the terminal for work that takes longer than two seconds, when a person watches; silent otherwise. */
export class Progress {
  readonly #what: string;
  readonly #out: WriteStream | null;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  #drawnMs = -Infinity;
  #drawn = false;

  /** `out` is where the bar goes when it is a terminal. */
  constructor(what: string, out: WriteStream, nowMs: () => number = () => performance.now()) {
    this.#what = what;
    this.#out = out.isTTY ? out : null;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  /** Says how much is done, of how much. */
  step(done: number, total: number): void {
    const nowMs = this.#nowMs();
    if (this.#out === null || nowMs - this.#startMs < SHOWN_AFTER_MS || nowMs - this.#drawnMs < REDRAW_MS)
      return;
    this.#drawnMs = nowMs;
    this.#drawn = true;
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const full = Math.round(share * WIDTH);
    const bar = `${"█".repeat(full)}${"░".repeat(WIDTH - full)}`;
    this.#out.write(`\r${this.#what} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#drawn) this.#out?.write(`\r${" ".repeat(this.#what.length + WIDTH + 7)}\r`);
    this.#drawn = false;
  }
}
