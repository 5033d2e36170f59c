import { SHIPPED_RULES } from "@spotlight/strategy";
import type { LibraryPage } from "./library-page.ts";

/** The idea behind each shipped rule: why it may work, what it needs, what ends it. */
const IDEAS: Readonly<Record<string, string>> = {
  "ema-pullback":
    "In a market that rises, buyers wait for a dip and come back near the fast average. Take the first close back above it, with the five minute trend and the index pointing up. It needs more volume than usual. A dip that falls through the last lows was no dip: the trend is broken and the idea is over. Skip it at noon, when dips drift.",
  "opening-range-breakout":
    "The first minutes set a range between early buyers and sellers. The first close above its top on heavy volume says that buyers won. Take it early in the morning and only once; a second or third break of the same top is often a trap. Back inside the range it has failed.",
  "opening-range-breakdown":
    "The mirror of the breakout, on the short side: the first close under the bottom of the opening range, while price is under its average price of the day. A weak open, below the close of the day before, helps. It ends when price is taken back into the range.",
  "vwap-reclaim":
    "Sellers held price under its volume-weighted average for a while; then a close takes it back. Those who sold short below are under water and must buy. It needs volume, and an average that no longer falls. A close back below VWAP ends it: leave, do not hope.",
  "prior-high-hold":
    "The high of yesterday is where trapped buyers get out. A close above it that holds for some bars shows that this supply is gone, and the old resistance is support. Do not chase the first tick through it; wait for the hold. Far back under the level it is over.",
  "gap-fade":
    "A large gap up that cannot hold its first half hour tends to close part of the way to yesterday's close. Short the break of the opening low; cover on the way down. Do not fade a gap on big news that keeps making highs. A new high of the morning ends it.",
  "anchored-vwap-hold":
    "The average price since yesterday's open is what two days of buyers paid. In a strong stock they defend it. Take the test from above that closes green. A close clearly under it says that they are gone.",
  "afternoon-breakout":
    "A narrow, quiet noon stores energy; a new high of the day after lunch lets it out, as those who waited and those who are short act together. Best with a market that also firms. If price falls back into the noon range, get out.",
  "relative-strength":
    "A stock that rises while the market falls is being bought by somebody large. When the market stops falling, it goes first. Take its new high, above VWAP. When it begins to fall with the market, the strength is gone.",
  "band-reversal":
    "After a stretched run price closes beyond its upper band and loses momentum; the first close back inside is a short towards the middle. It is a counter-trend trade: small, quick, never in the first half hour, never on a trend day. A new high ends it.",
};

/** Pages about how to trade whatever the setup. */
const HABITS: readonly (readonly [string, string, string])[] = [
  [
    "stop-first",
    "Stop first",
    "Know where you are wrong before you enter. The stop goes where the idea is proved wrong, not where the loss is convenient. Never widen it. Size follows from the distance to it and from what one trade may risk.",
  ],
  [
    "after-losses",
    "After two losses in a row",
    "Stand up and wait out the cool-down. Revenge trades are larger, later and worse than planned ones. Come back with half size and an A setup, or not at all. The daily loss limit is not a target.",
  ],
  [
    "fomo",
    "Missed the move",
    "If the entry zone is left behind, the trade is gone. Chasing buys the top of a candle with the stop too far away. Fear of missing out is a feeling, not a setup: write it down and wait for the pullback.",
  ],
  [
    "first-minutes",
    "The first minutes",
    "Spreads are wide and prints are wild right after the bell. Let the opening range form unless a plan says otherwise. Halts and gaps are most frequent here; so are regrets.",
  ],
  [
    "lunch",
    "The quiet noon",
    "From about half past eleven volume dries up and moves fade. Breakouts fail more often. Fewer trades, smaller size, or a walk.",
  ],
  [
    "scaling-out",
    "Taking profit",
    "Take part of it at the first target and let the rest work behind a stop at the entry. Decide before. Cutting winners early and letting losers run is how a good win rate loses money.",
  ],
  [
    "end-of-day",
    "End of the day",
    "Write what you saw, what you did, and one thing to do differently. Judge decisions by the plan, not by the result. Mark trades that broke a rule, also those that made money.",
  ],
  [
    "no-edge",
    "When there is no trade",
    "Most minutes offer nothing. No signal, a stale feed, a halt or a red risk light means no trade. Doing nothing is a position and costs nothing.",
  ],
];

/** The playbook that comes with the product: its rules with their ideas, and habits. */
export const SHIPPED_PLAYBOOK: readonly LibraryPage[] = [
  ...SHIPPED_RULES.map(({ id, summary, source }): LibraryPage => ({
    name: `playbook:${id}`,
    kind: "playbook",
    title: /^rule "(.+)"$/m.exec(source)?.[1] ?? id,
    text: `${summary} ${IDEAS[id] ?? ""}\n\nThe rule, as it can be switched on:\n\n${source.replace(/^#.*\n/, "")}`,
  })),
  ...HABITS.map(([name, title, text]): LibraryPage => ({
    name: `playbook:${name}`,
    kind: "playbook",
    title,
    text,
  })),
];
