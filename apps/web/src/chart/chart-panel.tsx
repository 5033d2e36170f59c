import type { Bar } from "@spotlight/contracts";
import {
  type ReactElement,
  type ReactNode,
  Suspense,
  lazy,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { BarSeries, BookChange, MarketApi, RevisionKind } from "../stream/index.ts";
import type { Span } from "./brush.ts";
import { type ChartChoices, ChartView, type Reading } from "./chart-view.ts";
import { readChartColors, watchChartColors } from "./colors.ts";
import { Legend } from "./legend.tsx";
import { priceText } from "./numbers.ts";
import type { ChartSignal } from "./signal-marks.ts";

const RevisionCard = lazy(() => import("./revision-card.tsx"));

/** What the chart needs from around it. */
export interface ChartPanelProps {
  readonly series: BarSeries | undefined;
  /** Calls back with each change of any series; the answer unsubscribes. */
  readonly onChange: (listener: (change: BookChange) => void) => () => void;
  readonly choices: ChartChoices;
  readonly revisionOf: (bar: Bar) => RevisionKind | null;
  readonly signals: readonly ChartSignal[];
  readonly onNeedOlder: () => void;
  /** Hears what is selected with the brush. */
  readonly onBrush: (span: Span | null) => void;
  readonly api: MarketApi;
  /** Receives the view for commands; null when it goes. */
  readonly viewRef: (view: ChartView | null) => void;
  /** Shown when the newest bar is out of view. */
  readonly jump: ReactNode;
}

function summary(series: BarSeries | undefined): string {
  if (series === undefined) return "Price chart, no data yet";
  const price = series.lastPrice === null ? "no price yet" : `last price ${priceText(series.lastPrice)}`;
  return `${series.key.symbol}, ${series.key.timeframe} price chart, ${price}. Arrow keys read bars.`;
}

/** The React skin of {@link ChartView}: hands it data and choices, and shows what it reads. */
export function ChartPanel(props: ChartPanelProps): ReactElement {
  const { series, choices, revisionOf, signals } = props;
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<ChartView | null>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [following, setFollowing] = useState(true);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    const made = new ChartView(host, readChartColors(), latest.current.choices, {
      reading: setReading,
      needsOlder: () => latest.current.onNeedOlder(),
      following: setFollowing,
      brushed: (span) => latest.current.onBrush(span),
    });
    setView(made);
    latest.current.viewRef(made);
    return () => {
      latest.current.viewRef(null);
      latest.current.onBrush(null);
      made.destroy();
    };
  }, []);

  useEffect(() => view?.show(series ?? null), [view, series]);
  useEffect(() => view?.setChoices(choices), [view, choices]);
  useEffect(() => (view === null ? undefined : watchChartColors((colors) => view.setColors(colors))), [view]);
  useEffect(() => view?.setRevisions(revisionOf), [view, revisionOf]);
  useEffect(() => view?.setSignals(signals), [view, signals]);
  useEffect(() => {
    if (view === null) return;
    return latest.current.onChange(({ series: changed, change }) => {
      if (changed === latest.current.series) view.apply(change);
    });
  }, [view]);

  const card = reading !== null && reading.pointed && reading.marked && reading.x !== null ? reading : null;
  return (
    <div className="relative h-full w-full overflow-hidden">
      <div ref={element} className="ages absolute inset-0" role="img" aria-label={summary(series)} />
      <Legend reading={reading} />
      {card === null ? null : (
        <Suspense fallback={null}>
          <RevisionCard api={props.api} bar={card.bar} x={card.x ?? 0} width={card.width} />
        </Suspense>
      )}
      {following || reading === null ? null : (
        <div className="appears absolute right-22 bottom-10 z-10 rounded-6 border border-hair bg-raised-2 shadow-one">
          {props.jump}
        </div>
      )}
    </div>
  );
}
