/** Tokens that may be used within a day (UTC); what was used is forgotten when the server starts. */
export class TokenBudget {
  readonly perDay: number;
  readonly #wallMs: () => number;
  #day = 0;
  #used = 0;

  constructor(perDay: number, wallMs: () => number) {
    this.perDay = perDay;
    this.#wallMs = wallMs;
  }

  /** Tokens used today. */
  get used(): number {
    const day = Math.floor(this.#wallMs() / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      this.#used = 0;
    }
    return this.#used;
  }

  /** Whether nothing of it is left. */
  get spent(): boolean {
    return this.used >= this.perDay;
  }

  /** Notes what was used. */
  use(tokens: number): void {
    this.#used = this.used + Math.max(0, tokens);
  }
}
