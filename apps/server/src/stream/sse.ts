import { STREAM_HEARTBEAT_MS, type StreamFrames } from "@spotlight/contracts";

/** How long a client waits before it connects again, as the stream tells it. */
export const RETRY_MS = 1_000;

/** A comment that keeps proxies and watchdogs calm. */
export const HEARTBEAT_TEXT = ": alive\n\n";
/** Pause between heartbeats, ms; well inside the promise of `STREAM_HEARTBEAT_MS`. */
export const HEARTBEAT_EVERY_MS = STREAM_HEARTBEAT_MS - 5_000;

/** One frame of the stream as text. JSON has no bare newline, so `data` is always one line. */
export function frameText<Name extends keyof StreamFrames>(
  event: Name,
  data: StreamFrames[Name],
  id?: number,
): string {
  const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  return id === undefined ? text : `id: ${id}\n${text}`;
}

/** Text as one chunk of an HTTP/1.1 chunked body (RFC 9112, 7.1): prepared once, written to any number of readers. */
export function chunkOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.from(`${length.toString(16)}\r\n${text}\r\n`);
}

/** The end of a chunked body. */
export const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** Head of a stream's response. Nothing on the way may buffer, compress or keep it. */
export function streamHead(extra: Readonly<Record<string, string>>): Buffer {
  const headers = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "Transfer-Encoding": "chunked",
    Connection: "close",
    ...extra,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join("")}\r\n`);
}
