import type { SessionKind } from "@spotlight/contracts";
import type { ReactElement, ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { ChartView } from "../chart/chart-view.ts";
import { ReplayBar } from "../replay/replay-bar.tsx";
import { ChartDesk } from "./chart-desk.tsx";
import { useSeries } from "./context.tsx";
import { MarketPanel } from "./market-panel.tsx";
import { useOpenPanels } from "./panels.ts";
import { type PanelId, useDesk } from "./stores.ts";
import { WatchList } from "./watch-list.tsx";

function keptWidth(id: PanelId): number {
  return useDesk.getState().widths[id];
}

function keepWidth(id: PanelId, pixels: number): void {
  if (pixels > 0) useDesk.setState(({ widths }) => ({ widths: { ...widths, [id]: Math.round(pixels) } }));
}

function SidePanel(props: { readonly id: PanelId; readonly min: number; readonly children: ReactNode }) {
  return (
    <Panel
      id={props.id}
      defaultSize={keptWidth(props.id)}
      minSize={props.min}
      maxSize={460}
      groupResizeBehavior="preserve-pixel-size"
      onResize={({ inPixels }) => keepWidth(props.id, inPixels)}
    >
      {props.children}
    </Panel>
  );
}

const Hairline = (): ReactElement => <Separator className="w-px bg-hair" />;

function Market({ session }: { readonly session: SessionKind }): ReactElement {
  const { symbol, timeframe } = useDesk();
  const { series } = useSeries({ symbol: symbol ?? "", timeframe, session });
  return <MarketPanel symbol={symbol} series={series} />;
}

/** The desk: watch list, chart, market. */
export function Desk(props: {
  readonly session: SessionKind;
  readonly viewRef: (view: ChartView | null) => void;
}): ReactElement {
  const open = useOpenPanels();
  return (
    <Group orientation="horizontal" id="desk" className="min-h-0 flex-1">
      {open.watch ? (
        <SidePanel id="watch" min={190}>
          <WatchList session={props.session} />
        </SidePanel>
      ) : null}
      {open.watch ? <Hairline /> : null}
      <Panel id="chart" minSize={320}>
        <div className="flex h-full flex-col">
          <ChartDesk session={props.session} viewRef={props.viewRef} />
          <ReplayBar />
        </div>
      </Panel>
      {open.market ? <Hairline /> : null}
      {open.market ? (
        <SidePanel id="market" min={240}>
          <Market session={props.session} />
        </SidePanel>
      ) : null}
    </Group>
  );
}
