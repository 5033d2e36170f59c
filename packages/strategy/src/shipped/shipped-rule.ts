/** A rule that comes with the product. */
export interface ShippedRule {
  /** Stays the same when the text is improved. */
  readonly id: string;
  /** The idea in one sentence. */
  readonly summary: string;
  readonly source: string;
}
