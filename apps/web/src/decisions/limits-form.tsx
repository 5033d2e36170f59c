import type { RiskAnswer, RiskProfile } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { Button } from "../ui/button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { LIMIT_GROUPS, type LimitField, limitOf } from "./limit-fields.ts";

type Texts = Readonly<Record<string, string>>;

function textsOf(profile: RiskProfile): Texts {
  const fields = LIMIT_GROUPS.flatMap(({ fields: each }) => each);
  return Object.fromEntries(
    fields.map(({ key }) => [key, profile[key] === null ? "" : String(profile[key])]),
  );
}

function Field(props: {
  readonly field: LimitField;
  readonly text: string;
  readonly inForce: number | null;
  readonly onChange: (text: string) => void;
}): ReactElement {
  const { key, name, unit, empty } = props.field;
  const wrong = limitOf(props.text) === undefined;
  const wanted = limitOf(props.text) ?? null;
  return (
    <label className="grid grid-cols-[1fr_7rem_7rem] items-center gap-3" htmlFor={`limit-${key}`}>
      <span>{name}</span>
      <input
        id={`limit-${key}`}
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={wrong}
        placeholder={empty}
        value={props.text}
        onChange={(event) => props.onChange(event.target.value)}
        className={`h-8 rounded-6 border bg-bg px-2 text-right ${wrong ? "border-bad" : "border-hair"}`}
      />
      <span className="text-ink-2">
        {unit}
        {wanted === props.inForce ? "" : ` (today ${props.inForce ?? "none"})`}
      </span>
    </label>
  );
}

/** The limits as they were last set, to be changed. What is tightened acts at once, what is loosened from the next session. */
export function LimitsForm({
  answer,
  onSaved,
}: {
  readonly answer: RiskAnswer;
  readonly onSaved: (answer: RiskAnswer) => void;
}): ReactElement {
  const { decisions } = useWorkspace();
  const [texts, setTexts] = useState<Texts>(() => textsOf(answer.wanted));
  const [said, setSaid] = useState<string | null>(null);
  const before = textsOf(answer.wanted);
  const changed = Object.keys(texts).filter((key) => texts[key] !== before[key]);
  const wrong = changed.some((key) => limitOf(texts[key] ?? "") === undefined);
  const save = async (): Promise<void> => {
    const body = Object.fromEntries(changed.map((key) => [key, limitOf(texts[key] ?? "") ?? null]));
    if (body["coolDownMinutes"] === null) body["coolDownMinutes"] = 0;
    try {
      const next = await decisions.api.changeRisk(body);
      onSaved(next);
      setTexts(textsOf(next.wanted));
      const later = next.state.pending;
      setSaid(later === null ? "Saved. In force now." : `Saved. What is looser waits for ${later.from}.`);
    } catch (error) {
      setSaid(error instanceof ApiError ? error.message : "The limits could not be saved.");
    }
  };
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed.length > 0 && !wrong) void save();
      }}
    >
      {LIMIT_GROUPS.map(({ title, fields }) => (
        <fieldset key={title} className="flex flex-col gap-1.5">
          <legend className="pb-1 text-12 text-ink-2">{title}</legend>
          {fields.map((field) => (
            <Field
              key={field.key}
              field={field}
              text={texts[field.key] ?? ""}
              inForce={answer.state.profile[field.key]}
              onChange={(text) => setTexts({ ...texts, [field.key]: text })}
            />
          ))}
        </fieldset>
      ))}
      <div className="flex items-center gap-3">
        <Button kind="main" type="submit" disabled={changed.length === 0 || wrong}>
          Save limits
        </Button>
        <p role="status" className="text-ink-2" data-testid="limits-said">
          {wrong ? "One of the limits is no number." : said}
        </p>
      </div>
    </form>
  );
}
