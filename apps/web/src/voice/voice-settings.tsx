import { type ReactElement, useEffect, useReducer } from "react";
import { Button } from "../ui/button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { type VoicePreferences, useVoicePreferences } from "./preferences.ts";

const RATES = [0.8, 1, 1.2, 1.4] as const;
const EXAMPLE = "SPY last price 581.20 at 10:42.";

function Switch(props: {
  readonly name: "on" | "answers" | "unasked";
  readonly children: string;
}): ReactElement {
  const checked = useVoicePreferences((wishes) => wishes[props.name]);
  const change: Partial<VoicePreferences> = { [props.name]: !checked, hinted: true };
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" checked={checked} onChange={() => useVoicePreferences.setState(change)} />
      <span>{props.children}</span>
    </label>
  );
}

/** Voices of the browser, which come some time after the page. */
function useVoices(): readonly SpeechSynthesisVoice[] {
  const { voice } = useWorkspace();
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const synthesis: SpeechSynthesis | undefined = window.speechSynthesis;
    synthesis?.addEventListener("voiceschanged", again);
    return () => synthesis?.removeEventListener("voiceschanged", again);
  }, []);
  return voice.speaker.voices();
}

/** Whether the coach is heard, what of it, and with which of the browser's voices. */
export function VoiceSettings(): ReactElement {
  const { voice } = useWorkspace();
  const wishes = useVoicePreferences();
  const voices = useVoices();
  const hear = (): void => {
    voice.hush();
    voice.speaker.say({ text: EXAMPLE });
  };
  return (
    <section className="flex flex-col gap-2" data-testid="voice-settings">
      <h2 className="text-14 font-medium">Voice</h2>
      <p className="text-13 text-ink-2">Only sentences that evidence stands behind are spoken.</p>
      <Switch name="on">Voice on</Switch>
      <Switch name="answers">Read answers aloud</Switch>
      <Switch name="unasked">Read proposals and warnings aloud</Switch>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={wishes.talk === "push"}
          onChange={({ target }) =>
            useVoicePreferences.setState({ talk: target.checked ? "push" : "detect" })
          }
        />
        <span>Hold to talk, also where a realtime voice hears when you stop</span>
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label="Voice of the browser"
          value={wishes.voice ?? ""}
          className="h-7 rounded-6 border border-hair bg-raised-1 px-2"
          onChange={({ target }) => useVoicePreferences.setState({ voice: target.value || null })}
        >
          <option value="">The browser’s choice</option>
          {voices.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <select
          aria-label="Speed of speech"
          value={String(wishes.rate)}
          className="h-7 rounded-6 border border-hair bg-raised-1 px-2"
          onChange={({ target }) => useVoicePreferences.setState({ rate: Number(target.value) })}
        >
          {RATES.map((rate) => (
            <option key={rate} value={rate}>
              {rate}× speed
            </option>
          ))}
        </select>
        <Button onClick={hear}>Hear it</Button>
      </div>
    </section>
  );
}
