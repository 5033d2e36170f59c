import { setTimeout as delay } from "node:timers/promises";
import { type Item, newId } from "./realtime-events.ts";
import type { ModelStep } from "./realtime-script.ts";

/** Characters in one piece of streamed words, and the pause after each, ms. */
const PIECE = 12;
const PIECE_MS = 10;

type Known = Item & { readonly id: string };

/** The conversation that a response is part of. */
export interface ResponseHost {
  /** Sends an event with an id of its own. */
  send(event: Readonly<Record<string, unknown>> & { readonly type: string }): void;
  /** Puts an item at the end of the conversation. */
  add(item: Known): void;
  /** Replaces an item by what it has become. */
  settle(item: Known): void;
  /** Breaks off, as a lost connection does. */
  drop(): void;
}

type Ending = { readonly status: "completed" | "cancelled" | "failed"; readonly details: object | null };

/** One response of the model: its items one after another, in the service's order of events. */
export class RealtimeResponse {
  readonly id = newId("resp");
  readonly #conversation: ResponseHost;
  readonly #output: Item[] = [];
  readonly #stop = new AbortController();
  #ending: Ending = { status: "completed", details: null };

  constructor(conversation: ResponseHost) {
    this.#conversation = conversation;
  }

  /** Does what the model decided, until it is done or cancelled. */
  async run(steps: readonly ModelStep[]): Promise<void> {
    this.#conversation.send({ type: "response.created", response: this.#described("in_progress") });
    for (const step of steps) {
      if (this.#stop.signal.aborted) return;
      await this.#do(step);
    }
  }

  /** Ends it before it is done. */
  cancel(reason: "turn_detected" | "client_cancelled"): void {
    if (this.#stop.signal.aborted) return;
    this.#ending = { status: "cancelled", details: { type: "cancelled", reason } };
    this.#stop.abort();
  }

  /** Tells the client how it ended. */
  finish(): void {
    this.#conversation.send({ type: "response.done", response: this.#described(this.#ending.status) });
  }

  async #do(step: ModelStep): Promise<void> {
    switch (step.kind) {
      case "call":
        this.#call(step.name, typeof step.input === "string" ? step.input : JSON.stringify(step.input));
        return;
      case "words":
        return this.#write(step.text);
      case "wait":
        return this.#pause(step.ms);
      case "drop":
        this.#conversation.drop();
        return;
      case "fail":
        this.#ending = {
          status: "failed",
          details: { type: "failed", error: { type: "server_error", message: step.message } },
        };
        this.#stop.abort();
    }
  }

  #call(name: string, args: string): void {
    const item = { id: newId("item"), type: "function_call", call_id: newId("call"), name } as const;
    const at = this.#begin({ ...item, arguments: "", status: "in_progress" });
    const of = { response_id: this.id, output_index: at, item_id: item.id, call_id: item.call_id };
    this.#conversation.send({ type: "response.function_call_arguments.delta", ...of, delta: args });
    this.#conversation.send({ type: "response.function_call_arguments.done", ...of, name, arguments: args });
    this.#end(at, { ...item, arguments: args, status: "completed" });
  }

  async #write(text: string): Promise<void> {
    const item = { id: newId("item"), type: "message", role: "assistant" } as const;
    const at = this.#begin({ ...item, content: [], status: "in_progress" });
    const of = { response_id: this.id, output_index: at, item_id: item.id, content_index: 0 };
    this.#conversation.send({
      type: "response.content_part.added",
      ...of,
      part: { type: "text", text: "" },
    });
    let written = "";
    while (written.length < text.length && !this.#stop.signal.aborted) {
      const delta = text.slice(written.length, written.length + PIECE);
      written += delta;
      this.#conversation.send({ type: "response.output_text.delta", ...of, delta });
      await this.#pause(PIECE_MS);
    }
    const status = written.length < text.length ? "incomplete" : "completed";
    this.#conversation.send({ type: "response.output_text.done", ...of, text: written });
    const part = { type: "text", text: written };
    this.#conversation.send({ type: "response.content_part.done", ...of, part });
    this.#end(at, { ...item, content: [{ type: "output_text", text: written }], status });
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  #begin(item: Known): number {
    this.#conversation.add(item);
    const at = this.#output.push(item) - 1;
    this.#conversation.send({
      type: "response.output_item.added",
      response_id: this.id,
      output_index: at,
      item,
    });
    return at;
  }

  #end(at: number, item: Known): void {
    this.#output[at] = item;
    this.#conversation.settle(item);
    this.#conversation.send({
      type: "response.output_item.done",
      response_id: this.id,
      output_index: at,
      item,
    });
  }

  #described(status: Ending["status"] | "in_progress"): object {
    return {
      id: this.id,
      object: "realtime.response",
      status,
      status_details: status === "in_progress" ? null : this.#ending.details,
      output: this.#output,
      usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    };
  }
}
