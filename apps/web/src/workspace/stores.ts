import type { SessionKind, Timeframe } from "@spotlight/contracts";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { ChartStyle } from "../chart/main-series.ts";
import type { OverlayId } from "../chart/overlays.ts";

/** A panel beside the chart. */
export type PanelId = "watch" | "market";

/** Which panels are open, in one kind of window. */
export type OpenPanels = Readonly<Record<PanelId, boolean>>;

/** What the desk shows and how it is laid out; kept in this browser. */
export interface DeskState {
  /** Null until the first start has chosen one. */
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
  /** Null follows the server's own choice. */
  readonly session: SessionKind | null;
  readonly style: ChartStyle;
  readonly overlays: readonly OverlayId[];
  readonly wide: OpenPanels;
  readonly narrow: OpenPanels;
  /** Whether a new proposal is heard. */
  readonly sound: boolean;
  /** Widths in CSS pixels. */
  readonly widths: Readonly<Record<PanelId, number>>;
}

export const useDesk = create<DeskState>()(
  persist(
    (): DeskState => ({
      symbol: null,
      timeframe: "1m",
      session: null,
      style: "candles",
      overlays: ["vwap", "ema9", "ema20"],
      wide: { watch: true, market: true },
      narrow: { watch: false, market: false },
      sound: true,
      widths: { watch: 232, market: 300 },
    }),
    { name: "spotlight.desk", version: 1 },
  ),
);

export type ThemeId = "dark" | "light" | "contrast" | "system";
export type PaletteId = "teal-red" | "blue-orange" | "cyan-pink" | "mono";

/** How the screen looks; kept in this browser. */
export interface SettingsState {
  readonly theme: ThemeId;
  readonly palette: PaletteId;
  /** `system` follows the operating system's wish. */
  readonly motion: "system" | "reduced";
}

export const useSettings = create<SettingsState>()(
  persist((): SettingsState => ({ theme: "dark", palette: "teal-red", motion: "system" }), {
    name: "spotlight.settings",
    version: 1,
  }),
);

/** What lies over the desk; lost on reload. */
export interface OverState {
  readonly palette: boolean;
  /** The text typed so far; null while the symbol search is closed. */
  readonly search: string | null;
  /** One line of news for the person, such as what a command did; null when there is none. */
  readonly notice: string | null;
}

export const useOver = create<OverState>()(() => ({ palette: false, search: null, notice: null }));

/** Shows or hides a line (VWAP, an EMA). */
export function toggleOverlay(id: OverlayId): void {
  const { overlays } = useDesk.getState();
  useDesk.setState({
    overlays: overlays.includes(id) ? overlays.filter((other) => other !== id) : [...overlays, id],
  });
}
