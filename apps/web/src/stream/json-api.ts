import { errorBodySchema } from "@spotlight/contracts";

/** The part of a zod schema that the edge needs. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/** A refusal or a failure of a request, with the server's own sentence where it gave one. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The server's code, or `unreachable`, `bad_answer`, `failed`. */
  readonly code: string;
  /** How long the server asks to wait before the next try, ms; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(status: number, code: string, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Ways to reach the server. */
export interface JsonApiOptions {
  /** Origin without a trailing slash; empty is the page's own. */
  readonly base?: string | undefined;
  /** Default: the platform's `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** Asks the server for JSON. All methods reject with {@link ApiError}. */
export class JsonApi {
  readonly base: string;
  readonly fetch: typeof fetch;

  constructor(options: JsonApiOptions = {}) {
    this.base = options.base ?? "";
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** An answer, validated against the contract. */
  async get<T>(path: string, schema: Schema<T>, signal?: AbortSignal): Promise<T> {
    return validated(await this.#request(path, signal === undefined ? {} : { signal }), schema);
  }

  /** Sends a body with a method other than GET; answers what came back, unvalidated, null when it was no JSON. */
  async send(method: string, path: string, body?: object, init: RequestInit = {}): Promise<unknown> {
    if (body === undefined) return this.#request(path, { ...init, method });
    const headers = { "content-type": "application/json" };
    return this.#request(path, { ...init, method, headers, body: JSON.stringify(body) });
  }

  async #request(path: string, init: RequestInit): Promise<unknown> {
    let response: Response;
    try {
      response = await this.fetch(`${this.base}${path}`, { ...init, credentials: "same-origin" });
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw new ApiError(0, "unreachable", "The server does not answer.");
    }
    if (response.ok) return response.json().catch(() => null);
    throw await refusalOf(response);
  }
}

/** What a response that is no success says. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const refusal = errorBodySchema.safeParse(await response.json().catch(() => null));
  const seconds = Number(response.headers.get("retry-after") ?? "");
  const retryAfterMs = seconds > 0 ? seconds * 1_000 : null;
  return refusal.success
    ? new ApiError(response.status, refusal.data.error.code, refusal.data.error.message, retryAfterMs)
    : new ApiError(response.status, "failed", `The server answered ${response.status}.`, retryAfterMs);
}

/** A value in the form that the contract says; otherwise the page is too old for the server. */
export function validated<T>(value: unknown, schema: Schema<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError(200, "bad_answer", "The server answered in a form this page does not know. Reload.");
}
