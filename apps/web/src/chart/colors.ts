/** Everything that the chart paints with, as CSS colours that a canvas understands. */
export interface ChartColors {
  readonly background: string;
  readonly text: string;
  readonly textStrong: string;
  readonly line: string;
  readonly hairline: string;
  readonly dayLine: string;
  readonly raised: string;
  readonly up: string;
  readonly down: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly upForming: string;
  readonly downForming: string;
  readonly shade: string;
  readonly hatch: string;
  readonly mark: string;
  readonly signal: string;
  readonly crosshair: string;
  readonly brush: string;
  readonly brushEdge: string;
  readonly markOfficial: string;
  readonly vwap: string;
  readonly ema9: string;
  readonly ema20: string;
  readonly ema50: string;
}

const NAMES: Readonly<Record<keyof ChartColors, string>> = {
  background: "--bg",
  text: "--text-2",
  textStrong: "--text-1",
  line: "--chart-line",
  hairline: "--chart-grid",
  dayLine: "--chart-day",
  raised: "--raised-2",
  up: "--up",
  down: "--down",
  upSoft: "--up-soft",
  downSoft: "--down-soft",
  upForming: "--up-forming",
  downForming: "--down-forming",
  shade: "--chart-shade",
  hatch: "--chart-hatch",
  mark: "--text-2",
  signal: "--brand",
  crosshair: "--hairline-strong",
  brush: "--focus-soft",
  brushEdge: "--focus",
  markOfficial: "--text-3",
  vwap: "--line-vwap",
  ema9: "--line-ema9",
  ema20: "--line-ema20",
  ema50: "--line-ema50",
};

/** Calls back when another theme or palette is set on the page; the answer ends it. */
export function watchChartColors(changed: (colors: ChartColors) => void): () => void {
  const observer = new MutationObserver(() => changed(readChartColors()));
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "data-palette"] });
  return () => observer.disconnect();
}

/** The colours of the theme that is set on the page now. */
export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const entries = Object.entries(NAMES).map(([name, variable]) => [
    name,
    style.getPropertyValue(variable).trim(),
  ]);
  return Object.fromEntries(entries) as ChartColors;
}
