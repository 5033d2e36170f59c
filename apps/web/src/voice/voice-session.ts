import type { CoachMessage, PresenceEvent } from "@spotlight/contracts";
import type { CoachInbox } from "../coach/coach-inbox.ts";
import type { CoachSession, OpenTurn, Turn } from "../coach/coach-session.ts";
import { Emitter } from "../stream/emitter.ts";
import type { Ears, Heard } from "./ears.ts";
import type { VoiceWishes } from "./preferences.ts";
import type { PresenceLink } from "./presence-link.ts";
import type { RealtimeLine } from "./realtime-line.ts";
import type { Before, TalkHost, TalkNews } from "./realtime-talk.ts";
import type { Speaker } from "./speaker.ts";
import type { VoiceApi } from "./voice-api.ts";

/** What the voice does now. `off` until the person turns it on; `idle` is on, and nothing happens. */
export type VoicePhase =
  | "off"
  | "elsewhere"
  | "idle"
  | "connecting"
  | "listening"
  | "thinking"
  | "speaking"
  | "muted"
  | "error";

/** What is to be shown of the voice. Replaced as a whole when something changes. */
export interface VoiceState {
  readonly phase: VoicePhase;
  /** Why it does not do what was asked, in a sentence; null when it does. */
  readonly problem: string | null;
  /** From the end of the last question to the first word heard, ms; null before the first. */
  readonly latencyMs: number | null;
}

/** What the voice speaks of, and where what it hears goes. */
export interface VoiceTopic {
  readonly coach: CoachSession;
  readonly inbox: CoachInbox;
  /** Whether a proposal still waits for an answer. */
  readonly isProposed: (id: string) => boolean;
  /** The symbol on the chart. */
  readonly symbol: () => string | null;
  /** Every symbol that could be meant. */
  readonly symbols: () => readonly string[];
  /** Shows words while they are heard; empty when they were asked. */
  readonly write: (words: string) => void;
}

/** What the voice is made of. */
export interface VoiceParts {
  readonly api: VoiceApi;
  readonly speaker: Speaker;
  readonly ears: Ears;
  /** The line to the realtime model, for a host that this session is. */
  readonly line: (host: TalkHost) => RealtimeLine;
  readonly link: PresenceLink;
  readonly wishes: VoiceWishes;
}

/** Turns that a model is told of which joins in the middle of a talk. */
const BEFORE = 3;

/**
 * The voice of this page, without React: reads the coach's gated sentences aloud, asked and unasked, and asks the coach, or
 * the realtime model where one is configured, what it hears. Talking to it silences it at once.
 */
