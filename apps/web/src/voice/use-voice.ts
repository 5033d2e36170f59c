import { useCallback, useEffect, useSyncExternalStore } from "react";
import { writeQuestion } from "../coach/question-field.ts";
import { isWaiting } from "../decisions/decisions-session.ts";
import { useWorkspace } from "../workspace/context.tsx";
import { useDesk } from "../workspace/stores.ts";
import type { VoicePreferences } from "./preferences.ts";
import type { VoiceState } from "./voice-session.ts";

/** What the voice does now. */
export function useVoiceState(): VoiceState {
  const { voice } = useWorkspace();
  const subscribe = useCallback((changed: () => void) => voice.changes.on(changed), [voice]);
  return useSyncExternalStore(subscribe, () => voice.state);
}

/** How the voice is wished. */
export function useVoiceWishes(): VoicePreferences {
  const { voice } = useWorkspace();
  const { wishes } = voice;
  const subscribe = useCallback((changed: () => void) => wishes.changes.on(changed), [wishes]);
  return useSyncExternalStore(subscribe, () => wishes.current);
}

/** Lets the voice speak about what the desk shows, silences it in a page that nobody sees, and unlocks it by the first touch. */
export function useVoice(): void {
  const { voice, coach, inbox, decisions, market } = useWorkspace();
  useEffect(
    () =>
      voice.follow({
        coach,
        inbox,
        isProposed: (id) =>
          decisions.facts.callouts?.some((callout) => callout.id === id && isWaiting(callout)) === true,
        symbol: () => useDesk.getState().symbol,
        symbols: () => market.symbols?.symbols.map((watched) => watched.symbol) ?? [],
        write: writeQuestion,
      }),
    [voice, coach, inbox, decisions, market],
  );
  useEffect(() => {
    const see = (): void => voice.hide(document.hidden);
    const unlock = (): void => {
      if (voice.state.phase !== "off") voice.speaker.unlock();
    };
    const once = { once: true } as const;
    document.addEventListener("visibilitychange", see);
    addEventListener("pointerdown", unlock, once);
    addEventListener("keydown", unlock, once);
    return () => {
      document.removeEventListener("visibilitychange", see);
      removeEventListener("pointerdown", unlock);
      removeEventListener("keydown", unlock);
    };
  }, [voice]);
}
