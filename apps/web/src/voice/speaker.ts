import { spokenForm } from "@spotlight/coach";
import { Emitter } from "../stream/emitter.ts";

/** How long a browser may take to begin a sentence before it counts as one that cannot speak, ms. */
const BEGINS_WITHIN_MS = 4_000;

const UNTOUCHED = "Browsers let a page speak after a click or a key. Press any.";
const VOICELESS = "This browser did not speak. Install a voice in the system's settings, or read along.";

/** Something to be said. */
export interface Line {
  /** One sentence as it is written. */
  readonly text: string;
  /** Asked when its turn comes: false when it is no longer worth saying. */
  readonly holds?: () => boolean;
  /** Told when it begins to be heard. */
  readonly begun?: () => void;
  /** Whether it comes before what waits. */
  readonly urgent?: boolean;
}

/** How it is said. */
export interface Delivery {
  /** Name of a voice; null is the browser's own choice. */
  readonly voice: string | null;
  readonly rate: number;
  /** The English that is spoken, as `en-US`. */
  readonly language: string;
}

/**
 * The mouth: says one sentence after another with the browser's own voice, and is silent at once when told. What is given
 * to it has been through the gate.
 */
export class Speaker {
  /** It began or ceased to speak. */
  readonly changes = new Emitter<void>();
  /** A sentence has begun to be heard. */
  readonly begun = new Emitter<void>();
  /** It cannot speak, in a sentence. */
  readonly failures = new Emitter<string>();
  readonly #synthesis: SpeechSynthesis | undefined;
  readonly #delivery: () => Delivery;
  #waiting: Line[] = [];
  #current: SpeechSynthesisUtterance | null = null;
  #watch: ReturnType<typeof setTimeout> | undefined;

  constructor(synthesis: SpeechSynthesis | undefined, delivery: () => Delivery) {
    this.#synthesis = synthesis;
    this.#delivery = delivery;
  }

  /** Whether this browser has a mouth at all. */
  get isThere(): boolean {
    return this.#synthesis !== undefined;
  }

  get speaking(): boolean {
    return this.#current !== null;
  }

  /** English voices of this browser; empty while it has not loaded them. */
  voices(): readonly SpeechSynthesisVoice[] {
    return this.#synthesis?.getVoices().filter(({ lang }) => lang.startsWith("en")) ?? [];
  }

  /** Says a sentence after those that wait, or before them when it is urgent. */
  say(line: Line): void {
    if (this.#synthesis === undefined) return;
    if (line.urgent === true) this.#waiting.unshift(line);
    else this.#waiting.push(line);
    if (this.#current === null) this.#next();
  }

  /** Silence at once; what waits is forgotten. */
  stop(): void {
    this.#waiting = [];
    this.#let(null);
    this.#synthesis?.cancel();
  }

  /** Some browsers speak only after something was spoken from within a click or key: nothing, without a sound. */
  unlock(): void {
    if (this.#synthesis === undefined || this.speaking) return;
    const nothing = new SpeechSynthesisUtterance(" ");
    nothing.volume = 0;
    this.#synthesis.speak(nothing);
  }

  #next(): void {
    const line = this.#waiting.shift();
    if (line === undefined) return this.#let(null);
    if (line.holds?.() === false) return this.#next();
    const utterance = this.#utterance(line);
    this.#let(utterance);
    this.#watch = setTimeout(() => this.#fail(utterance), BEGINS_WITHIN_MS);
    this.#synthesis?.speak(utterance);
  }

  #utterance({ text, begun }: Line): SpeechSynthesisUtterance {
    const utterance = new SpeechSynthesisUtterance(spokenForm(text));
    const { voice, rate, language } = this.#delivery();
    utterance.lang = language;
    utterance.rate = rate;
    utterance.voice = this.#voiceNamed(voice);
    utterance.addEventListener("start", () => {
      if (this.#current !== utterance) return;
      clearTimeout(this.#watch);
      this.begun.emit();
      begun?.();
    });
    utterance.addEventListener("end", () => {
      if (this.#current === utterance) this.#next();
    });
    utterance.addEventListener("error", ({ error }) => this.#fail(utterance, error));
    return utterance;
  }

  /** The voice of a name, or the first whose name has it in it. */
  #voiceNamed(wanted: string | null): SpeechSynthesisVoice | null {
    if (wanted === null) return null;
    const voices = this.voices();
    const part = wanted.toLowerCase();
    return (
      voices.find(({ name }) => name === wanted) ??
      voices.find(({ name }) => name.toLowerCase().includes(part)) ??
      null
    );
  }

  #fail(utterance: SpeechSynthesisUtterance, code?: SpeechSynthesisErrorCode): void {
    if (this.#current !== utterance) return;
    this.stop();
    this.failures.emit(code === "not-allowed" ? UNTOUCHED : VOICELESS);
  }

  #let(utterance: SpeechSynthesisUtterance | null): void {
    clearTimeout(this.#watch);
    const before = this.#current;
    this.#current = utterance;
    if ((before === null) !== (utterance === null)) this.changes.emit();
  }
}
