import type { Direction } from "@spotlight/contracts";
import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  ITimeScaleApi,
  Logical,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from "lightweight-charts";

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
export class SignalMarks implements ISeriesPrimitive {
  #marks: readonly SignalMark[] = [];
  #color = "";
  #timeScale: ITimeScaleApi<Time> | null = null;
  #series: ISeriesApi<SeriesType> | null = null;
  #requestUpdate: (() => void) | null = null;
  readonly #views: readonly IPrimitivePaneView[];

  constructor() {
    const renderer: IPrimitivePaneRenderer = {
      draw: (target) =>
        target.useMediaCoordinateSpace(({ context, mediaSize }) => this.#draw(context, mediaSize.width)),
    };
    this.#views = [{ zOrder: () => "top", renderer: () => renderer }];
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter): void {
    this.#timeScale = chart.timeScale();
    this.#series = series;
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#timeScale = null;
    this.#series = null;
    this.#requestUpdate = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  set(marks: readonly SignalMark[], color: string): void {
    this.#marks = marks;
    this.#color = color;
    this.#requestUpdate?.();
  }

  #draw(context: CanvasRenderingContext2D, width: number): void {
    context.save();
    context.fillStyle = this.#color;
    context.font = "11px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const mark of this.#marks) {
      const x = this.#timeScale?.logicalToCoordinate(mark.index as Logical) ?? null;
      const y = this.#series?.priceToCoordinate(mark.price) ?? null;
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
