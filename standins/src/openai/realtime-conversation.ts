import { type ClientEvent, type Item, type Session, clientEventSchema, newId } from "./realtime-events.ts";
import { RealtimeResponse, type ResponseHost } from "./realtime-response.ts";
import type { ModelScript } from "./realtime-script.ts";

/** How a conversation reaches its client. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

/**
 * One realtime session as the service holds it, whatever it is carried by: session updates, items, responses with function
 * calls, interruption, truncation, errors. What a person says into the microphone is told to it by {@link hear}.
 */
export class RealtimeConversation implements ResponseHost {
  readonly id = newId("sess");
  /** Every event that came, oldest first, for tests. */
  readonly received: ClientEvent[] = [];
  /** Milliseconds of sound that came since the last commit. */
  inputMs = 0;
  readonly #wire: Wire;
  readonly #script: ModelScript;
  readonly #items: Item[] = [];
  #session: Session;
  #response: RealtimeResponse | null = null;
  #closed = false;
  #startedMs = performance.now();
  #nextWords: string[] = [];

  constructor(wire: Wire, session: Session, script: ModelScript) {
    this.#wire = wire;
    this.#session = session;
    this.#script = script;
  }

  get session(): Session {
    return this.#session;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Whether the model is in the middle of a response. */
  get isAnswering(): boolean {
    return this.#response !== null;
  }

  /** Greets the client. */
  open(): void {
    this.#startedMs = performance.now();
    this.send({
      type: "session.created",
      session: { ...this.#session, id: this.id, object: "realtime.session", tracing: null },
    });
  }

  /** Takes one frame of the client. */
  take(frame: string): void {
    const parsed = clientEventSchema.safeParse(jsonOf(frame));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      this.fail("invalid_request_error", issue?.message ?? "not an event", issue?.path.join(".") ?? null);
      return;
    }
    this.received.push(parsed.data);
    this.#answer(parsed.data);
  }

  /** A person has said words: speech starts, ends and is written down; with turn detection the model answers. */
  hear(words: string): void {
    const itemId = this.beginSpeech();
    this.endSpeech(itemId, words);
  }

  /** A person begins to speak: what the model says is cut off when the session has it so. Answers the item's id. */
  beginSpeech(): string {
    const itemId = newId("item");
    this.send({ type: "input_audio_buffer.speech_started", audio_start_ms: this.#nowMs, item_id: itemId });
    if (this.#detection?.interrupt_response === true) this.#response?.cancel("turn_detected");
    return itemId;
  }

  /** A person has ended what they began. */
  endSpeech(itemId: string, words: string): void {
    this.send({ type: "input_audio_buffer.speech_stopped", audio_end_ms: this.#nowMs, item_id: itemId });
    this.#commit(itemId, words);
    if (this.#detection?.create_response === true) this.#respond();
  }

  /** What is written down of the next sound that the client commits itself. */
  willHear(words: string): void {
    this.#nextWords.push(words);
  }

  /** Breaks off, as a lost connection does. */
  drop(): void {
    this.closed();
    this.#wire.close();
  }

  /** The wire is gone. */
  closed(): void {
    this.#closed = true;
    this.#response?.cancel("client_cancelled");
    this.#response = null;
  }

  /** Sends an event with an id of its own. */
  send(event: Readonly<Record<string, unknown>> & { readonly type: string }): void {
    if (!this.#closed) this.#wire.send(JSON.stringify({ event_id: newId("event"), ...event }));
  }

  /** Tells the client what was wrong with an event; the session stays open. */
  fail(code: string, message: string, param: string | null, eventId: string | null = null): void {
    const error = { type: "invalid_request_error", code, message, param, event_id: eventId };
    this.send({ type: "error", error });
  }

  /** Puts an item at the end of the conversation. */
  add(item: Item & { readonly id: string }): void {
    const previous = this.#items.at(-1)?.id ?? null;
    this.#items.push(item);
    this.send({ type: "conversation.item.added", previous_item_id: previous, item });
    if (item.status !== "in_progress")
      this.send({ type: "conversation.item.done", previous_item_id: previous, item });
  }

  /** Replaces an item of the conversation by what it has become. */
  settle(item: Item & { readonly id: string }): void {
    const at = this.#items.findIndex(({ id }) => id === item.id);
    if (at >= 0) this.#items[at] = item;
    this.send({ type: "conversation.item.done", previous_item_id: this.#items[at - 1]?.id ?? null, item });
  }

  get #detection() {
    return this.#session.audio?.input?.turn_detection;
  }

  get #nowMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }

  #answer(event: ClientEvent): void {
    switch (event.type) {
      case "session.update":
        this.#session = merged(this.#session, event.session);
        this.send({ type: "session.updated", session: { ...this.#session, id: this.id } });
        break;
      case "conversation.item.create":
        this.add({ status: "completed", ...event.item, id: event.item.id ?? newId("item") });
        break;
      case "response.create":
        this.#respond(event.event_id);
        break;
      case "response.cancel":
        if (this.#response === null)
          this.fail(
            "response_cancel_not_active",
            "Cancellation failed: no active response found",
            null,
            event.event_id,
          );
        else this.#response.cancel("client_cancelled");
        break;
      case "input_audio_buffer.append":
        this.inputMs += (Buffer.from(event.audio, "base64").length / 2 / 24_000) * 1_000;
        break;
      case "input_audio_buffer.commit":
        this.#commitSaid(event.event_id);
        break;
      case "input_audio_buffer.clear":
        this.inputMs = 0;
        this.send({ type: "input_audio_buffer.cleared" });
        break;
      case "output_audio_buffer.clear":
        this.send({ type: "output_audio_buffer.cleared" });
        break;
      default:
        this.#answerAboutItem(event);
    }
  }

  #answerAboutItem(event: Extract<ClientEvent, { item_id: string }>): void {
    const at = this.#items.findIndex(({ id }) => id === event.item_id);
    const item = this.#items[at];
    if (item === undefined) {
      this.fail(
        "item_not_found",
        `Item with item_id '${event.item_id}' not found`,
        "item_id",
        event.event_id,
      );
    } else if (event.type === "conversation.item.retrieve")
      this.send({ type: "conversation.item.retrieved", item });
    else if (event.type === "conversation.item.delete") {
      this.#items.splice(at, 1);
      this.send({ type: "conversation.item.deleted", item_id: event.item_id });
    } else this.fail("invalid_value", "Only items with audio can be truncated", "item_id", event.event_id);
  }

  #commitSaid(eventId: string | undefined): void {
    if (this.inputMs < 100) {
      const had = `buffer only has ${this.inputMs.toFixed(2)}ms of audio`;
      this.fail(
        "input_audio_buffer_commit_empty",
        `Error committing input audio buffer: ${had}`,
        null,
        eventId,
      );
      return;
    }
    this.#commit(newId("item"), this.#nextWords.shift() ?? "");
  }

  #commit(itemId: string, words: string): void {
    this.inputMs = 0;
    this.send({
      type: "input_audio_buffer.committed",
      item_id: itemId,
      previous_item_id: this.#items.at(-1)?.id ?? null,
    });
    const content = [{ type: "input_audio", transcript: words }];
    this.add({ id: itemId, type: "message", role: "user", status: "completed", content });
    this.send({
      type: "conversation.item.input_audio_transcription.completed",
      item_id: itemId,
      content_index: 0,
      transcript: words,
      usage: { type: "duration", seconds: 1 },
    });
  }

  #respond(eventId?: string): void {
    if (this.#response !== null) {
      const active = "Conversation already has an active response in progress";
      this.fail("conversation_already_has_active_response", active, null, eventId);
      return;
    }
    const response = new RealtimeResponse(this);
    this.#response = response;
    const tools = (this.#session.tools ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
    const steps = this.#script({ asked: this.#asked(), outputs: this.#outputs(), tools });
    void response.run(steps).finally(() => {
      if (this.#response === response) this.#response = null;
      response.finish();
    });
  }

  #asked(): string {
    const item = this.#items.findLast(({ type, role }) => type === "message" && role === "user");
    return item?.content?.map(({ text, transcript }) => text ?? transcript ?? "").join(" ") ?? "";
  }

  #outputs(): string[] {
    const from = this.#items.findLastIndex(({ type, role }) => type === "message" && role === "user");
    return this.#items.slice(from + 1).flatMap(({ output }) => (output === undefined ? [] : [output]));
  }
}

function jsonOf(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return null;
  }
}

/** A session after an update: what the update names is replaced, of sound each part by itself. */
function merged(session: Session, update: Session): Session {
  const input = { ...session.audio?.input, ...update.audio?.input };
  return { ...session, ...update, audio: { ...session.audio, ...update.audio, input } };
}
