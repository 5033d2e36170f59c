import type { Callout } from "@spotlight/contracts";
import type { CoachSession, Turn } from "../coach/coach-session.ts";
import { type DecisionsSession, isWaiting } from "../decisions/decisions-session.ts";
import { Emitter } from "../stream/emitter.ts";
import type { Ears, Heard } from "./ears.ts";
import type { PreferenceStore } from "./preferences.ts";
import type { Speaker } from "./speaker.ts";

/** What the voice does now. `off` until the person turns it on; `idle` is on, and nothing happens. */
export type VoicePhase =
  | "off"
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
  readonly decisions: DecisionsSession;
  /** The symbol on the chart. */
  readonly symbol: () => string | null;
  /** Shows words while they are heard; empty when they were asked. */
  readonly write: (words: string) => void;
}

/** What the voice is made of. */
export interface VoiceParts {
  readonly speaker: Speaker;
  readonly ears: Ears;
  readonly preferences: PreferenceStore;
}

/**
 * The voice of this page, without React: reads the coach's gated sentences and new proposals aloud, and asks the coach
 * what it hears. Talking to it silences it at once.
 */
export class VoiceSession {
  readonly changes = new Emitter<void>();
  readonly #parts: VoiceParts;
  #topic: VoiceTopic | null = null;
  #state: VoiceState = { phase: "off", problem: null, latencyMs: null };
  #muted = false;
  #hidden = false;
  #problem: string | null = null;
  #latencyMs: number | null = null;
  #turn = { id: 0, said: 0, askedMs: 0, asking: false };

  constructor(parts: VoiceParts) {
    this.#parts = parts;
    const { speaker, ears, preferences } = parts;
    const publish = (): void => this.#publish();
    speaker.changes.on(publish);
    speaker.begun.on(() => this.#takeFirstWord());
    ears.changes.on(publish);
    ears.heard.on((heard) => this.#hear(heard));
    for (const { failures } of [speaker, ears])
      failures.on((problem) => {
        this.#problem = problem;
        this.#publish();
      });
    preferences.subscribe(() => {
      if (!preferences.getState().on) this.hush();
      this.#publish();
    });
    this.#publish();
  }

  get state(): VoiceState {
    return this.#state;
  }

  get speaker(): Speaker {
    return this.#parts.speaker;
  }

  /** Speaks about a market from now on; the answer ends that. */
  follow(topic: VoiceTopic): () => void {
    this.#topic = topic;
    this.#turn = { id: topic.coach.turns.at(-1)?.id ?? 0, said: 0, askedMs: 0, asking: false };
    const leave = [
      topic.coach.changes.on(() => this.#takeTurn(topic.coach.turns.at(-1))),
      topic.decisions.proposals.on((callout) => this.#takeCallout(callout, topic.decisions)),
    ];
    return () => {
      for (const off of leave) off();
      this.#topic = null;
      this.hush();
    };
  }

  /** Turns the voice on or off; meant to be called from within a click or key, which lets the browser speak. */
  toggle(): void {
    const on = !this.#parts.preferences.getState().on;
    if (on) this.#parts.speaker.unlock();
    this.#muted = false;
    this.#problem = on && !this.#parts.speaker.isThere ? "This browser cannot speak. Read along." : null;
    this.#parts.preferences.setState({ on, hinted: true });
  }

  /** Neither speaks nor listens until it is called again; the voice stays on. */
  mute(muted = !this.#muted): void {
    this.#muted = muted;
    if (muted) this.hush();
    this.#publish();
  }

  /** Listens; what it was saying it does not finish. */
  startTalking(): void {
    if (!this.#parts.preferences.getState().on) this.toggle();
    this.#muted = false;
    this.#problem = null;
    this.#parts.speaker.stop();
    this.#parts.ears.start();
    this.#publish();
  }

  /** Ends what is being said to it. */
  stopTalking(): void {
    this.#parts.ears.finish();
  }

  /** Silence at once, on both sides. */
  hush(): void {
    this.#parts.speaker.stop();
    this.#parts.ears.stop();
  }

  /** A page that nobody sees neither speaks nor listens. */
  hide(hidden: boolean): void {
    this.#hidden = hidden;
    if (hidden) this.hush();
  }

  get #speaks(): boolean {
    return this.#parts.preferences.getState().on && !this.#muted && !this.#hidden;
  }

  #takeTurn(turn: Turn | undefined): void {
    if (turn === undefined) return;
    const { speaker, preferences } = this.#parts;
    if (turn.id !== this.#turn.id) {
      speaker.stop();
      this.#turn = { id: turn.id, said: 0, askedMs: performance.now(), asking: true };
    }
    const fresh = turn.said.slice(this.#turn.said);
    this.#turn = { ...this.#turn, said: turn.said.length, asking: turn.state === "asking" };
    if (this.#speaks && preferences.getState().answers)
      for (const said of fresh) if (said.kind === "words") speaker.say({ text: said.text });
    this.#publish();
  }

  #takeCallout({ id, line }: Callout, decisions: DecisionsSession): void {
    if (!this.#speaks || !this.#parts.preferences.getState().callouts) return;
    const holds = (): boolean =>
      decisions.facts.callouts?.some((callout) => callout.id === id && isWaiting(callout)) === true;
    this.#parts.speaker.say({ text: line, holds });
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

  #phase(): VoicePhase {
    const { speaker, ears, preferences } = this.#parts;
    if (!preferences.getState().on) return "off";
    if (this.#muted) return "muted";
    if (speaker.speaking) return "speaking";
    if (ears.open) return "listening";
    if (this.#turn.asking) return "thinking";
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
