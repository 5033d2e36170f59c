/** One dispatched event. `id` is null when the event carried no id line of its own. */
export interface SseEvent {
  readonly type: "event";
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

/** A comment line; servers send them so that silence never means health. */
interface SseComment {
  readonly type: "comment";
  readonly text: string;
}

/** The server's wish for the reconnection delay, in milliseconds. */
interface SseRetry {
  readonly type: "retry";
  readonly ms: number;
}

/** Anything that a stream of server-sent events can say. */
export type SseItem = SseEvent | SseComment | SseRetry;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Parses server-sent events from bytes cut at any place: inside a character, between CR and LF, inside a field. One
 * parser serves one connection; what an interrupted connection left unfinished is dropped with it, as the standard says.
 */
export class SseParser {
  readonly #decoder = new TextDecoder("utf-8");
  #line = "";
  #afterReturn = false;
  #event = "";
  #data: string[] = [];
  #id: string | null = null;

  /** The items completed by these bytes, in order. */
  push(bytes: Uint8Array): SseItem[] {
    const items: SseItem[] = [];
    const text = this.#decoder.decode(bytes, { stream: true });
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED && this.#afterReturn) {
        this.#afterReturn = false;
        start = at + 1;
        continue;
      }
      this.#afterReturn = code === CARRIAGE_RETURN;
      if (code !== LINE_FEED && code !== CARRIAGE_RETURN) continue;
      this.#endLine(this.#line + text.slice(start, at), items);
      this.#line = "";
      start = at + 1;
    }
    this.#line += text.slice(start);
    return items;
  }

  #endLine(line: string, items: SseItem[]): void {
    if (line === "") {
      this.#dispatch(items);
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) {
      items.push({ type: "comment", text: line.slice(1).replace(/^ /, "") });
      return;
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    this.#takeField(field, value, items);
  }

  #takeField(field: string, value: string, items: SseItem[]): void {
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d+$/.test(value)) items.push({ type: "retry", ms: Number(value) });
  }

  #dispatch(items: SseItem[]): void {
    if (this.#data.length > 0) {
      const event = this.#event === "" ? "message" : this.#event;
      items.push({ type: "event", event, data: this.#data.join("\n"), id: this.#id });
    }
    this.#event = "";
    this.#data = [];
    this.#id = null;
  }
}
