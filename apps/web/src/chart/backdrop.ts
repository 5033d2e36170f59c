import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  ITimeScaleApi,
  Logical,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import type { ChartColors } from "./colors.ts";
import type { Shade } from "./timeline.ts";

/** The canvas that the library hands to primitives. */
type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];

/** What lies behind the bars: sessions outside of regular hours, gaps, and where days begin. */
export interface BackdropData {
  readonly shades: readonly Shade[];
  readonly dayStarts: readonly number[];
}

const HATCH_STEP = 6;

/** Paints {@link BackdropData} below everything else of the pane of the series that it is attached to. */
export class Backdrop implements ISeriesPrimitive {
  #data: BackdropData = { shades: [], dayStarts: [] };
  #colors: ChartColors;
  #timeScale: ITimeScaleApi<Time> | null = null;
  #requestUpdate: (() => void) | null = null;
  readonly #views: readonly IPrimitivePaneView[];

  constructor(colors: ChartColors) {
    this.#colors = colors;
    const renderer: IPrimitivePaneRenderer = {
      draw: () => undefined,
      drawBackground: (target) => this.#draw(target),
    };
    this.#views = [{ zOrder: () => "bottom", renderer: () => renderer }];
  }

  attached({ chart, requestUpdate }: SeriesAttachedParameter): void {
    this.#timeScale = chart.timeScale();
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#timeScale = null;
    this.#requestUpdate = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  set(data: BackdropData, colors: ChartColors): void {
    this.#data = data;
    this.#colors = colors;
    this.#requestUpdate?.();
  }

  /** Left edge of a point in CSS pixels. */
  #left(index: number): number | null {
    const at = this.#timeScale?.logicalToCoordinate(index as Logical) ?? null;
    const next = this.#timeScale?.logicalToCoordinate((index + 1) as Logical) ?? null;
    return at === null || next === null ? null : at - (next - at) / 2;
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const shade of this.#data.shades) {
        const from = this.#left(shade.from);
        const to = this.#left(shade.to + 1);
        if (from === null || to === null || to < 0 || from > mediaSize.width) continue;
        const left = Math.max(0, from);
        const width = Math.min(mediaSize.width, to) - left;
        context.fillStyle = this.#colors.shade;
        context.fillRect(left, 0, width, mediaSize.height);
        if (shade.kind === "gap") this.#hatch(context, left, width, mediaSize.height);
      }
      context.fillStyle = this.#colors.dayLine;
      for (const index of this.#data.dayStarts) {
        const x = this.#left(index);
        if (x !== null && x >= 0 && x <= mediaSize.width) {
          context.fillRect(Math.round(x), 0, 1, mediaSize.height);
        }
      }
    });
  }

  #hatch(context: CanvasRenderingContext2D, left: number, width: number, height: number): void {
    context.save();
    context.beginPath();
    context.rect(left, 0, width, height);
    context.clip();
    context.beginPath();
    const start = left - (left % HATCH_STEP) - height;
    for (let x = start; x < left + width; x += HATCH_STEP) {
      context.moveTo(x, height);
      context.lineTo(x + height, 0);
    }
    context.strokeStyle = this.#colors.hatch;
    context.lineWidth = 1;
    context.stroke();
    context.restore();
  }
}
