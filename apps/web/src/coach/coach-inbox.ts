import type { CoachMessage, Heard } from "@spotlight/contracts";
import { Emitter } from "../stream/emitter.ts";
import { ApiError, type MarketStream } from "../stream/index.ts";
import type { CoachApi } from "./coach-api.ts";
import type { CoachSession } from "./coach-session.ts";

/** Something that the coach said unasked, and after which turn of the talk it came. */
export interface Received {
  readonly message: CoachMessage;
  /** Id of the turn; 0 when it came before all of them. */
  readonly after: number;
}

/** Messages that are kept on the page, and of those before it was opened. */
const KEPT = 30;
const EARLIER = 5;

/** What the coach says unasked, on this page, without React. */
export class CoachInbox {
  readonly changes = new Emitter<void>();
  /** A message as it comes; those from before the page was opened are none. */
  readonly arrivals = new Emitter<CoachMessage>();
  readonly #api: CoachApi;
  readonly #coach: CoachSession;
  readonly #leave: (() => void)[] = [];
  #received: readonly Received[] = [];
  #asked: string | null = null;

  constructor(api: CoachApi, coach: CoachSession) {
    this.#api = api;
    this.#coach = coach;
  }

  /** The newest last. */
  get received(): readonly Received[] {
    return this.#received;
  }

  /** Listens to a stream; what was said today before is asked for once the stream is there. */
  start(stream: Pick<MarketStream, "messages" | "states" | "counts">): void {
    if (this.#leave.length > 0) return;
    this.#leave.push(
      stream.messages.on((message) => {
        if (this.#put([message])) this.arrivals.emit(message);
      }),
      stream.states.on(({ phase, epochId }) => {
        const key = `${epochId ?? ""} ${stream.counts.gaps}`;
        if (phase !== "live" || this.#asked === key) return;
        this.#asked = key;
        void this.#load();
      }),
    );
  }

  stop(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#asked = null;
  }

  /** Tells the server that a message reached the person. */
  async heard(id: string, how: Heard): Promise<void> {
    try {
      await this.#api.heard(id, how);
    } catch (error) {
      // That it was heard is a note for later; the person need not be told that it was not taken.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  async #load(): Promise<void> {
    try {
      const { messages } = await this.#api.messages();
      this.#put(messages.slice(0, EARLIER).toReversed());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#asked = null;
    }
  }

  /** Answers whether any was new. */
  #put(messages: readonly CoachMessage[]): boolean {
    const known = new Set(this.#received.map(({ message }) => message.id));
    const after = this.#coach.turns.at(-1)?.id ?? 0;
    const fresh = messages.filter(({ id }) => !known.has(id)).map((message) => ({ message, after }));
    if (fresh.length === 0) return false;
    this.#received = [...this.#received, ...fresh].toSorted(inOrder).slice(-KEPT);
    this.changes.emit();
    return true;
  }
}

/** As the talk shows them: by the turn that they came after, then by their time, also when an older one was told late. */
function inOrder(one: Received, other: Received): number {
  return one.after - other.after || one.message.atMs - other.message.atMs;
}
