import type { TalkMode } from "@spotlight/contracts";
import { Emitter } from "../stream/emitter.ts";
import { ApiError, Backoff } from "../stream/index.ts";
import type { RealtimeTalk, TalkHost, TalkNews } from "./realtime-talk.ts";
import type { VoiceApi } from "./voice-api.ts";

/** Attempts in a row after which the line is given up. */
const TRIES = 6;
/** A line on which nobody has said anything for so long is hung up, ms. */
const SLEEPS_AFTER_MS = 180_000;

/** A button that is let go sooner was not meant, ms. */
const SHORTEST_MS = 300;

/** What a line is made of. */
export interface LineParts {
  readonly api: VoiceApi;
  readonly talkMode: () => TalkMode;
  readonly host: TalkHost;
  /** Opens the microphone; rejects with a `DOMException` when the person or the system refuses. */
  readonly microphone: () => Promise<MediaStream>;
  readonly random: () => number;
}

/** Where a line is. */
export type LineState = "closed" | "connecting" | "open";

/**
 * The line to the realtime model: connects when the person talks, connects again when it breaks, with a new secret each time
 * and with what was said before, and is hung up when nobody talks any more.
 */
export class RealtimeLine {
  readonly changes = new Emitter<void>();
  readonly news = new Emitter<TalkNews>();
  /** Why there is no line, in a sentence. */
  readonly failures = new Emitter<string>();
  readonly #parts: LineParts;
  readonly #backoff: Backoff;
  #state: LineState = "closed";
  #listening = false;
  #talk: RealtimeTalk | null = null;
  #stream: MediaStream | null = null;
  #attempt = 0;
  #sinceMs = 0;
  #sleep: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random, { baseMs: 250, capMs: 8_000 });
  }

  get state(): LineState {
    return this.#state;
  }

  /** Whether the person is heard now. */
  get listening(): boolean {
    return this.#listening && this.#state === "open";
  }

  /** Listens, on a line that is opened when there is none. */
  start(): void {
    this.#listening = true;
    this.#sinceMs = performance.now();
    if (this.#talk !== null) this.#talk.listen(true);
    else if (this.#state === "closed") void this.#connect();
    this.#wake();
    this.changes.emit();
  }

  /** Ends what is said, where the person decides that; where the model hears silence, it does. */
  finish(): void {
    if (this.#parts.talkMode() === "detect") return;
    const saidSomething = this.listening && performance.now() - this.#sinceMs >= SHORTEST_MS;
    if (saidSomething) this.#talk?.commit();
    else this.#talk?.listen(false);
    this.#listening = false;
    this.changes.emit();
  }

  /** Hears nothing, on a line that stays open. */
  pause(): void {
    this.#listening = false;
    this.#talk?.listen(false);
    this.changes.emit();
  }

  /** Hangs up and lets the microphone go. */
  stop(): void {
    clearTimeout(this.#sleep);
    this.#attempt += 1;
    this.#listening = false;
    const talk = this.#talk;
    this.#talk = null;
    talk?.close();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#set("closed");
  }

  async #connect(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt;
    this.#set("connecting");
    for (let tries = 1; isCurrent(); tries += 1) {
      try {
        const talk = await this.#open();
        if (isCurrent()) this.#use(talk);
        else talk.close();
        return;
      } catch (error) {
        if (!isCurrent()) return;
        const sentence = finalSentence(error) ?? (tries < TRIES ? null : UNREACHED);
        if (sentence !== null) return this.#giveUp(sentence);
        await pause(this.#backoff.next());
      }
    }
  }

  async #open(): Promise<RealtimeTalk> {
    const { api, host, microphone, talkMode } = this.#parts;
    this.#stream ??= await microphone().catch((error: unknown) => {
      throw microphoneTrouble(error);
    });
    const [{ RealtimeTalk: Talk, overWebRtc }, grant] = await Promise.all([
      import("./realtime-talk.ts"),
      api.token(talkMode()),
    ]);
    const talk = new Talk(grant, this.#stream, host, overWebRtc(grant, this.#stream));
    await talk.open();
    return talk;
  }

  #use(talk: RealtimeTalk): void {
    this.#talk = talk;
    talk.news.on((news) => this.#take(talk, news));
    talk.listen(this.#listening);
    this.#sinceMs = performance.now();
    this.#wake();
    this.#set("open");
  }

  #take(talk: RealtimeTalk, news: TalkNews): void {
    if (this.#talk !== talk) return;
    if (news.type === "speech") this.#wake();
    if (news.type === "event") this.#backoff.reset();
    this.news.emit(news);
    if (news.type !== "closed") return;
    this.#talk = null;
    void this.#connect();
  }

  #wake(): void {
    clearTimeout(this.#sleep);
    this.#sleep = setTimeout(() => this.stop(), SLEEPS_AFTER_MS);
  }

  #giveUp(sentence: string): void {
    this.stop();
    this.failures.emit(sentence);
  }

  #set(state: LineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.changes.emit();
  }
}

/** There is no microphone; the message says why and what to do. */
class MicrophoneTrouble extends Error {}

const MICROPHONE: Readonly<Record<string, string>> = {
  NotAllowedError: "The microphone is refused. Type instead, or allow it in the address bar.",
  NotFoundError: "No microphone was found. Type instead, or plug one in.",
  NotReadableError: "Another program holds the microphone. Type instead, or let it go there.",
};

function microphoneTrouble(error: unknown): MicrophoneTrouble {
  const name = error instanceof Error ? error.name : "";
  return new MicrophoneTrouble(MICROPHONE[name] ?? "This browser gives no microphone. Type instead.");
}

const UNREACHED = "The voice service could not be reached. Type instead, or talk again in a while.";

/** The sentence for what trying again does not help; null for what may pass. */
function finalSentence(error: unknown): string | null {
  if (error instanceof MicrophoneTrouble) return error.message;
  if (error instanceof ApiError && error.status !== 0 && error.status < 500) return error.message;
  return null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
