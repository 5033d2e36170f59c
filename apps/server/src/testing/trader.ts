import { setTimeout as delay } from "node:timers/promises";
import type { Callout, FillBody, RiskAnswer, RiskBody, RiskState, TradesAnswer } from "@spotlight/contracts";
import type { ServerProcess } from "./server-process.ts";
import { Visitor } from "./visitor.ts";

const LOOK_EVERY_MS = 25;

/** An answer that refuses. */
interface RefusalBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** What a person does at the desk, over the API. */
export class Trader {
  readonly visitor: Visitor;

  constructor(server: ServerProcess) {
    this.visitor = new Visitor(server);
  }

  /** Logs in; waits while the server is still starting. */
  async logIn(pin: string): Promise<void> {
    const until = performance.now() + 15_000;
    for (;;) {
      const status = await this.visitor.enter(pin);
      if (status === 204) return;
      if (status !== 503 || performance.now() > until) throw new Error(`logging in answered ${status}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  async get<Answer>(path: string): Promise<Answer> {
    const answer = await this.visitor.fetch(path);
    return bodyOf<Answer>(answer, 200);
  }

  /** What the limits say now. */
  async risk(): Promise<RiskState> {
    return (await this.get<RiskAnswer>("/api/risk")).state;
  }

  /** Waits for a state of the limits. */
  async riskUntil(
    what: string,
    holds: (state: RiskState) => boolean,
    timeoutMs = 15_000,
  ): Promise<RiskState> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const state = await this.risk();
      if (holds(state)) return state;
      if (performance.now() > until) throw new Error(`no ${what}: ${JSON.stringify(state)}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  async change(body: RiskBody): Promise<RiskState> {
    const answer = await this.visitor.send("PUT", "/api/risk", body);
    return (await bodyOf<RiskAnswer>(answer, 200)).state;
  }

  /** Notes a fill: 10 shares, now, unless it says otherwise. */
  async note(fill: Partial<FillBody> & Pick<FillBody, "symbol" | "side" | "price">): Promise<TradesAnswer> {
    const answer = await this.visitor.send("POST", "/api/trades", { quantity: 10, ...fill });
    return bodyOf<TradesAnswer>(answer, 201);
  }

  /** Buys 10 shares at the market's price and sells them: a round trip of `resultR`, where 1 R is 10 dollars a share. */
  async roundTrip(symbol: string, resultR: number): Promise<void> {
    const price = await this.price(symbol);
    await this.note({ symbol, side: "buy", price, stop: price - 10 });
    await this.note({ symbol, side: "sell", price: price + 10 * resultR });
  }

  /** Every fill, and the trades that they make. */
  async trades(): Promise<TradesAnswer> {
    return this.get<TradesAnswer>("/api/trades");
  }

  /** Takes a fill back. */
  async remove(id: string): Promise<void> {
    await bodyOf(await this.visitor.fetch(`/api/trades/${id}`, { method: "DELETE" }), 200);
  }

  /** Price of a symbol's newest trade. */
  async price(symbol: string): Promise<number> {
    type Symbols = { readonly symbols: readonly { symbol: string; lastPrice: number | null }[] };
    const { symbols } = await this.get<Symbols>("/api/symbols");
    return symbols.find((each) => each.symbol === symbol)?.lastPrice ?? Number.NaN;
  }

  /** Makes a rule decide. */
  async rule(source: string): Promise<void> {
    const answer = await this.visitor.send("POST", "/api/rules", { source, enabled: true });
    await bodyOf(answer, 201);
  }

  /** Waits for a proposal that can be answered for some minutes still. */
  async proposal(wanted: (callout: Callout) => boolean): Promise<Callout> {
    const until = performance.now() + 15_000;
    while (performance.now() < until) {
      const { callouts, nowMs } = await this.get<{ callouts: readonly Callout[]; nowMs: number }>(
        "/api/copilot/callouts?limit=50",
      );
      const found = callouts.find(
        (callout) =>
          callout.state === "proposed" && callout.signal.expiresMs > nowMs + 600_000 && wanted(callout),
      );
      if (found !== undefined) return found;
    }
    throw new Error("no such proposal came");
  }

  /** Accepts a proposal; answers the status, and the code and sentence of a refusal. */
  async accept({ id }: Callout): Promise<{ status: number; code: string | null; message: string | null }> {
    const path = `/api/copilot/callouts/${encodeURIComponent(id)}/accept`;
    const answer = await this.visitor.send("POST", path, {});
    const { error } = (await answer.json()) as Partial<RefusalBody>;
    return { status: answer.status, code: error?.code ?? null, message: error?.message ?? null };
  }
}

/** The body of an answer that has to have a status. */
async function bodyOf<Body>(answer: Response, status: number): Promise<Body> {
  if (answer.status !== status)
    throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Body;
}
