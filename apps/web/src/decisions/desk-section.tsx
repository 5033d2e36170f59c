import { type DeskAnswer, type DeskBody, densitySchema } from "@spotlight/contracts";
import { type ReactElement, useCallback, useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { QuietHoursFields } from "./quiet-hours.tsx";
import { useWorkspace } from "../workspace/context.tsx";

const DENSITY_HINTS = {
  quiet: "Grade A only",
  normal: "Grades A and B",
  loud: "Everything",
} as const;

interface Shown {
  readonly answer: DeskAnswer | null;
  readonly said: string | null;
}

/** How loudly proposals are made, when the coach is quiet, and which setups make them. */
export function DeskSection(): ReactElement {
  const { decisions } = useWorkspace();
  const [{ answer, said }, show] = useState<Shown>({ answer: null, said: null });
  const take = useCallback((asked: Promise<DeskAnswer>): void => {
    asked.then(
      (found) => show({ answer: found, said: null }),
      (error: unknown) =>
        show((before) => ({
          ...before,
          said: error instanceof ApiError ? error.message : "The server does not answer.",
        })),
    );
  }, []);
  useEffect(() => take(decisions.api.desk()), [decisions, take]);
  const change = (body: DeskBody): void => take(decisions.api.changeDesk(body));
  if (answer === null) return <p className="waits text-ink-2">{said ?? "Loading"}</p>;
  const used = answer.strategies.filter(({ inUse, kind }) => inUse && kind === "setup").map(({ id }) => id);
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-14 font-medium">Proposals</h2>
      <div className="flex gap-2" role="group" aria-label="Density">
        {densitySchema.options.map((density) => (
          <button
            key={density}
            type="button"
            aria-pressed={answer.settings.density === density}
            title={DENSITY_HINTS[density]}
            onClick={() => change({ density })}
            className="h-9 rounded-6 border border-hair px-3 text-ink-2 capitalize aria-pressed:border-focus aria-pressed:bg-focus-soft aria-pressed:text-ink-1"
          >
            {density}
          </button>
        ))}
      </div>
      <QuietHoursFields
        value={answer.settings.quietHours}
        onChange={(quietHours) => change({ quietHours })}
      />
      <ul className="flex flex-col gap-1">
        {answer.strategies.map(({ id, name, kind, inUse, explanation }) => (
          <li key={id}>
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={inUse}
                disabled={kind === "rule"}
                onChange={() =>
                  change({ setups: inUse ? used.filter((each) => each !== id) : [...used, id] })
                }
              />
              <span>{name}</span>
              <span className="text-12 text-ink-2">{kind === "rule" ? "rule" : explanation}</span>
            </label>
          </li>
        ))}
      </ul>
      {said === null ? null : <p className="text-bad">{said}</p>}
    </section>
  );
}
