import type { VoicePhase } from "./voice-session.ts";

/** A phase in a word, and in a sentence that says what can be done. */
export const PHASES: Readonly<Record<VoicePhase, { readonly word: string; readonly sentence: string }>> = {
  off: { word: "Voice off", sentence: "Turn the voice on: answers and proposals are read aloud." },
  elsewhere: {
    word: "In another tab",
    sentence: "Another tab or browser speaks. Click to bring the voice here.",
  },
  idle: { word: "Voice on", sentence: "Answers and proposals are read aloud." },
  connecting: { word: "Connecting", sentence: "The voice is being connected." },
  listening: { word: "Listening", sentence: "Say your question." },
  thinking: { word: "Looking", sentence: "The answer is being looked up." },
  speaking: { word: "Speaking", sentence: "Talk, or press the key for silence, and it stops at once." },
  muted: { word: "Muted", sentence: "Neither speaks nor listens until it is unmuted." },
  error: { word: "Voice trouble", sentence: "The voice does not work." },
};

/** A stretch of time in seconds, as a badge shows it. */
export function secondsText(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
