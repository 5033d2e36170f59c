import {
  type ClientReport,
  type HistoryAnswer,
  type MarketStatus,
  type SessionKind,
  type SymbolsAnswer,
  type Timeframe,
  type WatchedSymbol,
  digestAnswerSchema,
  historyAnswerSchema,
  marketStatusSchema,
  revisionsAnswerSchema,
  symbolsAnswerSchema,
  watchedSymbolSchema,
} from "@spotlight/contracts";
import { JsonApi } from "./json-api.ts";

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

function queryOf(request: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (typeof value === "string" || typeof value === "number") query.set(name, String(value));
  }
  return query.toString();
}

/** The market's REST routes, every answer validated against the contract. All methods reject with {@link ApiError}. */
export class MarketApi extends JsonApi {
  history(request: HistoryRequest, signal?: AbortSignal): Promise<HistoryAnswer> {
    return this.get(`/api/history?${queryOf(request)}`, historyAnswerSchema, signal);
  }

  status(signal?: AbortSignal): Promise<MarketStatus> {
    return this.get("/api/market/status", marketStatusSchema, signal);
  }

  symbols(signal?: AbortSignal): Promise<SymbolsAnswer> {
    return this.get("/api/symbols", symbolsAnswerSchema, signal);
  }

  /** Watches a symbol; the server may take seconds to warm it up. Null when it answers without a description. */
  async watch(symbol: string): Promise<WatchedSymbol | null> {
    const parsed = watchedSymbolSchema.safeParse(await this.send("POST", "/api/symbols", { symbol }));
    return parsed.success ? parsed.data : null;
  }

  async unwatch(symbol: string): Promise<void> {
    await this.send("DELETE", `/api/symbols/${encodeURIComponent(symbol)}`);
  }

  revisions(request: RevisionsRequest, signal?: AbortSignal) {
    return this.get(`/api/bars/revisions?${queryOf(request)}`, revisionsAnswerSchema, signal);
  }

  digest(request: DigestRequest, signal?: AbortSignal) {
    return this.get(`/api/bars/digest?${queryOf(request)}`, digestAnswerSchema, signal);
  }

  /** Sends how this page does; whether it arrives changes nothing here. Outlives the page. */
  report(report: ClientReport): void {
    void this.send("POST", "/api/client-report", report, { keepalive: true }).catch(() => undefined);
  }
}
