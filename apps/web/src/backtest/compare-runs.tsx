import type { BacktestRun, CompareAnswer } from "@spotlight/contracts";
import { type ReactElement, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { Button } from "../ui/button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { figureText, rText, runText } from "./words.ts";

/** Holds the shown run against another one, day by day. */
export function CompareRuns(props: {
  readonly shown: BacktestRun;
  readonly runs: readonly BacktestRun[];
}): ReactElement | null {
  const { backtests } = useWorkspace();
  const others = props.runs.filter(
    ({ id, state, plan }) => id !== props.shown.id && state === "done" && plan.kind === "run",
  );
  const [other, setOther] = useState("");
  const [answer, setAnswer] = useState<CompareAnswer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  if (others.length === 0) return null;
  const chosen = other === "" ? (others[0]?.id ?? "") : other;
  const compare = async (): Promise<void> => {
    try {
      setAnswer(await backtests.compare(chosen, props.shown.id));
      setFailure(null);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : "They could not be compared.");
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <select
        aria-label="Compare with"
        value={chosen}
        onChange={(event) => setOther(event.target.value)}
        className="h-8 max-w-md rounded-6 border border-hair bg-bg px-2"
      >
        {others.map((run) => (
          <option key={run.id} value={run.id}>
            {runText(run)}
          </option>
        ))}
      </select>
      <Button onClick={() => void compare()}>Compare</Button>
      <p role="status" className={failure === null ? "" : "text-bad"} data-testid="comparison">
        {failure ??
          (answer === null
            ? ""
            : `This one made ${rText(answer.comparison.secondR)}, the other ${rText(answer.comparison.firstR)} on ${answer.comparison.days} days. Difference a day: ${figureText(answer.comparison.differenceR, rText)}.`)}
      </p>
    </div>
  );
}
