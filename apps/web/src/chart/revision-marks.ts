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

/** A bar that was changed after it closed: its place on the axis and its low. */
export interface RevisionMark {
  readonly index: number;
  readonly low: number;
}

/** A small dot below every bar that changed after it closed. */
export class RevisionMarks implements ISeriesPrimitive {
  #marks: readonly RevisionMark[] = [];
  #color: string;
  #timeScale: ITimeScaleApi<Time> | null = null;
  #series: ISeriesApi<SeriesType> | null = null;
  #requestUpdate: (() => void) | null = null;
  readonly #views: readonly IPrimitivePaneView[];

  constructor(color: string) {
    this.#color = color;
    const renderer: IPrimitivePaneRenderer = {
      draw: (target) =>
        target.useMediaCoordinateSpace(({ context, mediaSize }) => this.#draw(context, mediaSize.width)),
    };
    this.#views = [{ zOrder: () => "normal", renderer: () => renderer }];
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

  set(marks: readonly RevisionMark[], color: string): void {
    this.#marks = marks;
    this.#color = color;
    this.#requestUpdate?.();
  }

  #draw(context: CanvasRenderingContext2D, width: number): void {
    context.fillStyle = this.#color;
    for (const { index, low } of this.#marks) {
      const x = this.#timeScale?.logicalToCoordinate(index as Logical) ?? null;
      const y = this.#series?.priceToCoordinate(low) ?? null;
      if (x === null || y === null || x < 0 || x > width) continue;
      context.beginPath();
      context.arc(x, y + 8, 2, 0, Math.PI * 2);
      context.fill();
    }
  }
}
