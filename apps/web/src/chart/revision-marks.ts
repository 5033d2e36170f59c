import type { RevisionKind } from "../stream/index.ts";
import { PanePrimitive, type PaneSize } from "./pane-primitive.ts";

const RADIUS: Readonly<Record<RevisionKind, number>> = { official: 1.25, changed: 2.25 };

/** A bar that was changed after it closed: its place on the axis and its low. */
export interface RevisionMark {
  readonly index: number;
  readonly low: number;
  readonly kind: RevisionKind;
}

/** A dot below every bar that changed after it closed: tiny when the vendor only restated it, larger otherwise. */
export class RevisionMarks extends PanePrimitive {
  #marks: readonly RevisionMark[] = [];
  #colors: Readonly<Record<RevisionKind, string>> = { official: "", changed: "" };

  constructor() {
    super("normal");
  }

  set(marks: readonly RevisionMark[], colors: Readonly<Record<RevisionKind, string>>): void {
    this.#marks = marks;
    this.#colors = colors;
    this.redraw();
  }

  protected paint(context: CanvasRenderingContext2D, { width }: PaneSize): void {
    for (const { index, low, kind } of this.#marks) {
      const x = this.middleOf(index);
      const y = this.heightOf(low);
      if (x === null || y === null || x < 0 || x > width) continue;
      context.beginPath();
      context.fillStyle = this.#colors[kind];
      context.arc(x, y + 7, RADIUS[kind], 0, Math.PI * 2);
      context.fill();
    }
  }
}
