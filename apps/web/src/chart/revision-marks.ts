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
import type { RevisionKind } from "../stream/index.ts";

const RADIUS: Readonly<Record<RevisionKind, number>> = { official: 1.25, changed: 2.25 };

/** A bar that was changed after it closed: its place on the axis and its low. */
export interface RevisionMark {
  readonly index: number;
  readonly low: number;
  readonly kind: RevisionKind;
}

/** A dot below every bar that changed after it closed: tiny when the vendor only restated it, larger otherwise. */
export class RevisionMarks implements ISeriesPrimitive {
  #marks: readonly RevisionMark[] = [];
  #colors: Readonly<Record<RevisionKind, string>> = { official: "", changed: "" };
  #timeScale: ITimeScaleApi<Time> | null = null;
  #series: ISeriesApi<SeriesType> | null = null;
  #requestUpdate: (() => void) | null = null;
  readonly #views: readonly IPrimitivePaneView[];

  constructor() {
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

  set(marks: readonly RevisionMark[], colors: Readonly<Record<RevisionKind, string>>): void {
    this.#marks = marks;
    this.#colors = colors;
    this.#requestUpdate?.();
  }

  #draw(context: CanvasRenderingContext2D, width: number): void {
    for (const { index, low, kind } of this.#marks) {
      const x = this.#timeScale?.logicalToCoordinate(index as Logical) ?? null;
      const y = this.#series?.priceToCoordinate(low) ?? null;
      if (x === null || y === null || x < 0 || x > width) continue;
      context.beginPath();
      context.fillStyle = this.#colors[kind];
      context.arc(x, y + 7, RADIUS[kind], 0, Math.PI * 2);
      context.fill();
    }
  }
}
