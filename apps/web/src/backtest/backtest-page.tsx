import type { BacktestAnswer, BacktestBody } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { Page } from "../settings/page.tsx";
import { useSecond, useWorkspace } from "../workspace/context.tsx";
import { useDesk } from "../workspace/stores.ts";
import { CompareRuns } from "./compare-runs.tsx";
import { LookAheadResult } from "./look-ahead-report.tsx";
import { RunForm } from "./run-form.tsx";
import { RunList, RunState } from "./run-list.tsx";
import { RunReport } from "./run-report.tsx";
import { HeatTable, SweepResult } from "./sweep-report.tsx";
import { useBacktests, useCandidates } from "./use-backtests.ts";

function Outcome({ answer }: { readonly answer: BacktestAnswer }): ReactElement | null {
  const { report, points } = answer;
  if (report?.kind === "run") return <RunReport report={report} />;
  if (report?.kind === "sweep") return <SweepResult report={report} />;
  if (report?.kind === "look_ahead") return <LookAheadResult report={report} />;
  return points.length > 0 ? <HeatTable points={points} /> : null;
}

/** The form, once it is known what can be tested and what day it is on the market's clock. */
function Asking({ onStart }: { readonly onStart: (body: BacktestBody) => void }): ReactElement {
  const { market } = useWorkspace();
  useSecond();
  const symbol = useDesk((desk) => desk.symbol);
  const candidates = useCandidates();
  const nowMs = market.marketNowMs();
  if (nowMs === null || symbol === null || candidates.length === 0)
    return <p className="waits text-ink-2">Loading</p>;
  return <RunForm candidates={candidates} symbol={symbol} nowMs={nowMs} onStart={onStart} />;
}

/** Strategies on past days: what to test, how far it is, and what it came to. */
export default function BacktestPage(): ReactElement {
  const { api, runs, answer, shown, failure, show, start, end, resume } = useBacktests();
  return (
    <Page title="Backtests" wide>
      <Asking onStart={start} />
      {failure === null ? null : (
        <p role="status" className="text-bad" data-testid="backtest-failure">
          {failure}
        </p>
      )}
      {runs === null ? (
        <p className="waits text-ink-2">Loading</p>
      ) : (
        <RunList runs={runs} shown={shown} onShow={show} />
      )}
      {answer === null ? null : (
        <section className="flex flex-col gap-4">
          <RunState
            run={answer.run}
            fixtureUrl={api.fixtureUrl(answer.run.id)}
            onEnd={() => end(answer.run)}
            onResume={() => resume(answer.run)}
          />
          {answer.report?.kind === "run" ? (
            <CompareRuns key={answer.run.id} shown={answer.run} runs={runs ?? []} />
          ) : null}
          <Outcome answer={answer} />
        </section>
      )}
    </Page>
  );
}
