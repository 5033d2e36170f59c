/** An expected refusal: its status, a code for programs and a sentence that says what to do. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** 404 for a symbol that nobody watches. */
export function notWatched(symbol: string): Refusal {
  return new Refusal(
    404,
    "not_watched",
    `${symbol} is not watched. Watch it with POST /api/symbols, then ask again.`,
  );
}

/** 503 while the server is starting. */
export function starting(): Refusal {
  return new Refusal(503, "starting", "The server is starting. Ask again in a few seconds.");
}

/** 503 for a symbol whose history is still being stored. */
export function warming(symbol: string): Refusal {
  return new Refusal(503, "warming", `The history of ${symbol} is being stored. Ask again in a few seconds.`);
}
