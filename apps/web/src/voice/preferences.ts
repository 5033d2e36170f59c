import type { TalkMode } from "@spotlight/contracts";
import { create } from "zustand";
import { persist } from "zustand/middleware";

/** How the voice is wished; kept in this browser. */
export interface VoicePreferences {
  /** Off until the person turns it on once. */
  readonly on: boolean;
  /** Whether answers, and what the coach says unasked, are read aloud. */
  readonly answers: boolean;
  readonly unasked: boolean;
  /** Who ends what is said to a realtime voice. */
  readonly talk: TalkMode;
  /** Name of the browser's voice; null is the browser's own choice. */
  readonly voice: string | null;
  /** Speed of speech, 1 is the voice's own. */
  readonly rate: number;
  /** Whether the first-use hint was read or put away. */
  readonly hinted: boolean;
}

/** The wishes as a store that views can follow. */
export const useVoicePreferences = create<VoicePreferences>()(
  persist(
    (): VoicePreferences => ({
      on: false,
      answers: true,
      unasked: true,
      talk: "detect",
      voice: null,
      rate: 1,
      hinted: false,
    }),
    { name: "spotlight.voice", version: 1 },
  ),
);

/** What the session reads and changes of the wishes. */
export interface PreferenceStore {
  getState(): VoicePreferences;
  setState(change: Partial<VoicePreferences>): void;
  subscribe(listener: () => void): () => void;
}
