import { type SessionKind, TIMEFRAMES, type Timeframe } from "@spotlight/contracts";
import type { AuthSession } from "../access/auth-session.ts";
import type { ChartView } from "../chart/chart-view.ts";
import { OVERLAYS } from "../chart/overlays.ts";
import { endDryRun, useDryRun } from "../decisions/dry-run.ts";
import { checkCopy } from "./check-copy.ts";
import type { Command } from "./commands.ts";
import type { KeySequence } from "./keys.ts";
import type { MarketSession } from "./market-session.ts";
import { togglePanel } from "./panels.ts";
import { removeSymbol, stepSymbol } from "./symbols.ts";
import { type PaletteId, type ThemeId, toggleOverlay, useDesk, useOver, useSettings } from "./stores.ts";

/** What the commands act on. */
export interface CommandTargets {
  readonly market: MarketSession;
  readonly auth: AuthSession;
  /** The chart on the screen; null on other pages. */
  readonly view: () => ChartView | null;
  /** The session that is shown now. */
  readonly session: () => SessionKind;
  readonly go: (path: string) => void;
}

const TIMEFRAME_NAMES: Readonly<Record<Timeframe, string>> = {
  "1m": "1 minute",
  "2m": "2 minutes",
  "5m": "5 minutes",
  "10m": "10 minutes",
  "15m": "15 minutes",
  "30m": "30 minutes",
  "1h": "1 hour",
  "1d": "1 day",
};
const TIMEFRAME_KEYS: Readonly<Record<Timeframe, KeySequence>> = {
  "1m": ["1"],
  "2m": ["2"],
  "5m": ["3"],
  "10m": ["4"],
  "15m": ["5"],
  "30m": ["6"],
  "1h": ["7"],
  "1d": ["8"],
};

/** Asks about what is selected on the chart, else about what is in view. */
function askDryRun(shown: ChartView): void {
  const brushed = shown.brushedSpan;
  const span = brushed ?? shown.visibleSpan();
  if (span === null) return;
  useDryRun.setState({ asking: { ...span, where: brushed === null ? "in view" : "in the range" } });
}

function chartCommands({ view, session }: CommandTargets): Command[] {
  const chart = (id: string, title: string, keys: KeySequence, act: (view: ChartView) => void): Command => ({
    id,
    title,
    group: "Chart",
    keys,
    when: () => view() !== null,
    run: () => {
      const shown = view();
      if (shown !== null) act(shown);
    },
  });
  return [
    ...TIMEFRAMES.map((timeframe): Command => ({
      id: `timeframe.${timeframe}`,
      title: `Bars of ${TIMEFRAME_NAMES[timeframe]}`,
      group: "Chart",
      keys: TIMEFRAME_KEYS[timeframe],
      run: () => useDesk.setState({ timeframe }),
    })),
    {
      id: "session.toggle",
      title: "Regular or extended session",
      group: "Chart",
      keys: ["alt+s"],
      run: () => useDesk.setState({ session: session() === "rth" ? "rth_ext" : "rth" }),
    },
    chart("dryrun.ask", "Would a rule have fired here", ["alt+f"], askDryRun),
    {
      id: "range.clear",
      title: "Let go of the range (Shift and drag selects one)",
      group: "Chart",
      keys: ["Escape"],
      when: () => (view()?.brushedSpan ?? null) !== null,
      run: () => view()?.clearBrush(),
    },
    {
      id: "dryrun.end",
      title: "Put the dry run away",
      group: "Chart",
      keys: ["alt+i"],
      when: () => useDryRun.getState().name !== null,
      run: endDryRun,
    },
    chart("chart.now", "Jump to now", ["End"], (shown) => shown.jumpToNow()),
    chart("chart.previous-bar", "Read the bar before", ["ArrowLeft"], (shown) => shown.step(-1)),
    chart("chart.next-bar", "Read the next bar", ["ArrowRight"], (shown) => shown.step(1)),
    chart("chart.back", "Read 20 bars before", ["PageUp"], (shown) => shown.step(-20)),
    chart("chart.forward", "Read 20 bars on", ["PageDown"], (shown) => shown.step(20)),
    chart("chart.zoom-in", "Fewer bars", ["+"], (shown) => shown.zoom(0.75)),
    chart("chart.zoom-out", "More bars", ["-"], (shown) => shown.zoom(1.35)),
    chart("chart.reset", "Reset the view", ["alt+r"], (shown) => shown.resetView()),
  ];
}

function styleCommands(): Command[] {
  const styles = [
    ["candles", "Candles", "c"],
    ["bars", "Bars", "b"],
    ["line", "Line", "l"],
  ] as const;
  const keys: Readonly<Record<(typeof OVERLAYS)[number]["id"], KeySequence>> = {
    vwap: ["alt+v"],
    ema9: ["alt+e", "1"],
    ema20: ["alt+e", "2"],
    ema50: ["alt+e", "3"],
  };
  return [
    ...styles.map(([style, title, letter]): Command => ({
      id: `style.${style}`,
      title: `Draw prices as ${title.toLowerCase()}`,
      group: "Chart",
      keys: [`alt+${letter}`],
      run: () => useDesk.setState({ style }),
    })),
    ...OVERLAYS.map(({ id, name }): Command => ({
      id: `overlay.${id}`,
      title: `Show or hide ${name}`,
      group: "Chart",
      keys: keys[id],
      run: () => toggleOverlay(id),
    })),
  ];
}

