import { MARKET_STREAM_PATH, type MarketReading } from "@spotlight/contracts";
import { addReading, barOrigin } from "@spotlight/coach";
import { MINUTE_MS, TIMEFRAME_MS, toWireBar } from "@spotlight/market";
import { type Reading, emaOf } from "@spotlight/strategy";
import { read, requireRecent, requireWhole, see } from "../sight.ts";
import { type RunTool, ToolRefused } from "../tool.ts";

const MINUTES = { timeframe: "1m", session: "rth" } as const;
const ALL_MINUTES = { timeframe: "1m", session: "rth_ext" } as const;
/** An exponential average hardly remembers what lies so many times its length back. */
const EMA_MEMORY = 3;

/** A reading as it crosses boundaries. */
export function wireReading(symbol: string, reading: Reading): MarketReading {
  const { barStartMs: _start, day: _day, ...values } = reading;
  return { symbol, ...values };
}

export const getLastPrice: RunTool<"get_last_price"> = ({ symbol }, { market }, evidence) => {
  const { state, view } = see(market, symbol);
  const bar = market.engine.forming(symbol, ALL_MINUTES);
  const { halted } = state;
  if (bar !== null) {
    const atMs = Math.floor(Math.min(state.lastEventMs ?? bar.endMs, market.engine.nowMs));
    const of = barOrigin(symbol, ALL_MINUTES, { barStartMs: bar.startMs, atMs });
    evidence.add("last price", bar.close, "price", of);
    return { data: { symbol, atMs, price: bar.close, halted, forming: true }, asOfMs: atMs };
  }
  const reading = read(view.series("1m", "rth_ext"), symbol);
  const { close: price, atMs } = reading;
  evidence.add("last price", price, "price", barOrigin(symbol, ALL_MINUTES, reading));
  return { data: { symbol, atMs, price, halted, forming: false }, asOfMs: atMs };
};

export const getLastVwap: RunTool<"get_last_vwap"> = ({ symbol, session }, { market }, evidence) => {
  const { view } = see(market, symbol);
  const reading = read(view.series("1m", session), symbol);
  requireWhole(view, session, reading);
  const { vwap, close, atMs } = reading;
  if (vwap === null) throw new ToolRefused("no_data", `${symbol} has no VWAP: nothing traded this session.`);
  const of = barOrigin(symbol, { timeframe: "1m", session }, reading);
  evidence.add("VWAP", vwap, "price", of);
  evidence.add("last close", close, "price", of);
  return { data: { symbol, atMs, session, vwap, close }, asOfMs: atMs };
};

export const getLastEma: RunTool<"get_last_ema"> = (input, { market }, evidence) => {
  const { symbol, bars, timeframe, session } = input;
  const { view } = see(market, symbol);
  const series = view.series(timeframe, session);
  const reading = read(series, symbol);
  requireRecent(view, reading, (EMA_MEMORY * bars * TIMEFRAME_MS[timeframe]) / MINUTE_MS);
  const ema = emaOf(series, bars);
  if (ema === null)
    throw new ToolRefused("no_data", `${symbol} has too few ${timeframe} bars for an average of ${bars}.`);
  const { close, atMs } = reading;
  const of = barOrigin(symbol, { timeframe, session }, reading);
  evidence.add(`EMA ${bars} on ${timeframe}`, ema, "price", of);
  evidence.add("last close", close, "price", of);
  return { data: { symbol, atMs, bars, timeframe, ema, close }, asOfMs: atMs };
};

export const getMarketRegime: RunTool<"get_market_regime"> = ({ symbol }, { market }, evidence) => {
  const { view } = see(market, symbol);
  const reading = read(view.series("1m", "rth"), symbol);
  const { regime, atr, atMs } = reading;
  if (regime === null || atr === null)
    throw new ToolRefused("no_data", `${symbol} has too few minutes to say what the market is like.`);
  evidence.add("average true range", atr, "dollars", barOrigin(symbol, MINUTES, reading));
  return { data: { symbol, atMs, regime, atr }, asOfMs: atMs };
};

export const getChartSnapshot: RunTool<"get_chart_snapshot"> = (input, { market }, evidence) => {
  const { symbol, timeframe, session, bars: count } = input;
  const { view } = see(market, symbol);
  const series = view.series(timeframe, session);
  const reading = read(series, symbol);
  requireWhole(view, session, reading);
  const { closedLength } = series;
  const from = Math.max(0, closedLength - count);
  const bars = Array.from({ length: closedLength - from }, (_, index) =>
    toWireBar(symbol, timeframe, series.bar(from + index)),
  );
  const of = barOrigin(symbol, { timeframe, session }, reading);
  addReading(evidence, reading, of);
  const last = bars.at(-1);
  if (last !== undefined) {
    evidence.add("bar open", last.ohlcv.o, "price", of);
    evidence.add("bar high", last.ohlcv.h, "price", of);
    evidence.add("bar low", last.ohlcv.l, "price", of);
    evidence.add("bar volume", last.ohlcv.v, "shares", of);
  }
  return { data: { reading: wireReading(symbol, reading), bars }, asOfMs: reading.atMs };
};

export const subscribeMarketStream: RunTool<"subscribe_market_stream"> = (input, { market }) => {
  const { symbols, timeframe } = input;
  for (const symbol of symbols) see(market, symbol);
  const query = new URLSearchParams({ symbols: symbols.join(","), timeframe });
  const { cursor, nowMs } = market.engine;
  return { data: { path: `${MARKET_STREAM_PATH}?${query.toString()}`, cursor }, asOfMs: nowMs };
};
