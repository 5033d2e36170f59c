import { PassThrough, type Readable } from "node:stream";
import type { PresenceEvent } from "@spotlight/contracts";

const BEAT_MS = 15_000;
/** Events that may wait for a tab; one that takes no more is let go. */
const WAITING_MAX = 64;

/** A tab that wants the voice, and the session that it is open in. */
export interface Tab {
  readonly tab: string;
  /** Null where there is no PIN. */
  readonly session: string | null;
}

interface Seat extends Tab {
  readonly events: PassThrough;
  readonly beat: NodeJS.Timeout;
}

/**
 * The one place from which a person's voice is spoken. The tab that holds it is told what the tools do to the voice; when
 * another tab takes it, the older one is told so and let go.
 */
export class VoicePresence {
  #seat: Seat | null = null;
  #muted = false;
  readonly #voice: () => string | null;
  readonly #realtime: boolean;

  /** `voice` is the name of the voice that the person has chosen; `realtime`, whether a model is configured. */
  constructor(voice: () => string | null, realtime: boolean) {
    this.#voice = voice;
    this.#realtime = realtime;
  }

  get muted(): boolean {
    return this.#muted;
  }

  get voice(): string | null {
    return this.#voice();
  }

  /** Whether any tab speaks. */
  get isHeld(): boolean {
    return this.#seat !== null;
  }

  /** Whether a tab is the one that speaks. */
  isHeldBy(tab: string): boolean {
    return this.#seat?.tab === tab;
  }

  /** What a tab is told, until it leaves or loses the voice. `take` takes it from another tab. */
  hold({ tab, session }: Tab, take: boolean): Readable {
    const events = new PassThrough({ objectMode: true, highWaterMark: WAITING_MAX });
    if (this.#seat !== null && this.#seat.tab !== tab && !take) {
      events.end({ type: "elsewhere" } satisfies PresenceEvent);
      return events;
    }
    this.#leave({ type: "elsewhere" });
    const beat = setInterval(() => this.#tell(this.#standing), BEAT_MS);
    const seat = { tab, session, events, beat };
    this.#seat = seat;
    events.once("close", () => {
      clearInterval(beat);
      if (this.#seat === seat) this.#seat = null;
    });
    this.#tell(this.#standing);
    return events;
  }

  /** Mutes or unmutes the voice wherever it is. */
  mute(muted: boolean): void {
    this.#muted = muted;
    this.#tell(this.#standing);
  }

  /** Tells the tab how things stand, after something else has changed them. */
  refresh(): void {
    this.#tell(this.#standing);
  }

  /** Has a sentence said; false when no tab speaks. */
  say(text: string): boolean {
    this.#tell({ type: "say", text });
    return this.isHeld;
  }

  /** Lets the tab of a session go that has ended. */
  revoke(session: string): void {
    if (this.#seat?.session === session) this.close();
  }

  /** Lets the tab go, as when the server goes down. */
  close(): void {
    this.#leave(null);
  }

  get #standing(): PresenceEvent {
    return { type: "held", muted: this.#muted, voice: this.#voice(), realtime: this.#realtime };
  }

  #tell(event: PresenceEvent): void {
    if (this.#seat === null) return;
    this.#seat.events.write(event);
    if (this.#seat.events.writableLength > WAITING_MAX) this.#leave(null);
  }

  #leave(last: PresenceEvent | null): void {
    const seat = this.#seat;
    if (seat === null) return;
    this.#seat = null;
    clearInterval(seat.beat);
    if (last !== null) seat.events.write(last);
    seat.events.end();
  }
}
