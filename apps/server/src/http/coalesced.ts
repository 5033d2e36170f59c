/** Lets equal questions that are in flight at the same time share one answer. */
export class Coalesced<Answer> {
  readonly #inFlight = new Map<string, Promise<Answer>>();

  /** The answer of whoever asked first under this key, or of `ask` when nobody is waiting for one. */
  async share(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#inFlight.get(key);
    if (known !== undefined) return known;
    const answer = ask().finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, answer);
    return answer;
  }
}
