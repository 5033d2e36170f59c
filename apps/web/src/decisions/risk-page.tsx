import type { RiskAnswer } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { Page } from "../settings/page.tsx";
import { ApiError } from "../stream/index.ts";
import { useWorkspace } from "../workspace/context.tsx";
import { DeskSection } from "./desk-section.tsx";
import { LimitsForm } from "./limits-form.tsx";
import { RiskSection } from "./risk-section.tsx";
import { TradesSection } from "./trades-section.tsx";

/** Limits, the trades that they are held against, and what may speak. */
export default function RiskPage(): ReactElement {
  const { decisions } = useWorkspace();
  const [answer, setAnswer] = useState<RiskAnswer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    decisions.api
      .risk()
      .then(setAnswer, (error: unknown) =>
        setFailure(error instanceof ApiError ? error.message : "The limits could not be loaded."),
      );
  }, [decisions]);
  return (
    <Page title="Limits and trades">
      <div className="rounded-6 border border-hair">
        <RiskSection own />
      </div>
      <TradesSection />
      <DeskSection />
      <section className="flex flex-col gap-3">
        <h2 className="text-14 font-medium">Limits</h2>
        <p className="text-ink-2">
          What you tighten acts at once. What you loosen acts from the next session. A lock holds for the day.
        </p>
        {failure === null ? null : <p className="text-bad">{failure}</p>}
        {answer === null ? (
          failure === null ? (
            <p className="waits text-ink-2">Loading</p>
          ) : null
        ) : (
          <LimitsForm answer={answer} onSaved={setAnswer} />
        )}
      </section>
    </Page>
  );
}
