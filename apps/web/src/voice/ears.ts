import { Emitter } from "../stream/emitter.ts";

/** Words that were heard; `final` when they will not change any more. */
export interface Heard {
  readonly text: string;
  readonly final: boolean;
}

interface Recognised {
  readonly results: ArrayLike<{
    readonly isFinal: boolean;
    readonly [index: number]: { transcript: string };
  }>;
}

/** The part of the browser's speech recognition that is used; its types are not in the standard library. */
export interface Recognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}

declare global {
  interface Window {
    SpeechRecognition?: new () => Recognition;
    webkitSpeechRecognition?: new () => Recognition;
  }
}

const FAILURES: Readonly<Record<string, string>> = {
  "not-allowed": "The microphone is refused. Type instead, or allow it in the address bar.",
  "service-not-allowed": "This browser does not let pages listen. Type instead.",
  "audio-capture": "No microphone was found. Type instead, or plug one in.",
  network: "The browser's speech recognition does not answer. Type instead.",
};
/** What ends listening and is no failure. */
const NOTHING_SAID = new Set(["no-speech", "aborted"]);

/** The browser's own recognition of speech, where it has one: one utterance each time that it is opened. */
export class Ears {
  /** They opened or closed. */
  readonly changes = new Emitter<void>();
  readonly heard = new Emitter<Heard>();
  /** Why they do not hear, in a sentence. */
  readonly failures = new Emitter<string>();
  readonly #make: (() => Recognition) | null;
  readonly #language: () => string;
  #recognition: Recognition | null = null;

  constructor(make: (() => Recognition) | null, language: () => string) {
    this.#make = make;
    this.#language = language;
  }

  get open(): boolean {
    return this.#recognition !== null;
  }

  /** Listens for one utterance. */
  start(): void {
    if (this.open) return;
    if (this.#make === null) {
      this.failures.emit("This browser does not recognise speech. Type instead.");
      return;
    }
    const recognition = this.#make();
    recognition.lang = this.#language();
    recognition.interimResults = true;
    recognition.addEventListener("result", (event) => this.#hear(event as Event & Recognised));
    recognition.addEventListener("error", (event) => this.#fail((event as Event & { error: string }).error));
    recognition.addEventListener("end", () => this.#close(recognition));
    this.#recognition = recognition;
    recognition.start();
    this.changes.emit();
  }

  /** Ends the utterance: what was said so far is still recognised. */
  finish(): void {
    this.#recognition?.stop();
  }

  /** Hears nothing any more. */
  stop(): void {
    const recognition = this.#recognition;
    if (recognition === null) return;
    this.#close(recognition);
    recognition.abort();
  }

  #hear({ results }: Recognised): void {
    const all = Array.from(results);
    const text = all.map((result) => result[0]?.transcript ?? "").join("");
    this.heard.emit({ text: text.trim(), final: all.every(({ isFinal }) => isFinal) });
  }

  #fail(code: string): void {
    if (NOTHING_SAID.has(code)) return;
    this.failures.emit(FAILURES[code] ?? "Speech was not recognised. Try again, or type.");
  }

  #close(recognition: Recognition): void {
    if (this.#recognition !== recognition) return;
    this.#recognition = null;
    this.changes.emit();
  }
}

/** The browser's recognition; null where it has none. */
export function browserRecognition(): (() => Recognition) | null {
  const Found = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  return Found === undefined ? null : () => new Found();
}
