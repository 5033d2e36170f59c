import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  ITimeScaleApi,
  Logical,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from "lightweight-charts";

/** The size of a pane in CSS pixels. */
export interface PaneSize {
  readonly width: number;
  readonly height: number;
}

/** Something of ours that is drawn on the pane of the series that it is attached to. `order` says below or above what. */
export abstract class PanePrimitive implements ISeriesPrimitive {
  #timeScale: ITimeScaleApi<Time> | null = null;
  #series: ISeriesApi<SeriesType> | null = null;
  #requestUpdate: (() => void) | null = null;
  readonly #views: readonly IPrimitivePaneView[];

  constructor(order: PrimitivePaneViewZOrder) {
    const draw: IPrimitivePaneRenderer["draw"] = (target) =>
      target.useMediaCoordinateSpace(({ context, mediaSize }) => this.paint(context, mediaSize));
    const renderer: IPrimitivePaneRenderer =
      order === "bottom" ? { draw: () => undefined, drawBackground: draw } : { draw };
    this.#views = [{ zOrder: () => order, renderer: () => renderer }];
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

  /** Draws in CSS pixels from the left top of the pane. */
  protected abstract paint(context: CanvasRenderingContext2D, size: PaneSize): void;

  /** The axis of the pane; null while not attached. */
  protected get timeScale(): ITimeScaleApi<Time> | null {
    return this.#timeScale;
  }

  /** Asks to be drawn anew. */
  protected redraw(): void {
    this.#requestUpdate?.();
  }

  /** Middle of a point in CSS pixels; null where that is not known. */
  protected middleOf(index: number): number | null {
    return this.#timeScale?.logicalToCoordinate(index as Logical) ?? null;
  }

  /** Left edge of a point in CSS pixels; null where that is not known. */
  protected leftOf(index: number): number | null {
    const at = this.middleOf(index);
    const next = this.middleOf(index + 1);
    return at === null || next === null ? null : at - (next - at) / 2;
  }

  /** Height of a price in CSS pixels from the top; null where that is not known. */
  protected heightOf(price: number): number | null {
    return this.#series?.priceToCoordinate(price) ?? null;
  }
}
