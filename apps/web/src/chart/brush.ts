import type { ChartColors } from "./colors.ts";
import { PanePrimitive, type PaneSize } from "./pane-primitive.ts";
import { clockText, dayText } from "./time.ts";
import type { TimelinePoint } from "./timeline.ts";

/** A stretch of time, epoch ms, `untilMs` exclusive. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The time from one point to another, both included; null where there are none. */
export function spanOf(points: readonly TimelinePoint[], from: number, to: number): Span | null {
  const first = points[Math.max(0, from)];
  const last = points[Math.min(points.length - 1, to)];
  if (first === undefined || last === undefined || last.startMs < first.startMs) return null;
  return { fromMs: first.startMs, untilMs: last.bar?.bar_end ?? last.startMs + 1 };
}

/** A span as it is read: its day, once or twice, and both times in New York. */
export function spanText({ fromMs, untilMs }: Span): string {
  const until = dayText(fromMs) === dayText(untilMs) ? "" : `${dayText(untilMs)} `;
  return `${dayText(fromMs)} ${clockText(fromMs)}–${until}${clockText(untilMs)}`;
}

/** What the brush is given by the chart that it belongs to. */
export interface BrushParts {
  readonly element: HTMLElement;
  readonly points: () => readonly TimelinePoint[];
  readonly colors: () => ChartColors;
  readonly changed: (span: Span | null) => void;
}

/** Selects a range of bars by dragging with Shift held, and paints it as a translucent band with its times. */
export class Brush extends PanePrimitive {
  readonly #parts: BrushParts;
  #span: Span | null = null;
  /** The point at which the drag began; null while there is none. */
  #anchor: number | null = null;

  constructor(parts: BrushParts) {
    super("top");
    this.#parts = parts;
    // Before the chart hears of it, which would move.
    parts.element.addEventListener("mousedown", this.#begin, { capture: true });
  }

  /** What is selected; null when nothing is. */
  get span(): Span | null {
    return this.#span;
  }

  /** Selects nothing. */
  clear(): void {
    this.#end();
    if (this.#span !== null) this.#select(null);
  }

  destroy(): void {
    this.#end();
    this.#parts.element.removeEventListener("mousedown", this.#begin, { capture: true });
  }

  #begin = (event: MouseEvent): void => {
    if (!event.shiftKey || event.button !== 0) return;
    const index = this.#indexAt(event);
    if (index === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#anchor = index;
    this.#select(spanOf(this.#parts.points(), index, index));
    addEventListener("mousemove", this.#drag, { capture: true });
    addEventListener("mouseup", this.#end, { capture: true });
  };

  #drag = (event: MouseEvent): void => {
    const index = this.#indexAt(event);
    if (index === null || this.#anchor === null) return;
    event.stopPropagation();
    const from = Math.min(this.#anchor, index);
    this.#select(spanOf(this.#parts.points(), from, Math.max(this.#anchor, index)));
  };

  #end = (): void => {
    this.#anchor = null;
    removeEventListener("mousemove", this.#drag, { capture: true });
    removeEventListener("mouseup", this.#end, { capture: true });
  };

  /** The point under the pointer, the nearest where there is none; null beside the time scale when a drag begins there. */
  #indexAt({ clientX }: MouseEvent): number | null {
    const scale = this.timeScale;
    const x = clientX - this.#parts.element.getBoundingClientRect().left;
    if (scale === null || (this.#anchor === null && (x < 0 || x > scale.width()))) return null;
    const logical = scale.coordinateToLogical(x);
    const last = this.#parts.points().length - 1;
    return logical === null || last < 0 ? null : Math.min(Math.max(0, Math.round(logical)), last);
  }

  #select(span: Span | null): void {
    this.#span = span;
    this.redraw();
    this.#parts.changed(span);
  }

  protected paint(context: CanvasRenderingContext2D, { width, height }: PaneSize): void {
    const span = this.#span;
    const points = this.#parts.points();
    if (span === null) return;
    const left = this.leftOf(points.findIndex(({ startMs }) => startMs >= span.fromMs));
    const right = this.leftOf(points.findLastIndex(({ startMs }) => startMs < span.untilMs) + 1);
    if (left === null || right === null || right < 0 || left > width) return;
    const { brush, brushEdge, textStrong } = this.#parts.colors();
    context.save();
    context.fillStyle = brush;
    context.fillRect(left, 0, right - left, height);
    context.fillStyle = brushEdge;
    context.fillRect(Math.round(left), 0, 1, height);
    context.fillRect(Math.round(right) - 1, 0, 1, height);
    context.fillStyle = textStrong;
    context.font = '12px "Inter Variable", system-ui, sans-serif';
    context.textBaseline = "bottom";
    const text = spanText(span);
    const most = width - context.measureText(text).width - 4;
    context.fillText(text, Math.max(4, Math.min(left + 4, most)), height - 6);
    context.restore();
  }
}
