import type { Socket } from "node:net";
import type { ReaderSummary } from "@spotlight/contracts";
import type { View } from "../engine/day-book.ts";
import { LAST_CHUNK, chunkOf } from "./sse.ts";

/** Bytes that may wait in this process for one reader before it is cut off. It resumes from its cursor. */
export const WAITING_BYTES_MAX = 1_048_576;
/** Above this many waiting bytes a reader gets no forming bars until it has caught up: newest wins. */
const CONFLATE_BYTES = 16_384;

/** Heartbeats in a row that may find a reader congested before it is cut off. */
const CONGESTED_BEATS_MAX = 3;

/** Why a reader was let go. */
export type Farewell = "slow" | "closed" | "shutdown" | "revoked";

/**
 * One client of the stream. Writes prepared chunks straight to the socket and watches how much of them waits, so that a
 * client that does not read costs a bounded amount of memory and nobody else's time.
 */
export class Reader {
  readonly symbols: readonly string[];
  readonly view: View;
  readonly wantsTicks: boolean;
  /** Whose decisions it is told. */
  readonly owner: string;
  /** The session that reads; null where there is no login. */
  readonly sessionId: string | null;
  /** Set when forming bars were held back; the next round sends them even if nothing traded since. */
  owesForming = false;
  readonly #startedMs: number;
  readonly #socket: Socket;
  readonly #onEnd: (farewell: Farewell) => void;
  #ended = false;
  #congestedBeats = 0;

  constructor(
    socket: Socket,
    wish: {
      readonly symbols: readonly string[];
      readonly view: View;
      readonly wantsTicks: boolean;
      readonly owner: string;
      readonly sessionId: string | null;
      /** When it connected, epoch ms. */
      readonly startedMs: number;
    },
    onEnd: (farewell: Farewell) => void,
  ) {
    this.#socket = socket;
    this.symbols = wish.symbols;
    this.view = wish.view;
    this.wantsTicks = wish.wantsTicks;
    this.owner = wish.owner;
    this.sessionId = wish.sessionId;
    this.#startedMs = wish.startedMs;
    this.#onEnd = onEnd;
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.on("close", () => this.#end("closed"));
    socket.on("error", () => socket.destroy());
    // What a client sends after its request is of no use; left unread it would only fill a buffer.
    socket.resume();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether forming bars should wait. */
  get congested(): boolean {
    return this.#socket.writableLength > CONFLATE_BYTES;
  }

  /** What administration sees of it. */
  summary(): ReaderSummary {
    const { timeframe, session } = this.view;
    return {
      symbols: [...this.symbols],
      timeframe,
      session,
      ticks: this.wantsTicks,
      sessionId: this.sessionId,
      startedMs: Math.floor(this.#startedMs),
      waitingBytes: this.#socket.writableLength,
      congested: this.congested,
    };
  }

  /** Writes bytes that must not be lost; a reader that cannot take them is cut off. Answers whether it could. */
  write(bytes: Buffer): boolean {
    if (this.#ended) return false;
    if (this.#socket.writableLength + bytes.length > WAITING_BYTES_MAX && this.#socket.writableLength > 0) {
      this.#end("slow");
      this.#socket.destroy();
      return false;
    }
    this.#socket.write(bytes);
    return true;
  }

  /** Writes a heartbeat, or cuts off a reader that has taken nothing for several of them. */
  beat(heartbeat: Buffer): void {
    this.#congestedBeats = this.congested ? this.#congestedBeats + 1 : 0;
    if (this.#congestedBeats <= CONGESTED_BEATS_MAX) {
      this.write(heartbeat);
      return;
    }
    this.#end("slow");
    this.#socket.destroy();
  }

  /** Resolves when the socket has taken what waits, or the reader is gone. */
  async drained(): Promise<void> {
    while (!this.#ended && this.congested) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#socket.off("drain", done);
          this.#socket.off("close", done);
          resolve();
        };
        this.#socket.once("drain", done);
        this.#socket.once("close", done);
      });
    }
  }

  /** Cuts the reader off, because its session has ended. */
  revoke(): void {
    this.#end("revoked");
    this.#socket.destroy();
  }

  /** Says good-bye in the protocol and closes the connection. */
  finish(text: string): void {
    if (this.#ended) return;
    this.#socket.end(Buffer.concat([chunkOf(text), LAST_CHUNK]));
    this.#end("shutdown");
  }

  #end(farewell: Farewell): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(farewell);
  }
}
