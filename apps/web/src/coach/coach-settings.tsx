import type { CoachModel, CoachSettings, CoachSettingsAnswer } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { Labelled } from "../ui/labelled.tsx";
import { FIELD, Select } from "../ui/select.tsx";
import { useWorkspace } from "../workspace/context.tsx";

const TONES = { calm: "Calm", direct: "Direct", patient: "Patient, with reasons" } as const;
const JARGON = { trader: "Traders' terms", plain: "Terms explained" } as const;
const DECISIVENESS = {
  cautious: "What speaks against it first",
  balanced: "For and against",
  decisive: "What is proposed first",
} as const;

function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "The server does not answer.";
}

/** Who writes the coach's words. */
function Writer({ coach }: { readonly coach: CoachModel }): ReactElement {
  const { model, trouble, tokensToday, tokensPerDay } = coach;
  if (model === null)
    return (
      <p className="max-w-prose text-13 text-ink-2">
        The built-in coach answers, without any model or key. OPENAI_MODEL in the environment names a model
        that words the answers; what it says is checked all the same.
      </p>
    );
  return (
    <p className="max-w-prose text-13 text-ink-2">
      {model} words the answers; {tokensToday.toLocaleString("en-US")} of{" "}
      {tokensPerDay.toLocaleString("en-US")} tokens are used today.
      {trouble === null ? null : <span className="text-warn"> {trouble}</span>}
    </p>
  );
}

/** How the coach speaks to this person. Every choice is stored and in force at once. */
export function CoachSettingsSection(): ReactElement {
  const { coachSettings: api } = useWorkspace();
  const [answer, setAnswer] = useState<CoachSettingsAnswer | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    api
      .settings(leaving.signal)
      .then(setAnswer)
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) setTrouble(sentenceOf(error));
      });
    return () => leaving.abort();
  }, [api]);
  const change = (part: Partial<CoachSettings>): void => {
    if (answer === null) return;
    const before = answer;
    setTrouble(null);
    setAnswer({ ...answer, settings: { ...answer.settings, ...part } });
    api.merge(part).catch((error: unknown) => {
      setAnswer(before);
      setTrouble(sentenceOf(error));
    });
  };
  return (
    <section className="flex flex-col gap-3" data-testid="coach-settings">
      <h2 className="text-14 font-medium">Coach</h2>
      {answer === null ? <p className="h-40 text-13 text-ink-2">{trouble ?? "Loading"}</p> : null}
      {answer === null ? null : (
        <>
          <Writer coach={answer.coach} />
          <CoachFields settings={answer.settings} onChange={change} />
          <p role="status" className="min-h-5 text-13 text-bad">
            {trouble}
          </p>
        </>
      )}
    </section>
  );
}

function CoachFields(props: {
  readonly settings: CoachSettings;
  readonly onChange: (part: Partial<CoachSettings>) => void;
}): ReactElement {
  const { settings, onChange } = props;
  const { name, tone, jargon, decisiveness } = settings;
  return (
    <div className="grid max-w-xl grid-cols-2 gap-3">
      <Labelled name="It calls you">
        <input
          className={FIELD}
          defaultValue={name}
          maxLength={40}
          autoComplete="off"
          placeholder="nothing"
          onBlur={(event) => {
            if (event.target.value !== name) onChange({ name: event.target.value });
          }}
        />
      </Labelled>
      <Select name="Tone" value={tone} options={TONES} onChange={(value) => onChange({ tone: value })} />
      <Select
        name="Words"
        value={jargon}
        options={JARGON}
        onChange={(value) => onChange({ jargon: value })}
      />
      <Select
        name="Says of an idea"
        value={decisiveness}
        options={DECISIVENESS}
        onChange={(value) => onChange({ decisiveness: value })}
      />
    </div>
  );
}
