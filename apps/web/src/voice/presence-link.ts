import type { PresenceEvent } from "@spotlight/contracts";
import { Emitter } from "../stream/emitter.ts";
import { Backoff } from "../stream/index.ts";
import type { VoiceApi } from "./voice-api.ts";

/** Where the person's voice is, as this page knows it. `away`: it is not asked for, or the server does not answer. */
export type Whereabouts = "away" | "here" | "elsewhere";

/** Holds the person's voice in this page, of all tabs and browsers; told at once when another takes it. */
export class PresenceLink {
  readonly changes = new Emitter<void>();
  /** Everything that the server says to the page with the voice. */
  readonly events = new Emitter<PresenceEvent>();
  readonly #api: VoiceApi;
  readonly #backoff: Backoff;
  #where: Whereabouts = "away";
  #holding: AbortController | null = null;

  constructor(api: VoiceApi, random: () => number) {
    this.#api = api;
    this.#backoff = new Backoff(random);
  }

  get where(): Whereabouts {
    return this.#where;
  }

  /** Brings the voice here; from another tab only with `take`. Kept until {@link leave}, over lost connections. */
  hold(take: boolean): void {
    if (this.#where === "here" || (this.#holding !== null && !take)) return;
    this.#holding?.abort();
    const holding = new AbortController();
    this.#holding = holding;
    void this.#keep(holding.signal, take);
  }

  /** Lets the voice go. */
  leave(): void {
    this.#holding?.abort();
    this.#holding = null;
    this.#set("away");
  }

  async #keep(signal: AbortSignal, take: boolean): Promise<void> {
    let taking = take;
    while (!signal.aborted) {
      try {
        for await (const event of this.#api.presence(taking, signal)) this.#take(event);
      } catch {
        // What it was that failed shows in the state of the market's own stream; here it is only tried again.
      }
      taking = false;
      if (signal.aborted) return;
      if (this.#where === "elsewhere") {
        this.#holding = null;
        return;
      }
      this.#set("away");
      await pause(this.#backoff.next());
    }
  }

  #take(event: PresenceEvent): void {
    this.#backoff.reset();
    if (event.type === "elsewhere") this.#set("elsewhere");
    if (event.type === "held") this.#set("here");
    this.events.emit(event);
  }

  #set(where: Whereabouts): void {
    if (where === this.#where) return;
    this.#where = where;
    this.changes.emit();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
