import type { RuleVersions as Versions } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { dayText } from "../chart/time.ts";
import { ApiError } from "../stream/index.ts";
import { RuleDiff } from "./rule-editor.tsx";
import type { RulesApi } from "./rules-api.ts";

/** The texts that a rule has had; one chosen is compared with the one before it. */
export function RuleVersions(props: {
  readonly api: RulesApi;
  readonly id: string;
  readonly version: number;
}): ReactElement {
  const { api, id, version } = props;
  const [answer, setAnswer] = useState<Versions | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [chosen, setChosen] = useState(version);
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        setAnswer(await api.versions(id));
        setChosen(version);
      } catch (error) {
        setFailure(error instanceof ApiError ? error.message : "The versions could not be loaded.");
      }
    };
    void load();
  }, [api, id, version]);
  if (failure !== null) return <p className="text-bad">{failure}</p>;
  if (answer === null) return <p className="waits text-ink-2">Loading versions</p>;
  const shown = answer.versions.find((each) => each.version === chosen);
  const before = answer.versions.find((each) => each.version === chosen - 1);
  return (
    <section className="flex flex-col gap-2" aria-label="Versions">
      <div className="flex flex-wrap gap-1" role="group" aria-label="Version">
        {answer.versions.map((each) => (
          <button
            key={each.version}
            type="button"
            aria-pressed={each.version === chosen}
            onClick={() => setChosen(each.version)}
            className="h-7 rounded-6 border border-hair px-2 text-12 text-ink-2 aria-pressed:border-focus aria-pressed:text-ink-1"
          >
            {each.version} · {dayText(each.createdMs)}
          </button>
        ))}
      </div>
      {shown === undefined ? null : before === undefined ? (
        <p className="text-ink-2">The first text. There is nothing before it to compare with.</p>
      ) : (
        <RuleDiff before={before.source} after={shown.source} />
      )}
    </section>
  );
}
