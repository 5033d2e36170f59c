import { MARKET_STREAM_PATH, type SessionKind, type Timeframe } from "@spotlight/contracts";
import { ApiError, refusalOf } from "./json-api.ts";
import { type DecodedFrame, decodeFrame } from "./frames.ts";
import { SseParser } from "./sse.ts";

/** What one connection asks for. */
export interface ConnectionRequest {
  readonly base: string;
  readonly fetch: typeof fetch;
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  /** The log position to go on from. */
  readonly cursor: number | null;
  readonly signal: AbortSignal;
}

/** What one connection reports while it lasts. */
export interface ConnectionListener {
  /** Bytes came: the other side lives. */
  bytes(): void;
  /** The server's wish for the reconnection delay, in milliseconds. */
  retry(ms: number): void;
  frame(frame: DecodedFrame): void;
}

/** Address of the stream for a request. */
function streamUrl(request: Omit<ConnectionRequest, "fetch" | "signal">): string {
  const query = new URLSearchParams({
    symbols: request.symbols.join(","),
    timeframe: request.timeframe,
    session: request.session,
  });
  if (request.cursor !== null) query.set("lastEventId", String(request.cursor));
  return `${request.base}${MARKET_STREAM_PATH}?${query.toString()}`;
}

async function open(request: ConnectionRequest): Promise<ReadableStream<Uint8Array>> {
  let response: Response;
  try {
    response = await request.fetch(streamUrl(request), {
      headers: { accept: "text/event-stream" },
      cache: "no-store",
      credentials: "same-origin",
      signal: request.signal,
    });
  } catch {
    throw new ApiError(0, "unreachable", "The server does not answer.");
  }
  if (!response.ok) throw await refusalOf(response);
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/event-stream") || response.body === null) {
    throw new ApiError(response.status, "bad_answer", "The server's answer is not a stream.");
  }
  return response.body;
}

/**
 * Reads one stream until it ends. Resolves when the server ended it; rejects with {@link ApiError} when it could not be
 * opened, and with whatever the platform throws when it broke or the signal aborted.
 */
export async function readStream(request: ConnectionRequest, listener: ConnectionListener): Promise<void> {
  const body = await open(request);
  const parser = new SseParser();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || request.signal.aborted) return;
      listener.bytes();
      for (const item of parser.push(value)) {
        if (item.type === "retry") listener.retry(item.ms);
        else if (item.type === "event") listener.frame(decodeFrame(item));
        if (request.signal.aborted) return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