export class VoiceSession {
  readonly changes = new Emitter<void>();
  readonly #parts: VoiceParts;
  readonly #line: RealtimeLine;
  #topic: VoiceTopic | null = null;
  #state: VoiceState = { phase: "off", problem: null, latencyMs: null };
  #realtime: boolean | null = null;
  #wantsToTalk = false;
  #muted = false;
  #hidden = false;
  /** Whether the person was heard when the page was hidden. */
  #resumes = false;
  #problem: string | null = null;
  #latencyMs: number | null = null;
  #turn = { id: 0, said: 0, askedMs: 0, asking: false };
  #spoken: OpenTurn | null = null;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
    this.#line = parts.line({
      callTool: async (name, input) => this.#followed.coach.api.tool(name, input),
      symbols: () => this.#followed.symbols(),
      before: () => this.#before(),
    });
    const { speaker, ears, link, wishes } = parts;
    for (const { changes } of [speaker, ears, link, this.#line]) changes.on(() => this.#publish());
    for (const { failures } of [speaker, ears, wishes, this.#line])
      failures.on((problem) => this.#fail(problem));
    speaker.begun.on(() => this.#takeFirstWord());
    ears.heard.on((heard) => this.#hear(heard));
    link.events.on((event) => this.#takePresence(event));
    this.#line.news.on((news) => this.#takeNews(news));
    wishes.changes.on(() => this.#useWishes());
    this.#publish();
  }

  get state(): VoiceState {
    return this.#state;
  }

  get api(): VoiceApi {
    return this.#parts.api;
  }

  get wishes(): VoiceWishes {
    return this.#parts.wishes;
  }

  get speaker(): Speaker {
    return this.#parts.speaker;
  }

  /** Speaks about a market from now on; the answer ends that. */
  follow(topic: VoiceTopic): () => void {
    this.#topic = topic;
    this.#turn = { id: topic.coach.turns.at(-1)?.id ?? 0, said: 0, askedMs: 0, asking: false };
    this.#useWishes();
    void this.#parts.wishes.load();
    const leave = [
      topic.coach.changes.on(() => this.#takeTurn(topic.coach.turns.at(-1))),
      topic.inbox.arrivals.on((message) => this.#takeMessage(message, topic)),
    ];
    return () => {
      for (const off of leave) off();
      this.hush();
      this.#parts.link.leave();
      this.#topic = null;
    };
  }

  /**
   * Turns the voice on or off, or brings it here from another tab; meant to be called from within a click or key, which lets
   * the browser speak.
   */
  toggle(): void {
    const on = this.#state.phase === "off" || this.#state.phase === "elsewhere";
    if (on) this.#parts.speaker.unlock();
    if (this.#muted) this.mute(false);
    this.#problem = on && !this.#parts.speaker.isThere ? "This browser cannot speak. Read along." : null;
    this.#parts.wishes.change({ speak: on ? "everything" : "nothing", hinted: true });
    if (on) this.#parts.link.hold(true);
  }

  /** Neither speaks nor listens until it is called again; the voice and its line stay. */
  mute(muted = !this.#muted): void {
    this.#beMuted(muted);
    // So that programs which ask for the voice hear the same; where the server is away, it is muted here all the same.
    void this.#topic?.coach.api.tool(muted ? "mute" : "unmute", {}).catch(() => undefined);
  }

  /** Listens; what it was saying it does not finish. */
  startTalking(): void {
    this.#parts.speaker.stop();
    if (this.#state.phase === "off" || this.#state.phase === "elsewhere") this.toggle();
    if (this.#muted) this.mute(false);
    this.#problem = null;
    this.#wantsToTalk = true;
    this.#listen();
    this.#publish();
  }

  /** Ends what is being said to it. */
  stopTalking(): void {
    this.#wantsToTalk = false;
    this.#parts.ears.finish();
    this.#line.finish();
  }

  /** Silence at once, and nobody listens any more. */
  hush(): void {
    this.#wantsToTalk = false;
    this.#parts.speaker.stop();
    this.#parts.ears.stop();
    this.#line.stop();
  }

  /** A page that nobody sees neither speaks nor listens; its line stays for a while. */
  hide(hidden: boolean): void {
    this.#hidden = hidden;
    if (hidden) {
      this.#resumes = this.#line.listening;
      this.#quiet();
    } else if (this.#resumes && this.#line.state === "open") this.#line.start();
  }

  get #followed(): VoiceTopic {
    if (this.#topic === null) throw new Error("the voice follows no market");
    return this.#topic;
  }

  get #speaks(): boolean {
    const { link, wishes } = this.#parts;
    return wishes.current.speak !== "nothing" && link.where === "here" && !this.#muted && !this.#hidden;
  }

  #useWishes(): void {
    const { link, wishes } = this.#parts;
    if (wishes.current.speak !== "nothing") link.hold(false);
    else {
      this.hush();
      link.leave();
    }
    this.#publish();
  }

  #beMuted(muted: boolean): void {
    if (muted === this.#muted) return;
    this.#muted = muted;
    if (muted) this.#quiet();
    this.#publish();
  }

  #quiet(): void {
    this.#parts.speaker.stop();
    this.#parts.ears.stop();
    this.#line.pause();
  }

  /** Listens once it is known who does: the realtime model where the server has one, else the browser. */
  #listen(): void {
    if (!this.#wantsToTalk || this.#realtime === null || this.#parts.link.where !== "here") return;
    this.#wantsToTalk = false;
    if (this.#realtime) this.#line.start();
    else this.#parts.ears.start();
  }

  #takePresence(event: PresenceEvent): void {
    if (event.type === "elsewhere") {
      this.hush();
      this.#problem = null;
    } else if (event.type === "say") {
      if (this.#speaks) this.#parts.speaker.say({ text: event.text });
    } else {
      this.#realtime = event.realtime;
      this.#beMuted(event.muted);
      this.#parts.wishes.take(event.voice);
      this.#listen();
    }
    this.#publish();
  }

  #takeNews(news: TalkNews): void {
    const { coach } = this.#followed;
    if (news.type === "speech") this.#parts.speaker.stop();
    else if (news.type === "turn") this.#spoken = coach.begin("…");
    else if (news.type === "asked") this.#spoken?.ask(news.words);
    else if (news.type === "event") this.#spoken?.take(news.event);
    else this.#spoken?.end(news.type === "failed" ? news.sentence : "The line broke. Ask again.");
  }

  #takeTurn(turn: Turn | undefined): void {
    if (turn === undefined) return;
    const { speaker, wishes } = this.#parts;
    if (turn.id !== this.#turn.id) {
      speaker.stop();
      this.#turn = { id: turn.id, said: 0, askedMs: performance.now(), asking: true };
    }
    const fresh = turn.said.slice(this.#turn.said);
    this.#turn = { ...this.#turn, said: turn.said.length, asking: turn.state === "asking" };
    if (this.#speaks && wishes.current.speak === "everything")
      for (const said of fresh) if (said.kind === "words") speaker.say({ text: said.text });
    this.#publish();
  }

  #takeMessage({ id, kind, text }: CoachMessage, { inbox, isProposed }: VoiceTopic): void {
    if (!this.#speaks) return;
    const proposal = /^callout:(.*)$/.exec(id)?.[1];
    this.#parts.speaker.say({
      text,
      holds: () => proposal === undefined || isProposed(proposal),
      begun: () => void inbox.heard(id, "spoken"),
      urgent: kind === "risk" || kind === "tilt",
    });
  }

  #hear({ text, final }: Heard): void {
    this.#topic?.write(final ? "" : text);
    if (!final || text === "" || this.#topic === null) return;
    void this.#topic.coach.ask(text, this.#topic.symbol());
  }

  #takeFirstWord(): void {
    if (this.#turn.askedMs === 0) return;
    this.#latencyMs = Math.round(performance.now() - this.#turn.askedMs);
    this.#turn = { ...this.#turn, askedMs: 0 };
    this.#publish();
  }

  #before(): readonly Before[] {
    return this.#followed.coach.turns
      .filter(({ state }) => state === "done")
      .slice(-BEFORE)
      .map(({ question, said }) => ({
        question,
        answer: said.flatMap((each) => (each.kind === "words" ? [each.text] : [])).join(" "),
      }));
  }

  #fail(problem: string): void {
    this.#problem = problem;
    this.#wantsToTalk = false;
    this.#publish();
  }

  #phase(): VoicePhase {
    const { speaker, ears, link, wishes } = this.#parts;
    if (wishes.current.speak === "nothing") return "off";
    if (link.where === "elsewhere") return "elsewhere";
    if (this.#muted) return "muted";
    if (this.#line.state === "connecting" || link.where === "away") return "connecting";
    if (speaker.speaking) return "speaking";
    if (this.#turn.asking) return "thinking";
    if (ears.open || this.#line.listening) return "listening";
    return this.#problem === null ? "idle" : "error";
  }

  #publish(): void {
    const next: VoiceState = { phase: this.#phase(), problem: this.#problem, latencyMs: this.#latencyMs };
    const { phase, problem, latencyMs } = this.#state;
    if (next.phase === phase && next.problem === problem && next.latencyMs === latencyMs) return;
    this.#state = next;
    this.changes.emit();
  }
}
