import type { Revision } from "@spotlight/contracts";
import { type ReactElement, type ReactNode, useState } from "react";
import { CoachSection } from "../coach/coach-section.tsx";
import { CalloutList } from "../decisions/callout-list.tsx";
import { RiskSection } from "../decisions/risk-section.tsx";
import { CAUSE_TEXT, changedFigures } from "../chart/revision-text.ts";
import { clockText, clockTextWithSeconds, dayText } from "../chart/time.ts";
import { volumeText } from "../chart/numbers.ts";
import type { BarSeries } from "../stream/index.ts";
import { VoiceNotes, VoicePresence } from "../voice/voice-presence.tsx";
import { Section } from "../ui/section.tsx";
import { Shape } from "../ui/shape.tsx";
import { CommandButton } from "./command-button.tsx";
import { useSecond, useConnection, useFact, useWorkspace } from "./context.tsx";
import { useStateWords } from "./state-facts.ts";
import { useCheck } from "./check-copy.ts";
import { paceText, sourceText } from "./words.ts";

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="flex justify-between gap-4 py-0.5">
      <dt className="shrink-0 text-ink-2">{name}</dt>
      <dd className="min-w-0 truncate text-right">{children}</dd>
    </div>
  );
}

const PARTS = { pre: "Pre-market", regular: "Regular", post: "After hours", closed: "Closed" } as const;

function MarketFacts(): ReactElement {
  const { market } = useWorkspace();
  useSecond();
  const words = useStateWords();
  const status = useFact((facts) => facts.status);
  const nowMs = market.marketNowMs();
  return (
    <Section title="Market">
      <p className="flex items-start gap-2 pb-1.5">
        <span className="pt-1">
          <Shape shape={words.shape} tone={words.tone} />
        </span>
        {words.sentence}
      </p>
      <dl className="ages">
        <Line name="New York">
          {nowMs === null ? "–" : `${dayText(nowMs)} ${clockTextWithSeconds(nowMs)}`}
        </Line>
        <Line name="Session">{status === null ? "–" : PARTS[status.session]}</Line>
        <Line name="Source">{status === null ? "–" : sourceText(status.source)}</Line>
        {status !== null && paceText(status) !== null ? (
          <Line name="Speed">{status.speed === null ? "as fast as it can" : `${status.speed}×`}</Line>
        ) : null}
      </dl>
    </Section>
  );
}

function Copy(): ReactElement {
  const { market } = useWorkspace();
  useSecond();
  const { cursor, epochId } = useConnection();
  const check = useCheck();
  const { connections, gaps } = market.stream.counts;
  return (
    <Section title="This copy" aside={<CommandButton command="data.check">Check</CommandButton>}>
      <dl>
        <Line name="Log position">{market.stream.state.cursor ?? cursor ?? "–"}</Line>
        <Line name="Server life">{epochId?.slice(0, 8) ?? "–"}</Line>
        <Line name="Connections">{connections}</Line>
        {gaps > 0 ? <Line name="Gaps filled">{gaps}</Line> : null}
      </dl>
      <p className="min-h-5 pt-1 text-ink-2" role="status" data-testid="check">
        {check.sentence}
      </p>
    </Section>
  );
}

function RevisionRow({
  revision,
  onShow,
}: {
  readonly revision: Revision;
  readonly onShow: boolean;
}): ReactElement {
  return (
    <li className={`rounded-6 py-1 ${onShow ? "flashes" : ""}`}>
      <span className="flex justify-between gap-3">
        <span>
          <span className="text-ink-1">{clockText(revision.after.bar_start)}</span>{" "}
          <span className="text-ink-2">{CAUSE_TEXT[revision.cause]}</span>
        </span>
        <span className="text-ink-2">{clockTextWithSeconds(revision.learnedMs)}</span>
      </span>
      <span className="block truncate text-12 text-ink-2">{changedFigures(revision).join(", ")}</span>
    </li>
  );
}

const REVISIONS_SHOWN = 40;

function Revisions({ symbol }: { readonly symbol: string | null }): ReactElement {
  const entries = useFact((facts) => facts.ledger?.entries ?? null);
  const [opened] = useState(() => entries?.at(-1)?.cursor ?? 0);
  const recent = (entries ?? []).slice(-REVISIONS_SHOWN).toReversed();
  const title = symbol === null ? "Revisions" : `Revisions of ${symbol} on this day`;
  return (
    <Section title={title} aside={<span data-testid="revision-count">{entries?.length ?? "–"}</span>}>
      {entries?.length === 0 ? <p className="text-ink-2">No closed bar has changed.</p> : null}
      <ol className="-mx-1 px-1">
        {recent.map((revision) => (
          <RevisionRow key={revision.cursor} revision={revision} onShow={revision.cursor > opened} />
        ))}
      </ol>
    </Section>
  );
}

function Gaps({ series }: { readonly series: BarSeries | undefined }): ReactElement | null {
  const gaps = (series?.gaps ?? []).slice(-8).toReversed();
  if (gaps.length === 0) return null;
  return (
    <Section title="Gaps in the data">
      <ol>
        {gaps.map((gap) => (
          <li key={gap.fromMs} className="py-0.5">
            {dayText(gap.fromMs)} {clockText(gap.fromMs)}–{clockText(gap.toMs)}
            <span className="block text-12 text-ink-2">{gap.reason}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Spikes({ series }: { readonly series: BarSeries | undefined }): ReactElement | null {
  const recent = series?.bars.slice(-60) ?? [];
  const mean = recent.reduce((sum, bar) => sum + bar.ohlcv.v, 0) / Math.max(1, recent.length);
  const spikes =
    recent.length < 30
      ? []
      : recent
          .filter((bar) => bar.ohlcv.v > mean * 2.5)
          .slice(-4)
          .toReversed();
  if (spikes.length === 0) return null;
  return (
    <Section title="Volume above 2.5 times the last 60 bars' mean">
      <ol>
        {spikes.map((bar) => (
          <li key={bar.seq} className="flex justify-between py-0.5">
            <span>{clockText(bar.bar_start)}</span>
            <span className="text-ink-2">
              {volumeText(bar.ohlcv.v)} · {(bar.ohlcv.v / mean).toFixed(1)}×
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What is known about the market and this page's copy of it, today. */
export function MarketPanel(props: {
  readonly symbol: string | null;
  readonly series: BarSeries | undefined;
}): ReactElement {
  return (
    <aside className="scrolls h-full bg-bg text-13" aria-label="Market">
      <RiskSection />
      <CoachSection presence={<VoicePresence />} notes={<VoiceNotes />} />
      <CalloutList />
      <MarketFacts />
      <Revisions symbol={props.symbol} key={props.symbol} />
      <Spikes series={props.series} />
      <Gaps series={props.series} />
      <Copy />
    </aside>
  );
}
