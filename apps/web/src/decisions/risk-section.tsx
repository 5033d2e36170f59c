import type { RiskState } from "@spotlight/contracts";
import type { ReactElement } from "react";
import { signedText } from "../chart/numbers.ts";
import { Section } from "../ui/section.tsx";
import { Shape } from "../ui/shape.tsx";
import { CommandButton } from "../workspace/command-button.tsx";
import { useSecond, useWorkspace } from "../workspace/context.tsx";
import { useDecisions } from "./use-decisions.ts";
import { countdownText, lightText } from "./words.ts";

function Figure({ name, children }: { readonly name: string; readonly children: string }): ReactElement {
  return (
    <div className="flex justify-between gap-3 py-0.5">
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Countdown({ untilMs }: { readonly untilMs: number }): ReactElement | null {
  const { market } = useWorkspace();
  useSecond();
  const nowMs = market.marketNowMs();
  return nowMs === null ? null : <span className="text-ink-2">{countdownText(untilMs - nowMs)}</span>;
}

function Today({ today }: Pick<RiskState, "today">): ReactElement {
  const { trades, losses, openPositions, realisedR, openR } = today;
  return (
    <dl>
      <Figure name="Realised">{`${signedText(realisedR, 1)} R`}</Figure>
      <Figure name="Open">{`${signedText(openR, 1)} R in ${openPositions}`}</Figure>
      <Figure name="Trades">{`${trades} (${losses} lost)`}</Figure>
    </dl>
  );
}

/** What the limits say: the light with its word, why, for how long, and where the day stands. `own`: on the limits' page. */
export function RiskSection({ own = false }: { readonly own?: boolean }): ReactElement {
  const risk = useDecisions(({ facts }) => facts.risk);
  const aside = own ? null : <CommandButton command="go.risk">Limits</CommandButton>;
  if (risk === null)
    return (
      <Section title="Risk" aside={aside}>
        <p className="waits text-ink-2">Asking for your limits</p>
      </Section>
    );
  const light = lightText(risk);
  return (
    <Section title="Risk" aside={aside}>
      <p className="flex items-center justify-between pb-1" data-testid="risk-light" data-light={risk.light}>
        <span className="flex items-center gap-2">
          <Shape shape={light.shape} tone={light.tone} />
          {light.word}
        </span>
        {risk.untilMs === null ? null : <Countdown untilMs={risk.untilMs} />}
      </p>
      <ul>
        {risk.reasons.map((reason) => (
          <li key={reason.code} className="pb-1 text-ink-2">
            {reason.text}
          </li>
        ))}
      </ul>
      <Today today={risk.today} />
      {risk.pending === null ? null : (
        <p className="pt-1 text-12 text-ink-2">Loosened limits wait for {risk.pending.from}.</p>
      )}
    </Section>
  );
}
