import type { BrowserContext, Page } from "playwright-core";

/** What the page's mouth and ears did, for tests to read; times on the page's own clock, ms. */
export interface SpeechRecord {
  /** Every sentence that was given to the voice, as it was to be said. */
  readonly said: { readonly text: string; readonly atMs: number }[];
  /** When it was told to be silent. */
  readonly silencedMs: number[];
  /** Whether a sentence is being said. */
  speaking: boolean;
  /** Lets the page hear words, as the browser's recognition does; false while it does not listen. */
  hear(words: string, final: boolean): boolean;
  /** Lets the recognition fail with one of its codes. */
  failEars(code: string): void;
}

declare global {
  interface Window {
    speech: SpeechRecord;
  }
}

/** How long a sentence takes to be said, ms. */
const SENTENCE_MS = 1_500;

/** Gives every page of a context a mouth and ears that record: a test machine has neither voices nor a recognition. */
export async function recordSpeech(context: BrowserContext): Promise<void> {
  await context.addInitScript(installSpeech, SENTENCE_MS);
}

/** Gives every page of a context a microphone in which a tone sounds, for browsers that have none. */
export async function giveMicrophone(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async (): Promise<MediaStream> => {
      const audio = new AudioContext();
      const heard = audio.createMediaStreamDestination();
      const tone = new OscillatorNode(audio, { frequency: 440 });
      tone.connect(heard);
      tone.start();
      return heard.stream;
    };
  });
}

/** What was given to the voice so far. */
export async function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() => window.speech.said.map(({ text }) => text));
}

/** Runs in the page; must stand alone. */
function installSpeech(sentenceMs: number): void {
  let listening: EventTarget | null = null;
  let current: SpeechSynthesisUtterance | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const record: SpeechRecord = {
    said: [],
    silencedMs: [],
    speaking: false,
    hear: (words, final) => {
      const results = [Object.assign([{ transcript: words }], { isFinal: final })];
      const ears = listening;
      ears?.dispatchEvent(Object.assign(new Event("result"), { results }));
      if (final) {
        listening = null;
        ears?.dispatchEvent(new Event("end"));
      }
      return ears !== null;
    },
    failEars: (code) => {
      const ears = listening;
      listening = null;
      ears?.dispatchEvent(Object.assign(new Event("error"), { error: code }));
      ears?.dispatchEvent(new Event("end"));
    },
  };
  const listenWith = (ears: EventTarget): void => {
    listening = ears;
  };
  const end = (): void => {
    const ended = current;
    current = null;
    record.speaking = false;
    ended?.dispatchEvent(new Event("end"));
  };
  class Mouth extends EventTarget {
    getVoices(): readonly SpeechSynthesisVoice[] {
      return [];
    }
    speak(utterance: SpeechSynthesisUtterance): void {
      if (utterance.text.trim() === "") return;
      record.said.push({ text: utterance.text, atMs: performance.now() });
      record.speaking = true;
      current = utterance;
      queueMicrotask(() => utterance.dispatchEvent(new Event("start")));
      timer = setTimeout(end, sentenceMs);
    }
    cancel(): void {
      clearTimeout(timer);
      record.silencedMs.push(performance.now());
      current = null;
      record.speaking = false;
    }
  }
  class Ears extends EventTarget {
    start(): void {
      listenWith(this);
    }
    stop(): void {
      this.abort();
    }
    abort(): void {
      if (listening !== this) return;
      listening = null;
      this.dispatchEvent(new Event("end"));
    }
  }
  Object.defineProperty(window, "speechSynthesis", { value: new Mouth() });
  Object.assign(window, { speech: record, webkitSpeechRecognition: Ears, SpeechRecognition: Ears });
}
