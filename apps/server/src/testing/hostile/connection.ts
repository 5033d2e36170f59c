import { type Socket, connect } from "node:net";
import type { HostileRequest } from "./requests.ts";

/** How long an answer may take before the server counts as hung. */
const PATIENCE_MS = 20_000;
/** An answer to bytes that are no request may not come at all: they can look like the beginning of one. */
const SHORT_PATIENCE_MS = 300;

/** What came back. */
export interface HostileAnswer {
  /** 0 when the connection ended, or nothing came, without an answer. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const NOTHING: HostileAnswer = { status: 0, headers: new Map(), body: "" };

/**
 * A client that sends whatever bytes it is given and reads answers by itself, over one connection for as long as the server
 * keeps it.
 */
export class HostileConnection {
  readonly #port: number;
  #socket: Socket | null = null;
  #held = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a request and reads its answer. Rejects when a request that is one gets none. */
  async ask(request: HostileRequest): Promise<HostileAnswer> {
    const fresh = this.#socket === null || request.unreadable;
    if (fresh) await this.#connect();
    this.#socket?.write(request.bytes);
    const patienceMs = request.unreadable ? SHORT_PATIENCE_MS : PATIENCE_MS;
    const answer = await this.#answer(request.head, patienceMs);
    if (answer.status === 0 && !request.unreadable) {
      // A connection that was kept may have been ended by the server just before it was used again.
      this.close();
      if (!fresh) return this.ask(request);
      throw new Error("the request got no answer");
    }
    const ends = /close|upgrade/i.test(answer.headers.get("connection") ?? "") || answer.status === 0;
    if (
      ends ||
      request.unreadable ||
      answer.headers.get("content-type")?.startsWith("text/event-stream") === true
    )
      this.close();
    return answer;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #connect(): Promise<void> {
    this.close();
    this.#held = Buffer.alloc(0);
    this.#ended = false;
    const socket = connect({ host: "127.0.0.1", port: this.#port });
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      if (this.#socket !== socket) return;
      this.#held = Buffer.concat([this.#held, chunk]);
      this.#wake();
    });
    const over = (): void => {
      if (this.#socket !== socket) return;
      this.#ended = true;
      this.#wake();
    };
    socket.on("error", over);
    socket.on("close", over);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
  }

  async #answer(head: boolean, patienceMs: number): Promise<HostileAnswer> {
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      const end = await this.#find("\r\n\r\n", untilMs);
      if (end < 0) return NOTHING;
      const [statusLine = "", ...lines] = this.#take(end + 4)
        .toString("latin1")
        .trimEnd()
        .split("\r\n");
      const status = Number(statusLine.split(" ")[1]);
      if (status === 100) continue;
      const headers = new Map(
        lines.map((line) => [
          line.slice(0, line.indexOf(":")).toLowerCase(),
          line.slice(line.indexOf(":") + 1).trim(),
        ]),
      );
      return { status, headers, body: await this.#body(status, head, headers, untilMs) };
    }
  }

  async #body(
    status: number,
    head: boolean,
    headers: ReadonlyMap<string, string>,
    untilMs: number,
  ): Promise<string> {
    const stream = headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (head || stream || status < 200 || status === 204 || status === 304) return "";
    if (headers.get("transfer-encoding") === "chunked") return this.#chunks(untilMs);
    const length = Number(headers.get("content-length") ?? 0);
    if (!(await this.#waitFor(length, untilMs))) return "";
    return this.#take(length).toString("utf8");
  }

  async #chunks(untilMs: number): Promise<string> {
    const pieces: Buffer[] = [];
    for (;;) {
      const end = await this.#find("\r\n", untilMs);
      if (end < 0) return Buffer.concat(pieces).toString("utf8");
      const length = Number.parseInt(this.#take(end + 2).toString("latin1"), 16);
      if (!(await this.#waitFor(length + 2, untilMs))) return Buffer.concat(pieces).toString("utf8");
      pieces.push(this.#take(length + 2).subarray(0, length));
      if (length === 0) return Buffer.concat(pieces).toString("utf8");
    }
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #find(mark: string, untilMs: number): Promise<number> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) return at;
      if (!(await this.#waitFor(this.#held.length + 1, untilMs))) return -1;
    }
  }

  async #waitFor(length: number, untilMs: number): Promise<boolean> {
    while (this.#held.length < length) {
      const leftMs = untilMs - performance.now();
      if (this.#ended || leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }
}
