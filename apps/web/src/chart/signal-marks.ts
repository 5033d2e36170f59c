import type { Direction } from "@spotlight/contracts";
import { PanePrimitive, type PaneSize } from "./pane-primitive.ts";

/** A signal to be drawn: the start of the bar that it stands on, epoch ms, its way and what is written beside it. */
export interface ChartSignal {
  readonly startMs: number;
  readonly direction: Direction;
  readonly label: string;
  /** Drawn faintly: it was held back, or is over. */
  readonly quiet: boolean;
}

/** A signal at its place on the axis, with the price that it points to. */
export interface SignalMark extends Omit<ChartSignal, "startMs"> {
  readonly index: number;
  readonly price: number;
}

const SIZE = 5;
const GAP = 12;
const QUIET = 0.45;

/** A triangle below the bar of a long signal and above that of a short one, with its grade. */
export class SignalMarks extends PanePrimitive {
  #marks: readonly SignalMark[] = [];
  #color = "";

  constructor() {
    super("top");
  }

  set(marks: readonly SignalMark[], color: string): void {
    this.#marks = marks;
    this.#color = color;
    this.redraw();
  }

  protected paint(context: CanvasRenderingContext2D, { width }: PaneSize): void {
    context.save();
    context.fillStyle = this.#color;
    context.font = "11px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const mark of this.#marks) {
      const x = this.middleOf(mark.index);
      const y = this.heightOf(mark.price);
      if (x === null || y === null || x < 0 || x > width) continue;
      context.globalAlpha = mark.quiet ? QUIET : 1;
      drawMark(context, x, y, mark);
    }
    context.restore();
  }
}

function drawMark(context: CanvasRenderingContext2D, x: number, y: number, mark: SignalMark): void {
  const down = mark.direction === "long" ? 1 : -1;
  const tip = y + down * GAP;
  context.beginPath();
  context.moveTo(x, tip);
  context.lineTo(x - SIZE, tip + down * 1.6 * SIZE);
  context.lineTo(x + SIZE, tip + down * 1.6 * SIZE);
  context.closePath();
  context.fill();
  context.fillText(mark.label, x, tip + down * (1.6 * SIZE + 8));
}
