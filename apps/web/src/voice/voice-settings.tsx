import { type CoachSettings, type VoicesAnswer, coachSettingsSchema } from "@spotlight/contracts";
import { type ReactElement, useEffect, useReducer, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useVoiceWishes } from "./use-voice.ts";

const EXAMPLE = "SPY last price 581.20 at 10:42.";

const SPEAK: Readonly<Record<CoachSettings["speak"], string>> = {
  nothing: "Nothing",
  callouts: "Proposals and warnings",
  everything: "Proposals, warnings and answers",
};
const LANGUAGES: Readonly<Record<CoachSettings["language"], string>> = {
  "en-US": "English, United States",
  "en-GB": "English, United Kingdom",
  "en-AU": "English, Australia",
  "en-IN": "English, India",
};
const RATES = [0.8, 1, 1.2, 1.4] as const;

/** Names of the browser's voices, which come some time after the page. */
function useVoices(): Readonly<Record<string, string>> {
  const { voice } = useWorkspace();
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const synthesis: SpeechSynthesis | undefined = window.speechSynthesis;
    synthesis?.addEventListener("voiceschanged", again);
    return () => synthesis?.removeEventListener("voiceschanged", again);
  }, []);
  return Object.fromEntries([
    ["", "Its own choice"],
    ...voice.speaker.voices().map(({ name }) => [name, name] as const),
  ]);
}

/** Who listens and speaks: a realtime model, where the server has one, or the browser. */
function Who(): ReactElement {
  const { voice } = useWorkspace();
  const [known, setKnown] = useState<VoicesAnswer | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    voice.api.voices(leaving.signal).then(setKnown, () => setKnown(null));
    return () => leaving.abort();
  }, [voice]);
  const model = known?.model ?? null;
  return (
    <p className="max-w-prose text-13 text-ink-2">
      Only sentences that evidence stands behind are spoken.{" "}
      {model === null
        ? "The browser speaks and listens, without any key; OPENAI_API_KEY in the environment lets a realtime model listen."
        : `${model} listens and answers; what it writes is checked and then spoken by the browser.`}
      {known === null || known.trouble === null ? null : <span className="text-warn"> {known.trouble}</span>}
    </p>
  );
}

/** What of the coach is heard, and how. */
export function VoiceSettings(): ReactElement {
  const { voice } = useWorkspace();
  const { speak, language, rate, talk, voice: chosen } = useVoiceWishes();
  const voices = useVoices();
  const change = (field: string, value: unknown): void => {
    const parsed = coachSettingsSchema.partial().safeParse({ [field]: value });
    if (parsed.success) voice.wishes.change({ [field]: value });
  };
  const hear = (): void => {
    voice.hush();
    voice.speaker.say({ text: EXAMPLE });
  };
  return (
    <section className="flex flex-col gap-3" data-testid="voice-settings">
      <h2 className="text-14 font-medium">Voice</h2>
      <Who />
      <div className="grid max-w-xl grid-cols-2 gap-3">
        <Select name="It speaks" value={speak} options={SPEAK} onChange={(value) => change("speak", value)} />
        <Select
          name="In"
          value={language}
          options={LANGUAGES}
          onChange={(value) => change("language", value)}
        />
        <Select
          name="With the voice"
          value={chosen ?? ""}
          options={voices}
          onChange={(value) => change("voice", value === "" ? null : value)}
        />
        <Select
          name="At"
          value={String(rate)}
          options={Object.fromEntries(RATES.map((each) => [String(each), `${each}× speed`]))}
          onChange={(value) => change("rate", Number(value))}
        />
        <Select
          name="It hears the end of what you say"
          value={talk}
          options={{ detect: "By itself", push: "When you let go of the button" }}
          onChange={(value) => voice.wishes.change({ talk: value === "push" ? "push" : "detect" })}
        />
        <Button className="self-end" onClick={hear}>
          Hear it
        </Button>
      </div>
    </section>
  );
}
