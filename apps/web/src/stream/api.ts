import {
  type ClientReport,
  type HistoryAnswer,
  type MarketStatus,
  type SessionKind,
  type SymbolsAnswer,
  type Timeframe,
  type WatchedSymbol,
  digestAnswerSchema,
  errorBodySchema,
  historyAnswerSchema,
  marketStatusSchema,
  revisionsAnswerSchema,
  symbolsAnswerSchema,
  watchedSymbolSchema,
} from "@spotlight/contracts";

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

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

/** What a history page asks for; times are epoch ms, `before` exclusive. */
export interface HistoryRequest {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session?: SessionKind | undefined;
  readonly limit?: number | undefined;
  readonly before?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Which part of the revision ledger is asked for; `from` and `to` bound the minutes' starts, epoch ms. */
export interface RevisionsRequest {
  readonly symbol: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only entries after this cursor. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** Which day's digest is asked for. */
export interface DigestRequest {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session: SessionKind;
  /** Trading day in New York, YYYY-MM-DD. */
  readonly day: string;
}

/** Ways to reach the server. */
export interface MarketApiOptions {
  /** Origin without a trailing slash; empty is the page's own. */
  readonly base?: string | undefined;
  /** Default: the platform's `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

function queryOf(request: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (typeof value === "string" || typeof value === "number") query.set(name, String(value));
  }
  return query.toString();
}

/** The market's REST routes, every answer validated against the contract. All methods reject with {@link ApiError}. */
export class MarketApi {
  readonly base: string;
  readonly fetch: typeof fetch;

  constructor(options: MarketApiOptions = {}) {
    this.base = options.base ?? "";
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  history(request: HistoryRequest, signal?: AbortSignal): Promise<HistoryAnswer> {
    return this.#get(`/api/history?${queryOf(request)}`, historyAnswerSchema, signal);
  }

  status(signal?: AbortSignal): Promise<MarketStatus> {
    return this.#get("/api/market/status", marketStatusSchema, signal);
  }

  symbols(signal?: AbortSignal): Promise<SymbolsAnswer> {
    return this.#get("/api/symbols", symbolsAnswerSchema, signal);
  }

  /** Watches a symbol; the server may take seconds to warm it up. Null when it answers without a description. */
  async watch(symbol: string): Promise<WatchedSymbol | null> {
    const body = await this.#request("/api/symbols", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ symbol }),
    });
    const parsed = watchedSymbolSchema.safeParse(body);
    return parsed.success ? parsed.data : null;
  }

  async unwatch(symbol: string): Promise<void> {
    await this.#request(`/api/symbols/${encodeURIComponent(symbol)}`, { method: "DELETE" });
  }

  revisions(request: RevisionsRequest, signal?: AbortSignal) {
    return this.#get(`/api/bars/revisions?${queryOf(request)}`, revisionsAnswerSchema, signal);
  }

  digest(request: DigestRequest, signal?: AbortSignal) {
    return this.#get(`/api/bars/digest?${queryOf(request)}`, digestAnswerSchema, signal);
  }

  /** Sends how this page does; whether it arrives changes nothing here. Outlives the page. */
  report(report: ClientReport): void {
    void this.#request("/api/client-report", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(report),
      keepalive: true,
    }).catch(() => undefined);
  }

  async #get<T>(path: string, schema: Schema<T>, signal?: AbortSignal): Promise<T> {
    const body = await this.#request(path, signal === undefined ? {} : { signal });
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      throw new ApiError(200, "bad_answer", "The server answered in a form this page does not know. Reload.");
    }
    return parsed.data;
  }

  async #request(path: string, init: RequestInit): Promise<unknown> {
    let response: Response;
    try {
      response = await this.fetch(`${this.base}${path}`, { ...init, credentials: "same-origin" });
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw new ApiError(0, "unreachable", "The server does not answer.");
    }
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return body;
    const refusal = errorBodySchema.safeParse(body);
    throw refusal.success
      ? new ApiError(response.status, refusal.data.error.code, refusal.data.error.message)
      : new ApiError(response.status, "failed", `The server answered ${response.status}.`);
  }
}
