import type { LibraryPage } from "./library-page.ts";

const TERMS: readonly (readonly [string, string])[] = [
  [
    "VWAP",
    "Volume-weighted average price: what the average share cost since the session's open. Above it buyers of today are ahead, below it they are under water. Anchored VWAP starts at a chosen bar.",
  ],
  [
    "EMA",
    "Exponential moving average of closes: newer bars count more. SMA, the simple average, counts all alike.",
  ],
  [
    "ATR",
    "Average true range: how far a bar moves on average, gaps included. A measure of volatility, in dollars.",
  ],
  [
    "RSI",
    "Relative strength index: how much of the recent movement was up, from 0 to 100. High is stretched, low is washed out.",
  ],
  [
    "MACD",
    "Difference of a fast and a slow exponential average, with its own average as signal line. The histogram shows momentum growing or tiring.",
  ],
  [
    "Bollinger bands",
    "An average with lines two standard deviations above and below. Price outside of a band is stretched.",
  ],
  [
    "Relative volume",
    "A minute's volume against the same minute of earlier days. Two means twice as busy as usual; unusual interest.",
  ],
  [
    "R",
    "What a trade risks, from entry to stop. Results are counted in it: a loss at the stop is −1 R, a gain of twice the risk is 2 R.",
  ],
  [
    "MAE and MFE",
    "Maximum adverse and favourable excursion: how far a trade went against its entry, and how far for it.",
  ],
  [
    "Expectancy",
    "What a trade brings on average, in R: win rate times average win, less loss rate times average loss.",
  ],
  [
    "Win rate",
    "The share of trades that won, always with its interval and its number of trades. Says nothing without the size of wins and losses.",
  ],
  [
    "Confidence interval",
    "Where the true figure probably lies, given so few trades. Wilson's for rates, bootstrap for means. Wide means: not known yet.",
  ],
  [
    "Setup",
    "A shipped pattern with its own states: primed, triggered. A rule is a trader's own text. Both are strategies: bars in, signals out.",
  ],
  [
    "Signal",
    "A strategy's statement about one bar: direction, entry, stop, targets, grade. It is confirmed, weakened or retracted when its bar is revised.",
  ],
  [
    "Callout",
    "A proposal made of a signal, with the limits' verdict and its record so far. You accept, reject or snooze it. It is never an order.",
  ],
  [
    "Grade",
    "How many of a strategy's extra conditions held: A, B or C. It changes nothing of entry and stop.",
  ],
  ["Primed", "One step from speaking: all conditions of a strategy hold but the trigger."],
  ["Regime", "Whether a market trends or ranges, and whether it is calm or wild, by the bars up to now."],
  [
    "Session",
    "Regular trading hours, 09:30 to 16:00 New York; extended hours are 04:00 to 20:00. Half days end at 13:00.",
  ],
  ["Opening range", "High and low of the first minutes after the open, five, fifteen or thirty of them."],
  [
    "Gap",
    "In prices: an open away from the close of the day before. In data: minutes that did not arrive whole.",
  ],
  [
    "Halt",
    "Trading in a symbol is stopped by the exchange, for news or because price moved too fast (limit up, limit down). Nothing is proposed meanwhile.",
  ],
  [
    "Level",
    "A price where many act: high, low and close of the day before, of the pre-market, of the session; round numbers.",
  ],
  [
    "Support and resistance",
    "Prices where falls have stopped before, and rises. A broken resistance often becomes support.",
  ],
  [
    "Breakout",
    "A close beyond a range or level. A false one falls back inside: a trap for those who chased it.",
  ],
  ["Pullback", "A dip within a rise, or a bounce within a fall, that does not break the trend."],
  ["Reclaim and reject", "Taking back a level that was lost, and failing at it from below."],
  ["Fade", "A trade against the move: short a stretched rise, buy a stretched fall."],
  ["Spread", "The distance between the best bid and the best offer; what a round trip costs at once."],
  ["Slippage", "The difference between the price you meant and the price you got."],
  ["Liquidity", "How much can be traded without moving the price."],
  ["Risk light", "GREEN: within all limits. YELLOW: near one, or cooling down. RED: no entries."],
  ["Lockout", "No entries for the rest of the day, whatever happens: a daily limit was reached."],
  ["Cool-down", "A wait after losses, in which no entry is let through."],
  ["Drawdown", "The fall from the best result so far to where it is now."],
  ["Position size", "Shares such that the distance to the stop costs what one trade may risk, and no more."],
  [
    "Tilt",
    "Trading by anger or fear: larger, faster, against the plan. Signs are entries right after losses and growing size.",
  ],
  ["FOMO", "Fear of missing out: entering late because price runs without you."],
  [
    "Sentinel",
    "What holds every proposal against your limits and lets it through, makes it smaller or vetoes it.",
  ],
  [
    "Revision",
    "A change of a bar that was closed already, by a late trade or an official correction; with its cause, before and after.",
  ],
  ["Tape", "The stream of trades as the exchanges report them; a print is one of them."],
  ["Pre-market and after-hours", "Trading before the open and after the close: thin, with wide spreads."],
  ["Backtest", "A strategy over past days, bar by bar, with nothing seen that was not known then."],
  ["Look-ahead", "Knowing in a test what nobody knew at the time. It makes results too good."],
  [
    "Post-mortem",
    "A written look at a trade that went wrong: what was planned, what was done, why, and what changes.",
  ],
  ["Playbook", "Your own pages of setups and habits: when, how, and when not."],
];

/** The terms that come with the product. */
export const SHIPPED_GLOSSARY: readonly LibraryPage[] = TERMS.map(([title, text]) => ({
  name: `glossary:${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
  kind: "glossary",
  title,
  text,
}));
