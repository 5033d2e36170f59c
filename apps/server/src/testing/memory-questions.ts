/** Notes as a trader writes them, beside the library that comes with the product; each by its title. */
export const NOTES: readonly (readonly [string, string])[] = [
  [
    "March lesson",
    "Three times this month I took a second entry right after being stopped. All three lost. One try per idea.",
  ],
  [
    "NVDA earnings",
    "The gap after the report kept going all morning. I shorted it twice because it felt too high. Never short strength on news.",
  ],
  [
    "Coffee rule",
    "When my heart beats faster I leave the desk for five minutes. It has saved more than any indicator.",
  ],
  [
    "Fed days",
    "Nothing before two o'clock. Then the first spike is false more often than not. Wait for the second move.",
  ],
  ["Sleep", "Less than six hours of sleep: half size. My worst five days all came after short nights."],
  [
    "Thin pre-market",
    "Bought a name before the bell and could not get out without giving up twenty cents. The book was empty.",
  ],
  ["QQQ leads", "When QQQ turns before SPY, my pullbacks in tech work. When it lags, they stall."],
  [
    "Partial profits",
    "Selling a third at one R keeps me calm enough to hold the rest. Selling all of it early cost me the month's best trade.",
  ],
  [
    "Averaging down",
    "Added to a loser near the lows because it was cheaper. It was cheaper for a reason. Largest loss of the year.",
  ],
  ["Friday afternoons", "I give back gains on Friday after three. Stop at lunch on Fridays."],
  [
    "Halted twice",
    "The stock stopped trading on the way up and opened far lower. Nobody gets out in between. Small size in low floats.",
  ],
  [
    "Good morning",
    "Two planned trades, both taken at the level, both managed by the plan. One lost. Still a perfect day.",
  ],
  [
    "News chase",
    "Bought the headline a minute late and sold the low of the dip. The move was over when I read about it.",
  ],
  [
    "VWAP as a filter",
    "Longs under the average price of the day win for me one time in five. Above it, nearly half.",
  ],
  [
    "Stops too tight",
    "Moved the stop to breakeven after a few ticks and was shaken out six times. Give it the bar's range.",
  ],
  [
    "Platform froze",
    "The screen hung for two minutes and I traded on old prices. If numbers do not move, do nothing.",
  ],
  ["Overnight hold", "Kept a day trade because it was red. It opened lower. A day trade ends with the day."],
  [
    "Size creep",
    "After four green days I doubled my shares without noticing. The fifth day took all of it back.",
  ],
];

/** Questions in a trader's words, and what answers them: by title, 2 for the answer, 1 for what helps. */
export const QUESTIONS: readonly (readonly [string, Readonly<Record<string, 1 | 2>>])[] = [
  ["what does relative volume mean", { "Relative volume": 2 }],
  ["what is an R", { R: 2, Expectancy: 1 }],
  ["definition of drawdown", { Drawdown: 2 }],
  ["what is a halt", { Halt: 2, "Halted twice": 1 }],
  ["meaning of a red risk light", { "Risk light": 2, Lockout: 1 }],
  ["why am I locked out", { Lockout: 2, "Risk light": 1 }],
  ["how do I size a position", { "Position size": 2, "Stop first": 1 }],
  ["price takes back vwap after being below", { "VWAP reclaim": 2, "Reclaim and reject": 1, VWAP: 1 }],
  [
    "when does the opening range breakout fail",
    { "Opening range breakout": 2, Breakout: 1, "Opening range": 1 },
  ],
  ["short below the opening range", { "Opening range breakdown": 2, "Opening range": 1 }],
  ["gap up that cannot hold", { "Gap fade": 2, Gap: 1, "NVDA earnings": 1 }],
  ["strong stock in a weak market", { "Relative strength": 2, "QQQ leads": 1 }],
  ["overstretched above the upper band", { "Band reversal": 2, "Bollinger bands": 1 }],
  ["buy the dip in an uptrend", { "EMA pullback": 2, Pullback: 1 }],
  ["yesterday's high as support", { "Prior day high, held": 2, "Support and resistance": 1, Level: 1 }],
  ["new high after a quiet noon", { "Afternoon breakout": 2, "The quiet noon": 1 }],
  ["should I trade at midday", { "The quiet noon": 2, "Friday afternoons": 1 }],
  ["I am furious after losing", { "After two losses in a row": 2, Tilt: 2, "Coffee rule": 1 }],
  ["I was late and chased it", { "Missed the move": 2, FOMO: 2, "News chase": 2 }],
  ["where do I put my exit when wrong", { "Stop first": 2, "Stops too tight": 1 }],
  ["should I widen the stop", { "Stop first": 2, "Stops too tight": 1 }],
  ["when to take gains", { "Taking profit": 2, "Partial profits": 2 }],
  ["adding to a losing position", { "Averaging down": 2 }],
  ["shorting into good news", { "NVDA earnings": 2, "Gap fade": 1 }],
  ["tired today", { Sleep: 2 }],
  ["the fed speaks this afternoon", { "Fed days": 2 }],
  [
    "trading before the bell",
    { "Thin pre-market": 2, "Pre-market and after-hours": 2, "The first minutes": 1 },
  ],
  ["prices on the screen are frozen", { "Platform froze": 2, "When there is no trade": 1 }],
  ["holding a loser into the next day", { "Overnight hold": 2 }],
  ["my shares got bigger after winning", { "Size creep": 2, Tilt: 1 }],
  ["what to write at the end of the day", { "End of the day": 2, "Post-mortem": 1 }],
  ["nothing to do, is that fine", { "When there is no trade": 2 }],
  ["re-entering after a stop", { "March lesson": 2, "After two losses in a row": 1 }],
  ["false breakout trap", { Breakout: 2, "Opening range breakout": 1 }],
  ["how far did a trade go against me", { "MAE and MFE": 2 }],
  ["got a worse fill than expected", { Slippage: 2, Spread: 1, "Thin pre-market": 1 }],
];
