import { TIMEFRAMES } from "@spotlight/contracts";
import {
  CandlestickChart,
  ChartLine,
  ChartNoAxesColumn,
  PanelLeft,
  PanelRight,
  Search,
  Settings,
} from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { ChartStyle } from "../chart/main-series.ts";
import { clockTextWithSeconds, dayText, sessionText } from "../chart/time.ts";
import { Brand } from "../ui/brand.tsx";
import { Shape } from "../ui/shape.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { CommandButton, IS_MAC } from "./command-button.tsx";
import { useSecond, useFact, useWorkspace } from "./context.tsx";
import { useOpenPanels } from "./panels.ts";
import { useStateWords } from "./state-facts.ts";
import { useDesk } from "./stores.ts";
import { ageText, sourceText } from "./words.ts";

const STYLES: readonly { readonly style: ChartStyle; readonly icon: ReactElement }[] = [
  { style: "candles", icon: <CandlestickChart size={16} /> },
  { style: "bars", icon: <ChartNoAxesColumn size={16} /> },
  { style: "line", icon: <ChartLine size={16} /> },
];

/** Timeframes that give way first in a narrow window; their keys still work. */
const SPARE: ReadonlySet<string> = new Set(["2m", "10m", "30m"]);

function Divider(): ReactElement {
  return <span className="mx-1 h-4 w-px shrink-0 bg-hair" aria-hidden="true" />;
}

function Choices(): ReactElement {
  const { symbol, timeframe, session, style } = useDesk();
  const preset = useFact((market) => market.status?.defaultSession ?? "rth");
  const shown = session ?? preset;
  return (
    <div className="flex min-w-0 items-center" role="toolbar" aria-label="Chart">
      <CommandButton command="symbol.search" className="font-semibold text-ink-1">
        <Search size={14} className="text-ink-2" />
        <span data-testid="header-symbol" className="text-14 text-ink-1">
          {symbol ?? "Symbol"}
        </span>
      </CommandButton>
      <Divider />
      {TIMEFRAMES.map((option) => (
        <CommandButton
          key={option}
          command={`timeframe.${option}`}
          pressed={option === timeframe}
          className={`px-1.5 ${SPARE.has(option) && option !== timeframe ? "max-[900px]:hidden" : ""}`}
        >
          {option}
        </CommandButton>
      ))}
      <Divider />
      <CommandButton command="session.toggle">{sessionText(shown)}</CommandButton>
      <span className="hidden items-center min-[1080px]:flex">
        <Divider />
        {STYLES.map((option) => (
          <CommandButton
            key={option.style}
            command={`style.${option.style}`}
            pressed={option.style === style}
            label={option.style}
          >
            {option.icon}
          </CommandButton>
        ))}
      </span>
    </div>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <span className="flex justify-between gap-6">
      <span className="text-ink-2">{name}</span>
      <span>{children}</span>
    </span>
  );
}

function ms(value: number): string {
  return value < 1 ? "<1\u202Fms" : `${Math.round(value)}\u202Fms`;
}

function Health(): ReactElement {
  const { market } = useWorkspace();
  useSecond();
  const status = useFact((session) => session.status);
  const latency = market.latency.read();
  const nowMs = market.marketNowMs();
  const hops =
    latency === null ? (
      "No data yet."
    ) : (
      <span className="flex min-w-44 flex-col">
        <Row name="Feed">{ms(latency.feed)}</Row>
        <Row name="Server">{ms(latency.server)}</Row>
        <Row name="Network">{ms(latency.network)}</Row>
        <Row name="Paint">{ms(latency.paint)}</Row>
        {latency.clocksDiffer ? (
          <span className="max-w-52 text-ink-2">Clocks differ; network is an estimate.</span>
        ) : null}
      </span>
    );
  return (
    <div className="flex shrink-0 items-center gap-3 text-12 text-ink-2">
      {nowMs === null ? null : (
        <Tooltip content="Time on the market's clock, New York">
          <span data-testid="market-clock" className="hidden whitespace-nowrap min-[1240px]:inline">
            {dayText(nowMs)} <span className="text-ink-1">{clockTextWithSeconds(nowMs)}</span>
          </span>
        </Tooltip>
      )}
      <Tooltip content="Where prices come from">
        <span className="hidden whitespace-nowrap min-[960px]:inline">
          {status === null ? "–" : sourceText(status.source)}
        </span>
      </Tooltip>
      <Tooltip content="Age of the newest data">
        <span data-testid="data-age" className="inline-block min-w-8 text-right whitespace-nowrap">
          {ageText(market.dataAgeMs())}
        </span>
      </Tooltip>
      <Tooltip content={hops}>
        <button
          type="button"
          data-testid="latency"
          className="min-w-10 cursor-default text-right whitespace-nowrap"
        >
          {latency === null ? "–" : ms(latency.total)}
        </button>
      </Tooltip>
    </div>
  );
}

function State(): ReactElement {
  const words = useStateWords();
  return (
    <Tooltip content={words.sentence}>
      <button
        type="button"
        data-testid="state"
        className="flex h-7 shrink-0 cursor-default items-center gap-1.5 rounded-6 px-2 text-13 text-ink-1"
      >
        <Shape shape={words.shape} tone={words.tone} />
        <span>{words.word}</span>
      </button>
    </Tooltip>
  );
}

/** The one line above everything: what is shown on the left, how true it is on the right. */
export function Header(): ReactElement {
  const open = useOpenPanels();
  return (
    <header className="flex h-10 shrink-0 items-center gap-1 border-b border-hair bg-bg px-2">
      <CommandButton command="panel.watch" pressed={open.watch} label="Watch list">
        <PanelLeft size={16} />
      </CommandButton>
      <Brand className="mx-1 size-4" />
      <Choices />
      <span className="flex-1" />
      <Health />
      <State />
      <Divider />
      <CommandButton command="palette.open" label="Commands" className="hidden min-[880px]:flex">
        <span className="text-12">{IS_MAC ? "⌘ K" : "Ctrl K"}</span>
      </CommandButton>
      <CommandButton command="go.settings" label="Settings">
        <Settings size={16} />
      </CommandButton>
      <CommandButton command="panel.market" pressed={open.market} label="Market panel">
        <PanelRight size={16} />
      </CommandButton>
    </header>
  );
}
