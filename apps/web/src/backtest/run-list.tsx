import type { BacktestRun } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { Button } from "../ui/button.tsx";
import { runText, stateText } from "./words.ts";

/** The newest tests; one is shown. */
export function RunList(props: {
  readonly runs: readonly BacktestRun[];
  readonly shown: string | null;
  readonly onShow: (id: string) => void;
}): ReactElement {
  if (props.runs.length === 0)
    return <p className="text-ink-2">Nothing was tested yet. Choose a strategy above and start.</p>;
  return (
    <ul className="flex max-h-64 scrolls flex-col" data-testid="backtests">
      {props.runs.map((run) => (
        <li key={run.id}>
          <button
            type="button"
            aria-pressed={props.shown === run.id}
            onClick={() => props.onShow(run.id)}
            className="flex w-full gap-3 rounded-6 px-2 py-1 text-left hover:bg-raised-1 aria-pressed:bg-raised-2"
          >
            <span className="min-w-0 flex-1 truncate">{runText(run)}</span>
            <span className="text-ink-2">{stateText(run)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** How far a test is, and what can be done with it. */
export function RunState(props: {
  readonly run: BacktestRun;
  readonly fixtureUrl: string;
  readonly onEnd: () => void;
  readonly onResume: () => void;
}): ReactElement {
  const { run } = props;
  const isOpen = run.state === "running" || run.state === "waiting";
  return (
    <div className="flex items-center gap-3">
      <h2 className="min-w-0 flex-1 truncate text-14 font-medium">{runText(run)}</h2>
      {isOpen ? <progress aria-label="Progress" value={run.progress} max={1} className="w-40" /> : null}
      <span
        role="status"
        className={run.state === "failed" ? "text-bad" : "text-ink-2"}
        data-testid="backtest-state"
      >
        {stateText(run)}
      </span>
      {run.state === "cancelled" || run.state === "failed" ? (
        <Button onClick={props.onResume}>Go on</Button>
      ) : null}
      {run.state === "done" && run.plan.kind === "run" ? (
        <a className="underline" href={props.fixtureUrl} download>
          Save as a file
        </a>
      ) : null}
      <Button kind={isOpen ? "plain" : "danger"} onClick={props.onEnd}>
        {isOpen ? "Stop" : "Delete"}
      </Button>
    </div>
  );
}
