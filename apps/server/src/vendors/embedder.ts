/** Says what texts mean, as vectors of length 1: the nearer two are, the more alike is what they mean. */
export interface Embedder {
  /** Vectors of two models cannot be compared. */
  readonly model: string;
  /**
   * One vector for each text, in their order. Somebody waits for the vector of a `question`; of texts that are `kept`
   * nobody does. Rejects with `VendorFailure`, also for a vector that says nothing.
   */
  embed(texts: readonly string[], what: "question" | "kept"): Promise<readonly Float32Array[]>;
}
