import type { ParityReport } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { Page } from "../settings/page.tsx";
import { Shape } from "../ui/shape.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useReplay } from "./use-replay.ts";

/** How a day came out when it was told again, in words. */
function Parity({ report }: { readonly report: ParityReport | undefined }): ReactElement {
  if (report === undefined) return <span className="text-ink-2">not compared</span>;
  const { signals, missing, extra, different } = report;
  const wrong = missing.length + extra.length + different.length;
  return (
    <span
      className="flex items-center gap-2"
      title={[...missing, ...extra, ...different].join("\n")}
      data-testid="parity"
    >
      <Shape shape={wrong === 0 ? "dot" : "square"} tone={wrong === 0 ? "good" : "bad"} />
      {wrong === 0
        ? `same again: ${signals} signals`
        : `${missing.length} missing, ${extra.length} extra, ${different.length} different`}
    </span>
  );
}

/** The days that are stored: each can be replayed, and says whether a rerun came out as live did. */
export default function ReplayPage(): ReactElement {
  const { replay } = useWorkspace();
  const [, go] = useLocation();
  const answer = useReplay((session) => session.answer);
  const failure = useReplay((session) => session.failure);
  const [starting, setStarting] = useState<string | null>(null);
  useEffect(() => void replay.look(), [replay]);
  const start = async (day: string): Promise<void> => {
    setStarting(day);
    const started = await replay.start(day);
    setStarting(null);
    if (started) go("/");
  };
  return (
    <Page title="Replay a day">
      <p className="text-ink-2">
        The day plays as if it were live, with its revisions, signals and callouts, apart from the live
        market.
      </p>
      {failure === null ? null : <p className="text-bad">{failure}</p>}
      {answer === null ? (
        <p className="waits text-ink-2">Looking for stored days</p>
      ) : answer.days.length === 0 ? (
        <p className="text-ink-2">Nothing is stored yet. Watch a symbol, and its past is.</p>
      ) : (
        <ul className="flex flex-col" data-testid="replay-days">
          {answer.days.map((day) => (
            <li key={day} className="flex items-center justify-between gap-4 border-t border-hair py-1">
              <button
                type="button"
                disabled={starting !== null}
                onClick={() => void start(day)}
                className="h-8 rounded-6 px-2 text-left hover:bg-raised-2 disabled:opacity-40"
              >
                {starting === day ? `Preparing ${day}` : day}
              </button>
              <Parity report={answer.parity.find((report) => report.day === day)} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
