import type { ChartColors } from "./colors.ts";
import { PanePrimitive, type PaneSize } from "./pane-primitive.ts";
import type { Shade } from "./timeline.ts";

/** What lies behind the bars: sessions outside of regular hours, gaps, and where days begin. */
export interface BackdropData {
  readonly shades: readonly Shade[];
  readonly dayStarts: readonly number[];
}

const HATCH_STEP = 6;

/** Paints {@link BackdropData} below everything else of the pane of the series that it is attached to. */
export class Backdrop extends PanePrimitive {
  #data: BackdropData = { shades: [], dayStarts: [] };
  #colors: ChartColors;

  constructor(colors: ChartColors) {
    super("bottom");
    this.#colors = colors;
  }

  set(data: BackdropData, colors: ChartColors): void {
    this.#data = data;
    this.#colors = colors;
    this.redraw();
  }

  protected paint(context: CanvasRenderingContext2D, size: PaneSize): void {
    for (const shade of this.#data.shades) {
      const from = this.leftOf(shade.from);
      const to = this.leftOf(shade.to + 1);
      if (from === null || to === null || to < 0 || from > size.width) continue;
      const left = Math.max(0, from);
      const width = Math.min(size.width, to) - left;
      context.fillStyle = this.#colors.shade;
      context.fillRect(left, 0, width, size.height);
      if (shade.kind === "gap") this.#hatch(context, left, width, size.height);
    }
    context.fillStyle = this.#colors.dayLine;
    for (const index of this.#data.dayStarts) {
      const x = this.leftOf(index);
      if (x !== null && x >= 0 && x <= size.width) context.fillRect(Math.round(x), 0, 1, size.height);
    }
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
