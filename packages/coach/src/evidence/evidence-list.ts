import type { Evidence, EvidenceOrigin, EvidenceUnit } from "@spotlight/contracts";

/** What a value is about, of when it is and what shows it. */
export interface EvidenceOf {
  readonly symbol: string | null;
  /** Market time, epoch ms. */
  readonly atMs: number;
  readonly origin: EvidenceOrigin;
}

/** The values of one answer that words may state, in the order in which a tool found them. */
export class EvidenceList {
  readonly #tool: string;
  readonly #all: Evidence[] = [];

  /** `tool` is what found them: a tool's name, or the coach's own watch. */
  constructor(tool: string) {
    this.#tool = tool;
  }

  get all(): Evidence[] {
    return this.#all;
  }

  /** Adds a value; one that is not known is left out. */
  add(label: string, value: number | string | null, unit: EvidenceUnit, of: EvidenceOf): void {
    if (value === null) return;
    const id = `e${this.#all.length + 1}`;
    this.#all.push({ id, tool: this.#tool, label, value, unit, ...of, atMs: Math.floor(of.atMs) });
  }
}
