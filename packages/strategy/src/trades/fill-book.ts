import type { Fill } from "@spotlight/contracts";

/** What became of a fact about a fill. `same`: known already; `unknown`: there is no such fill to remove. */
export type FillOutcome = "added" | "amended" | "removed" | "same" | "unknown";

/** Whether two statements about a fill say the same. */
export function isSameFill(a: Fill, b: Fill): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.quantity === b.quantity &&
    a.price === b.price &&
    a.commission === b.commission &&
    a.atMs === b.atMs &&
    a.calloutId === b.calloutId &&
    a.stop === b.stop
  );
}

/** Room for sums of fractional shares. */
const QUANTITY_SLACK = 1e-9;

/** By time, fills of one instant by id: the order does not depend on that of their arrival. */
function inOrder(a: Fill, b: Fill): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** The fills that hold now, out of all that was ever said of them. Their history is the log's to keep. */
export class FillBook {
  private readonly bySymbol = new Map<string, Fill[]>();
  private readonly byId = new Map<string, Fill>();

  /** Takes a new fill, or one that amends another of the same id (its symbol may change). */
  put(fill: Fill): FillOutcome {
    const known = this.byId.get(fill.id);
    if (known !== undefined && isSameFill(known, fill)) return "same";
    if (known !== undefined) this.drop(known);
    this.byId.set(fill.id, fill);
    const fills = this.bySymbol.get(fill.symbol) ?? [];
    let place = fills.length;
    while (place > 0 && inOrder(fills[place - 1] ?? fill, fill) > 0) place -= 1;
    fills.splice(place, 0, fill);
    this.bySymbol.set(fill.symbol, fills);
    return known === undefined ? "added" : "amended";
  }

  /** Takes a fill back. */
  remove(id: string): FillOutcome {
    const known = this.byId.get(id);
    if (known === undefined) return "unknown";
    this.drop(known);
    return "removed";
  }

  /** The fill of an id that holds now. */
  get(id: string): Fill | undefined {
    return this.byId.get(id);
  }

  /** Symbols that have fills, sorted. */
  get symbols(): readonly string[] {
    return [...this.bySymbol.keys()].sort();
  }

  /** Symbols of which more was bought than sold, or less, sorted. */
  get openSymbols(): readonly string[] {
    const held = (symbol: string): number =>
      this.fills(symbol).reduce(
        (sum, { side, quantity }) => sum + (side === "buy" ? quantity : -quantity),
        0,
      );
    return this.symbols.filter((symbol) => Math.abs(held(symbol)) > QUANTITY_SLACK);
  }

  /** Fills of a symbol, by time and at the same time by id. */
  fills(symbol: string): readonly Fill[] {
    return this.bySymbol.get(symbol) ?? [];
  }

  private drop(fill: Fill): void {
    this.byId.delete(fill.id);
    const fills = this.bySymbol.get(fill.symbol) ?? [];
    fills.splice(fills.indexOf(fill), 1);
    if (fills.length === 0) this.bySymbol.delete(fill.symbol);
  }
}