function symbolCommands({ market }: CommandTargets): Command[] {
  return [
    {
      id: "symbol.search",
      title: "Find or add a symbol (or just type it)",
      group: "Symbols",
      keys: ["/"],
      run: () => useOver.setState({ search: "", palette: false }),
    },
    {
      id: "symbol.next",
      title: "Next symbol of the list",
      group: "Symbols",
      keys: ["ArrowDown"],
      run: () => stepSymbol(market, 1),
    },
    {
      id: "symbol.previous",
      title: "Previous symbol of the list",
      group: "Symbols",
      keys: ["ArrowUp"],
      run: () => stepSymbol(market, -1),
    },
    {
      id: "symbol.remove",
      title: "Take this symbol off the list",
      group: "Symbols",
      keys: ["alt+Delete"],
      when: () => useDesk.getState().symbol !== null,
      run: () => void removeSymbol(market, useDesk.getState().symbol ?? ""),
    },
  ];
}

function panelCommands({ go }: CommandTargets): Command[] {
  return [
    {
      id: "palette.open",
      title: "All commands",
      group: "Go to",
      keys: ["mod+k"],
      run: () => useOver.setState((over) => ({ palette: !over.palette, search: null })),
    },
    { id: "panel.watch", title: "Watch list", group: "Panels", keys: ["["], run: () => togglePanel("watch") },
    {
      id: "panel.market",
      title: "Market panel",
      group: "Panels",
      keys: ["]"],
      run: () => togglePanel("market"),
    },
    { id: "go.desk", title: "Desk", group: "Go to", keys: ["mod+."], run: () => go("/") },
    { id: "go.rules", title: "Rules", group: "Go to", keys: ["alt+j"], run: () => go("/rules") },
    { id: "go.settings", title: "Settings", group: "Go to", keys: ["mod+,"], run: () => go("/settings") },
    {
      id: "go.admin",
      title: "Server administration",
      group: "Server",
      keys: ["alt+a"],
      run: () => go("/admin"),
    },
    { id: "go.keys", title: "Keys", group: "Go to", keys: ["?"], run: () => go("/keys") },
  ];
}

const THEME_COMMANDS: readonly (readonly [ThemeId, string, "d" | "l" | "h" | "s"])[] = [
  ["dark", "Dark theme", "d"],
  ["light", "Light theme", "l"],
  ["contrast", "High contrast theme", "h"],
  ["system", "Theme of the system", "s"],
];
const PALETTE_COMMANDS: readonly (readonly [PaletteId, string, "1" | "2" | "3" | "4"])[] = [
  ["teal-red", "Teal and red", "1"],
  ["blue-orange", "Blue and orange", "2"],
  ["cyan-pink", "Cyan and pink", "3"],
  ["mono", "Light and dark grey", "4"],
];

function lookCommands(): Command[] {
  return [
    ...THEME_COMMANDS.map(([theme, title, letter]): Command => ({
      id: `theme.${theme}`,
      title,
      group: "Look",
      keys: ["alt+t", letter],
      run: () => useSettings.setState({ theme }),
    })),
    ...PALETTE_COMMANDS.map(([palette, title, digit]): Command => ({
      id: `palette.${palette}`,
      title: `${title} for up and down`,
      group: "Look",
      keys: ["alt+p", digit],
      run: () => useSettings.setState({ palette }),
    })),
    {
      id: "motion.toggle",
      title: "Motion on or off",
      group: "Look",
      keys: ["alt+m"],
      run: () =>
        useSettings.setState(({ motion }) => ({ motion: motion === "system" ? "reduced" : "system" })),
    },
  ];
}

function dataCommands({ market, session }: CommandTargets): Command[] {
  return [
    {
      id: "data.check",
      title: "Compare this copy with the server",
      group: "Data",
      keys: ["alt+d"],
      run: () => {
        const { symbol, timeframe } = useDesk.getState();
        void checkCopy(market, { symbol: symbol ?? "", timeframe, session: session() });
      },
    },
    {
      id: "data.retry",
      title: "Reconnect now",
      group: "Data",
      keys: ["alt+n"],
      when: () => market.stream.state.phase === "reconnecting",
      run: () => market.stream.retryNow(),
    },
    { id: "data.reload", title: "Reload the page", group: "Data", keys: null, run: () => location.reload() },
  ];
}

function serverCommands({ auth }: CommandTargets): Command[] {
  return [
    {
      id: "access.logout",
      title: "Log out of this browser",
      group: "Server",
      keys: ["alt+q"],
      when: () => auth.status !== null && auth.status.pin !== "none",
      run: () => {
        auth.logOut().catch((error: unknown) => {
          useOver.setState({ notice: error instanceof Error ? error.message : "Logging out failed." });
        });
      },
    },
  ];
}

/** Every command of the desk. */
export function deskCommands(targets: CommandTargets): Command[] {
  return [
    ...panelCommands(targets),
    ...chartCommands(targets),
    ...styleCommands(),
    ...symbolCommands(targets),
    ...lookCommands(),
    ...dataCommands(targets),
    ...serverCommands(targets),
  ];
}
