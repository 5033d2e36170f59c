import { type ClientRequest, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** A `bar` frame as it came: the position it left the reader at, and its bytes. */
export interface ReceivedBar {
  readonly cursor: number;
  readonly data: string;
}

const RETRY_MS = 20;

/**
 * A reader of the stream in the plainest form, with its own parser so that no mistake is shared with the product's
 * client. It cuts its own connection wherever it is told, throws away the frame it was in, and resumes with its last id.
 */
export class RawReader {
  readonly bars: ReceivedBar[] = [];
  readonly gaps: string[] = [];
  cuts = 0;
  cursor: number | null;
  bootstrapCursor: number | null = null;
  readonly #url: string;
  readonly #bytesUntilCut: () => number;
  #request: ClientRequest | null = null;
  #stopped = false;
  #buffer = "";
  #pendingBars: string[] = [];

  /** `bytesUntilCut` is asked at each connection; Infinity never cuts. */
  constructor(url: string, cursor: number | null, bytesUntilCut: () => number) {
    this.#url = url;
    this.cursor = cursor;
    this.#bytesUntilCut = bytesUntilCut;
  }

  /** Reads, and connects again whenever the connection ends, until it is stopped. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      await this.#connect();
      await delay(RETRY_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#request?.destroy();
  }

  /** Resolves once the reader's position is at or past a cursor. */
  async reached(cursor: number, timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    while ((this.cursor ?? -1) < cursor) {
      if (performance.now() > until) throw new Error(`the reader stands at ${this.cursor}, not at ${cursor}`);
      await delay(10);
    }
  }

  async #connect(): Promise<void> {
    this.#buffer = "";
    this.#pendingBars = [];
    let left = this.#bytesUntilCut();
    const headers = this.cursor === null ? {} : { "Last-Event-ID": String(this.cursor) };
    await new Promise<void>((ended) => {
      const request = get(this.#url, { headers, agent: false }, (response) => {
        response.setEncoding("latin1");
        response.on("data", (chunk: string) => {
          if (left <= 0 || this.#stopped) return;
          this.#take(chunk.slice(0, left));
          left -= chunk.length;
          if (left > 0) return;
          this.cuts += 1;
          request.destroy();
        });
        response.on("close", ended);
        response.on("error", () => ended());
      });
      request.on("error", () => ended());
      this.#request = request;
    });
  }

  #take(text: string): void {
    this.#buffer += text;
    for (let end = this.#buffer.indexOf("\n\n"); end >= 0; end = this.#buffer.indexOf("\n\n")) {
      this.#frame(this.#buffer.slice(0, end));
      this.#buffer = this.#buffer.slice(end + 2);
    }
  }

  #frame(block: string): void {
    const fields = new Map(
      block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    const event = fields.get("event");
    const data = fields.get("data") ?? "";
    const id = fields.get("id");
    if (event === "bootstrap") this.bootstrapCursor = (JSON.parse(data) as { cursor: number }).cursor;
    if (event === "gap") this.gaps.push(data);
    if (event === "bar") this.#pendingBars.push(data);
    if (id === undefined) return;
    this.cursor = Number(id);
    for (const bar of this.#pendingBars.splice(0)) this.bars.push({ cursor: this.cursor, data: bar });
  }
}
