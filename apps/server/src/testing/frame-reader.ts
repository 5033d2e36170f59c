import { type ClientRequest, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Callout, RiskState } from "@spotlight/contracts";

/** A frame as it came. */
export interface ReceivedFrame {
  readonly event: string;
  /** Its place in the log; null for what is disposable. */
  readonly id: number | null;
  readonly data: string;
  /** When its last byte was read, on the process's monotonic clock, ms. */
  readonly readMs: number;
}

/** A reader of the stream that keeps the durable frames that it is sent, on one connection without resuming. */
export class FrameReader {
  readonly frames: ReceivedFrame[] = [];
  readonly #request: ClientRequest;
  #buffer = "";

  private constructor(request: ClientRequest) {
    this.#request = request;
  }

  /** Connects; resolves with the bootstrap frame read. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<FrameReader> {
    return new Promise((done, failed) => {
      const request = get(url, { headers, agent: false }, (response) => {
        const reader = new FrameReader(request);
        response.setEncoding("utf8");
        response.on("error", () => undefined);
        response.on("data", (chunk: string) => {
          reader.#take(chunk);
          if (reader.frames.length > 0) done(reader);
        });
      });
      request.on("error", failed);
    });
  }

  /** Every callout that it was told, in the order in which they came. */
  get callouts(): readonly Callout[] {
    return this.#of("callout").map((data) => JSON.parse(data) as Callout);
  }

  /** Every state of the limits that it was told. */
  get risks(): readonly RiskState[] {
    return this.#of("risk").map((data) => JSON.parse(data) as RiskState);
  }

  /** Resolves once a frame at or past a cursor has come. */
  async reached(cursor: number, timeoutMs = 10_000): Promise<void> {
    const until = performance.now() + timeoutMs;
    while (!this.frames.some(({ id }) => (id ?? -1) >= cursor)) {
      if (performance.now() > until) throw new Error(`no frame at ${cursor} has come`);
      await delay(10);
    }
  }

  close(): void {
    this.#request.destroy();
  }

  #of(kind: string): readonly string[] {
    return this.frames.flatMap(({ event, data }) => (event === kind ? [data] : []));
  }

  #take(chunk: string): void {
    const readMs = performance.now();
    this.#buffer += chunk;
    for (let end = this.#buffer.indexOf("\n\n"); end >= 0; end = this.#buffer.indexOf("\n\n")) {
      this.#frame(this.#buffer.slice(0, end), readMs);
      this.#buffer = this.#buffer.slice(end + 2);
    }
  }

  #frame(block: string, readMs: number): void {
    const fields = new Map(
      block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    const event = fields.get("event");
    const id = fields.get("id");
    if (event === undefined || event === "microbar") return;
    this.frames.push({
      event,
      id: id === undefined ? null : Number(id),
      data: fields.get("data") ?? "",
      readMs,
    });
  }
}
