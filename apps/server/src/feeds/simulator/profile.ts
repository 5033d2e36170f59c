import type { Listing } from "../feed.ts";
import { hashText, Random } from "./random.ts";

/** How a symbol behaves. */
export interface Profile extends Listing {
  /** The price that it returns to over months, dollars. */
  readonly price: number;
  /** How much it moves with the market: 1 as much as the market. */
  readonly beta: number;
  /** Standard deviation of its own daily return beside the market's (0.01 is 1 %). */
  readonly ownDaily: number;
  /** Shares on an average day. */
  readonly dailyVolume: number;
  /** Prints on an average day. */
  readonly dailyTrades: number;
  /** Share of prints below 100 shares, 0 to 1. */
  readonly oddLots: number;
  /** Whether single-stock trading pauses can strike it. */
  readonly halts: boolean;
}

type Row = readonly [
  symbol: string,
  name: string,
  price: number,
  beta: number,
  ownDaily: number,
  millionShares: number,
  thousandTrades: number,
];

const FUNDS: readonly Row[] = [
  ["SPY", "SPDR S&P 500 ETF Trust", 672, 1, 0.0006, 74, 480],
  ["QQQ", "Invesco QQQ Trust", 604, 1.18, 0.0035, 52, 440],
  ["IWM", "iShares Russell 2000 ETF", 241, 1.12, 0.006, 33, 240],
  ["DIA", "SPDR Dow Jones Industrial Average ETF", 466, 0.88, 0.003, 4.5, 70],
];

const STOCKS: readonly Row[] = [
  ["NVDA", "NVIDIA Corporation", 188, 1.7, 0.017, 190, 560],
  ["AAPL", "Apple Inc.", 268, 1.05, 0.01, 52, 430],
  ["MSFT", "Microsoft Corporation", 508, 1, 0.009, 22, 330],
  ["AMZN", "Amazon.com, Inc.", 234, 1.2, 0.012, 44, 380],
  ["GOOGL", "Alphabet Inc. Class A", 284, 1.1, 0.012, 34, 330],
  ["META", "Meta Platforms, Inc.", 634, 1.2, 0.014, 15, 300],
  ["TSLA", "Tesla, Inc.", 432, 1.75, 0.024, 88, 560],
  ["AVGO", "Broadcom Inc.", 352, 1.4, 0.018, 22, 260],
  ["AMD", "Advanced Micro Devices, Inc.", 242, 1.7, 0.022, 48, 400],
  ["NFLX", "Netflix, Inc.", 111, 1.05, 0.014, 36, 240],
  ["JPM", "JPMorgan Chase & Co.", 309, 1, 0.009, 9, 160],
  ["BAC", "Bank of America Corporation", 53, 1.05, 0.01, 36, 170],
  ["XOM", "Exxon Mobil Corporation", 117, 0.6, 0.011, 15, 160],
  ["UNH", "UnitedHealth Group Incorporated", 322, 0.6, 0.015, 9, 170],
  ["WMT", "Walmart Inc.", 103, 0.55, 0.008, 17, 150],
  ["INTC", "Intel Corporation", 36, 1.3, 0.023, 95, 300],
  ["PLTR", "Palantir Technologies Inc.", 171, 1.8, 0.027, 62, 420],
  ["COIN", "Coinbase Global, Inc.", 264, 2.1, 0.031, 11, 220],
  ["BA", "The Boeing Company", 186, 1.1, 0.015, 8, 130],
  ["DIS", "The Walt Disney Company", 105, 0.95, 0.011, 9, 120],
];

function profileOfRow(row: Row, halts: boolean): Profile {
  const [symbol, name, price, beta, ownDaily, millionShares, thousandTrades] = row;
  return {
    symbol,
    name,
    price,
    beta,
    ownDaily,
    dailyVolume: millionShares * 1e6,
    dailyTrades: thousandTrades * 1e3,
    oddLots: oddLotShare((millionShares * 1e3) / thousandTrades),
    halts,
  };
}

/** Odd lots are the more common the smaller the average print is. */
function oddLotShare(averagePrint: number): number {
  return Math.min(0.78, Math.max(0.25, 0.8 - averagePrint / 700));
}

/** The known listings, by symbol. */
export const PROFILES: ReadonlyMap<string, Profile> = new Map(
  [...FUNDS.map((row) => profileOfRow(row, false)), ...STOCKS.map((row) => profileOfRow(row, true))].map(
    (profile) => [profile.symbol, profile],
  ),
);

/** The profile of a known listing, or a plausible one that the ticker alone decides. */
export function profileOf(symbol: string): Profile {
  const known = PROFILES.get(symbol);
  if (known !== undefined) return known;
  const random = new Random(hashText(symbol), 0x70726f66);
  const price = Math.round(100 * 8 * Math.exp(3.4 * random.uniform())) / 100;
  const dailyTrades = Math.round(8_000 * Math.exp(2.4 * random.uniform()));
  const averagePrint = Math.max(60, Math.min(500, (9_000 / price) * (0.6 + 0.8 * random.uniform())));
  return {
    symbol,
    name: `${symbol} (simulated)`,
    price,
    beta: 0.5 + 1.2 * random.uniform(),
    ownDaily: 0.009 + 0.022 * random.uniform(),
    dailyVolume: Math.round(dailyTrades * averagePrint),
    dailyTrades,
    oddLots: oddLotShare(averagePrint),
    halts: true,
  };
}
