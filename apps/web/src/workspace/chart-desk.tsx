import type { Bar, SessionKind } from "@spotlight/contracts";
import { type ReactElement, useCallback, useEffect, useMemo, useState } from "react";
import type { Span } from "../chart/brush.ts";
import { ChartPanel } from "../chart/chart-panel.tsx";
import type { ChartView } from "../chart/chart-view.ts";
import { sessionText } from "../chart/time.ts";
import { useChartSignals } from "../decisions/chart-signals.ts";
import { CalloutCard } from "../decisions/callout-card.tsx";
import { DryRunBanner } from "../decisions/dry-run-banner.tsx";
import { RangeBanner } from "../decisions/range-banner.tsx";
import { Shape } from "../ui/shape.tsx";
import { useReducedMotion } from "../settings/look.ts";
import { CommandButton } from "./command-button.tsx";
import { useFact, useSeries, useWorkspace } from "./context.tsx";
import { useStateWords } from "./state-facts.ts";
import { useDesk } from "./stores.ts";

/** Bars of one page of back-scroll. */
const OLDER_PAGE = 1_000;

/** The sentence that has to be seen without asking, over the chart so that nothing shifts. */
function Notice(): ReactElement | null {
  const words = useStateWords();
  if (!words.loud) return null;
  return (
    <div
      className="appears absolute bottom-10 left-3 z-20 flex items-center gap-2 rounded-6 border border-hair bg-raised-2 py-1 pr-1 pl-3 text-13 shadow-one"
      role="status"
      data-testid="notice"
    >
      <Shape shape={words.shape} tone={words.tone} />
      <span className="pr-2">{words.sentence}</span>
      {words.action === "retry" ? <CommandButton command="data.retry">Try now</CommandButton> : null}
      {words.action === "reload" ? <CommandButton command="data.reload">Reload</CommandButton> : null}
    </div>
  );
}

/** What stands in the chart's place while it has no bars: what is known, then what to do. */
function EmptyChart(props: {
  readonly symbol: string | null;
  readonly loaded: boolean;
  readonly session: SessionKind;
}) {
  const { market } = useWorkspace();
  const status = useFact((facts) => facts.status);
  const refusal = props.symbol === null ? undefined : market.stream.refusals.get(props.symbol);
  const centre = "absolute inset-0 z-10 flex flex-col items-center justify-center gap-3 text-ink-2";
  const asked = useFact((facts) => facts.symbols !== null);
  if (props.symbol === null && !asked) {
    return (
      <div className={centre} data-testid="skeleton">
        <p className="waits">Waiting for the market</p>
      </div>
    );
  }
  if (props.symbol === null || refusal !== undefined) {
    return (
      <div className={centre}>
        <p>{refusal ?? "No symbol is watched yet. Type one, for example SPY."}</p>
        <CommandButton command="symbol.search" className="border border-hair text-ink-1">
          Find a symbol
        </CommandButton>
      </div>
    );
  }
  if (!props.loaded) {
    return (
      <div className={centre} data-testid="skeleton">
        <p className="waits">Loading {props.symbol}</p>
      </div>
    );
  }
  const closed =
    status?.state === "closed" ? "The market is closed." : "The first bar appears when it closes.";
  return (
    <div className={centre}>
      <p>
        No {sessionText(props.session).toLowerCase()} bars of {props.symbol} yet. {closed}
      </p>
      <CommandButton command="session.toggle" className="border border-hair text-ink-1">
        Change session
      </CommandButton>
    </div>
  );
}

/** The chart of the symbol, timeframe and session that are chosen. */
export function ChartDesk(props: {
  readonly session: SessionKind;
  readonly viewRef: (view: ChartView | null) => void;
}): ReactElement {
  const { market } = useWorkspace();
  const { symbol, timeframe, style, overlays } = useDesk();
  const reducedMotion = useReducedMotion();
  const key = { symbol: symbol ?? "", timeframe, session: props.session };
  const { series, version } = useSeries(key);
  const newestMs = series?.bars.at(-1)?.bar_start ?? 0;
  useEffect(() => {
    if (symbol !== null && newestMs > 0) market.followLedger(symbol, newestMs);
  }, [market, symbol, newestMs]);

  const entries = useFact((facts) => facts.ledger?.entries ?? null);
  const revisionOf = useCallback(
    (bar: Bar) => (entries === null ? null : (market.ledger?.kindOf(bar) ?? null)),
    [market, entries],
  );
  const maxFps = useFact((facts) => facts.flags.chartMaxFps);
  const choices = useMemo(
    () => ({ style, overlays, reducedMotion, maxFps }),
    [style, overlays, reducedMotion, maxFps],
  );
  const onNeedOlder = useCallback(() => {
    market.stream.loadOlder(useDesk.getState().symbol ?? "", OLDER_PAGE).catch(() => undefined);
  }, [market]);
  const signals = useChartSignals(symbol);
  const [brushed, setBrushed] = useState<Span | null>(null);
  const empty = series === undefined || (series.bars.length === 0 && series.forming === null);
  return (
    <main
      className="relative min-h-0 w-full flex-1 bg-bg"
      data-testid="price-chart"
      data-symbol={symbol ?? ""}
      data-timeframe={timeframe}
      data-version={version}
      data-max-fps={maxFps}
      data-bars={series?.bars.length ?? 0}
      data-revisions={entries?.length ?? 0}
    >
      <ChartPanel
        series={series}
        onChange={(listener) => market.stream.book.changes.on(listener)}
        choices={choices}
        revisionOf={revisionOf}
        signals={signals}
        onNeedOlder={onNeedOlder}
        onBrush={setBrushed}
        api={market.api}
        viewRef={props.viewRef}
        jump={<CommandButton command="chart.now">Jump to now</CommandButton>}
      />
      {empty ? <EmptyChart symbol={symbol} loaded={series?.loaded === true} session={props.session} /> : null}
      <Notice />
      <DryRunBanner symbol={symbol} />
      <RangeBanner span={brushed} />
      <CalloutCard />
    </main>
  );
}
