import {
  type BacktestAnswer,
  type BacktestBody,
  type BacktestRun,
  type CompareAnswer,
  type HistoryAnswer,
  backtestAnswerSchema,
  backtestStartedSchema,
  backtestsAnswerSchema,
  compareAnswerSchema,
  historyAnswerSchema,
} from "@spotlight/contracts";
import { JsonApi, validated } from "../stream/index.ts";

/** The routes of tests. All methods reject with `ApiError`. */
export class BacktestApi extends JsonApi {
  async list(): Promise<readonly BacktestRun[]> {
    return (await this.get("/api/backtest", backtestsAnswerSchema)).runs;
  }

  find(id: string): Promise<BacktestAnswer> {
    return this.get(`/api/backtest/${encodeURIComponent(id)}`, backtestAnswerSchema);
  }

  /** Starts a test; answers its id. */
  async start(body: BacktestBody): Promise<string> {
    return validated(await this.send("POST", "/api/backtest", body), backtestStartedSchema).id;
  }

  /** Stops a test that is under way; deletes one that is not. */
  async end(id: string): Promise<void> {
    await this.send("DELETE", `/api/backtest/${encodeURIComponent(id)}`);
  }

  async resume(id: string): Promise<void> {
    await this.send("POST", `/api/backtest/${encodeURIComponent(id)}/resume`);
  }

  async compare(first: string, second: string): Promise<CompareAnswer> {
    return validated(
      await this.send("POST", "/api/backtest/compare", { first, second }),
      compareAnswerSchema,
    );
  }

  /** Where a run is downloaded from as a file that can be checked later. */
  fixtureUrl(id: string): string {
    return `${this.base}/api/backtest/${encodeURIComponent(id)}/fixture`;
  }

  /** Minute bars of a symbol from a time to another, epoch ms. */
  bars(symbol: string, fromMs: number, toMs: number): Promise<HistoryAnswer> {
    const range = `from=${Math.floor(fromMs)}&to=${Math.floor(toMs)}`;
    const path = `/api/history?symbol=${encodeURIComponent(symbol)}&timeframe=1m&session=rth_ext&limit=2000`;
    return this.get(`${path}&${range}`, historyAnswerSchema);
  }
}
