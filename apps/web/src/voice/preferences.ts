import type { CoachSettings, TalkMode } from "@spotlight/contracts";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { CoachSettingsApi } from "../coach/settings-api.ts";
import { Emitter } from "../stream/emitter.ts";

/** What the person wishes of the voice wherever they are: kept by the server. */
type Personal = Pick<CoachSettings, "speak" | "voice" | "rate" | "language">;

/** What is wished of it in this browser. */
interface OfBrowser {
  /** Who ends what is said to a realtime voice. */
  readonly talk: TalkMode;
  /** Whether the first-use hint was read or put away. */
  readonly hinted: boolean;
}

/** How the voice is wished. */
export type VoicePreferences = Personal & OfBrowser;

const useBrowser = create<OfBrowser>()(
  persist((): OfBrowser => ({ talk: "detect", hinted: false }), { name: "spotlight.voice", version: 2 }),
);

const SILENT: Personal = { speak: "nothing", voice: null, rate: 1, language: "en-US" };

/** The person's wishes, in force on this page at once and stored behind it. */
export class VoiceWishes {
  readonly changes = new Emitter<void>();
  /** Why a wish was not stored, in a sentence. */
  readonly failures = new Emitter<string>();
  readonly #api: CoachSettingsApi;
  #personal = SILENT;
  #shown: VoicePreferences;
  #storing = 0;

  constructor(api: CoachSettingsApi) {
    this.#api = api;
    this.#shown = { ...SILENT, ...useBrowser.getState() };
  }

  /** The wishes in force; the same object while nothing changes. */
  get current(): VoicePreferences {
    return this.#shown;
  }

  /** Asks the server for what was wished before; what is wished meanwhile counts. */
  async load(): Promise<void> {
    try {
      const { settings } = await this.#api.settings();
      if (this.#storing === 0) this.#use(settings);
    } catch {
      this.failures.emit("How the voice is wished could not be loaded: it stays off.");
    }
  }

  /** Takes the voice that was chosen elsewhere, as by a tool. */
  take(voice: string | null): void {
    if (this.#storing === 0 && voice !== this.#personal.voice) this.#use({ ...this.#personal, voice });
  }

  /** Wishes something else from now on. */
  change({ talk, hinted, ...personal }: Partial<VoicePreferences>): void {
    useBrowser.setState({
      ...(talk === undefined ? {} : { talk }),
      ...(hinted === undefined ? {} : { hinted }),
    });
    this.#use({ ...this.#personal, ...personal });
    if (Object.keys(personal).length > 0) void this.#store(personal);
  }

  async #store(part: Partial<Personal>): Promise<void> {
    this.#storing += 1;
    try {
      await this.#api.merge(part);
    } catch {
      this.failures.emit("This is in force here, but was not stored: the server does not answer.");
    } finally {
      this.#storing -= 1;
    }
  }

  #use({ speak, voice, rate, language }: Personal): void {
    this.#personal = { speak, voice, rate, language };
    this.#shown = { ...this.#personal, ...useBrowser.getState() };
    this.changes.emit();
  }
}
