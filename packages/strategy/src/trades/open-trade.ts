import type { Fill, TradeRecord } from "@spotlight/contracts";

/** Shares below which a position is flat: sums of fractional shares do not come out even. */
const FLAT = 1e-9;

/** A part of a fill: the whole of it, or one side of a fill that closes a position and opens the opposite one. */
export interface FillPart {
  readonly fill: Fill;
  readonly quantity: number;
  readonly commission: number;
}

/** A trade while its fills are added up, at average cost: every exit realises against the average of the entries. */
export class OpenTrade {
  private readonly sign: 1 | -1;
  private stop: number | null = null;
  private entered = 0;
  private enteredDollars = 0;
  private exited = 0;
  private exitedDollars = 0;
  private held = 0;
  private averageCost = 0;
  private grossDollars = 0;
  private commissionDollars = 0;
  private riskDollars = 0;
  private firstStop: number | null = null;
  private entries = 0;
  private fills = 0;
  private calloutId: string | null = null;

  readonly id: string;
  private readonly first: Fill;

  constructor(id: string, first: Fill) {
    this.id = id;
    this.first = first;
    this.sign = first.side === "buy" ? 1 : -1;
  }

  /** Shares held. */
  get quantity(): number {
    return this.held;
  }

  get flat(): boolean {
    return this.held < FLAT;
  }

  /** Whether a fill adds to the position. */
  adds(fill: Fill): boolean {
    return (fill.side === "buy" ? 1 : -1) === this.sign;
  }

  /** Adds to the position. The risk grows by what the part would lose at its stop, or at the last stop before it. */
  enter({ fill, quantity, commission }: FillPart): void {
    this.stop = fill.stop ?? this.stop;
    this.firstStop ??= fill.stop;
    this.calloutId ??= fill.calloutId;
    this.entered += quantity;
    this.enteredDollars += quantity * fill.price;
    this.averageCost = (this.held * this.averageCost + quantity * fill.price) / (this.held + quantity);
    this.held += quantity;
    this.commissionDollars += commission;
    if (this.stop !== null) this.riskDollars += Math.max(0, this.sign * (fill.price - this.stop)) * quantity;
    this.entries += 1;
    this.fills += 1;
  }

  /** Takes from the position, at most what is held; answers the dollars before commission that this realises. */
  exit({ fill, quantity, commission }: FillPart): number {
    const realised = this.sign * quantity * (fill.price - this.averageCost);
    this.exited += quantity;
    this.exitedDollars += quantity * fill.price;
    this.held -= quantity;
    this.grossDollars += realised;
    this.commissionDollars += commission;
    this.fills += 1;
    return realised;
  }

  /** The trade as it stands; `closedMs` is the time of the fill that made it flat. */
  record(closedMs: number | null): TradeRecord {
    const netDollars = this.grossDollars - this.commissionDollars;
    const riskDollars = this.riskDollars > 0 ? this.riskDollars : null;
    return {
      id: this.id,
      symbol: this.first.symbol,
      direction: this.sign === 1 ? "long" : "short",
      openedMs: this.first.atMs,
      closedMs,
      entryPrice: this.enteredDollars / this.entered,
      exitPrice: this.exited > 0 ? this.exitedDollars / this.exited : null,
      quantity: this.entered,
      openQuantity: closedMs === null ? this.held : 0,
      averageCost: this.averageCost,
      grossDollars: this.grossDollars,
      commissionDollars: this.commissionDollars,
      netDollars,
      stop: this.firstStop,
      riskDollars,
      resultR: closedMs === null || riskDollars === null ? null : netDollars / riskDollars,
      scaleIns: this.entries - 1,
      fills: this.fills,
      calloutId: this.calloutId,
    };
  }
}
