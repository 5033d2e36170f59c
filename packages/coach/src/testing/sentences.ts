import type { Evidence } from "@spotlight/contracts";
import { newYorkTimeMs } from "@spotlight/market";
import type { Random } from "@spotlight/strategy";
import { clock, inWords, number, pick, price, tenths } from "./speakers.ts";

/** A made sentence, what it may rest on, and whether it is true of that. */
export interface Made {
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly kind: string;
}

const DAY = "2026-11-24";

interface Facts {
  readonly symbol: string;
  readonly other: string;
  readonly last: number;
  readonly stop: number;
  readonly entry: number;
  readonly otherLast: number;
  readonly winPercent: number;
  readonly wins: number;
  readonly trades: number;
  readonly rewardTenths: number;
  readonly shares: number;
  readonly minute: number;
  readonly dollars: number;
  readonly ratioTenths: number;
  readonly hold: number;
  readonly movedTenths: number;
  readonly long: boolean;
  readonly grade: string;
  readonly lowPercent: number;
  readonly highPercent: number;
}

function facts(random: Random): Facts {
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const last = whole(11_000, 90_000);
  const trades = whole(21, 90);
  // Far from the figures of other kinds, which said as percent would agree with it by chance.
  const wins = whole(Math.ceil(trades * 0.22), Math.floor(trades * 0.88));
  const [symbol, other] = pick(random, [
    ["SPY", "QQQ"],
    ["NVDA", "SPY"],
    ["BRK.B", "IBM"],
    ["TSLA", "AMD"],
  ] as const);
  return {
    symbol,
    other,
    last,
    stop: last - whole(120, 180),
    entry: last + whole(210, 280),
    otherLast: last + whole(2_000, 3_000),
    winPercent: Math.round((100 * wins) / trades),
    wins,
    trades,
    rewardTenths: whole(11, 39),
    shares: whole(100, 1_900),
    minute: whole(575, 770),
    dollars: whole(100, 950),
    ratioTenths: whole(41, 79),
    hold: whole(91, 99),
    movedTenths: whole(1, 2) === 1 ? whole(101, 190) : -whole(101, 190),
    long: random() < 0.5,
    grade: pick(random, ["A", "B", "C"]),
    lowPercent: pick(random, [25, 33, 50]),
    highPercent: whole(96, 99),
  };
}

function evidenceOf(f: Facts): Evidence[] {
  const atMs = newYorkTimeMs(DAY, f.minute * 60_000);
  const rows: [label: string, value: number | string, unit: Evidence["unit"], symbol?: string][] = [
    ["last price", f.last / 100, "price"],
    ["stop", f.stop / 100, "price"],
    ["entry", f.entry / 100, "price"],
    ["last price", f.otherLast / 100, "price", f.other],
    ["win rate", f.wins / f.trades, "share"],
    ["winning trades", f.wins, "count"],
    ["trades", f.trades, "count"],
    ["reward", f.rewardTenths / 10, "R"],
    ["day's result", -f.rewardTenths / 10 - 3, "R"],
    ["proposed shares", f.shares, "shares"],
    ["risk in dollars", f.dollars, "dollars"],
    ["relative volume", f.ratioTenths / 10, "ratio"],
    ["expected hold", f.hold, "minutes"],
    ["lower bound", f.lowPercent === 33 ? 1 / 3 : f.lowPercent / 100, "share"],
    ["upper bound", f.highPercent / 100, "share"],
    ["change today", f.movedTenths / 10, "percent"],
    ["direction", f.long ? "long" : "short", "direction"],
    ["grade", f.grade, "grade"],
  ];
  return rows.map(([label, value, unit, symbol = f.symbol], index) => ({
    id: `e${index + 1}`,
    tool: "made",
    label,
    symbol,
    value,
    unit,
    atMs,
    origin: { kind: "signal", id: symbol },
  }));
}

type Template = (f: Facts, random: Random) => string;
const TEMPLATES: Readonly<Record<string, readonly Template[]>> = {
  last: [
    (f, r) => `${f.symbol} is at ${price(f.last, r)}.`,
    (f, r) => `Right now ${f.symbol} changes hands at ${price(f.last, r)}, calm so far.`,
    (f, r) => `We see ${price(f.last, r)} for ${f.symbol}.`,
    (f, r) => `${f.symbol} trades at about ${price(f.last, r)} as we speak.`,
  ],
  stop: [
    (f, r) => `${f.symbol}: the stop sits at ${price(f.stop, r)}.`,
    (f, r) => `Keep in mind that the stop for ${f.symbol} is ${price(f.stop, r)}.`,
    (f, r) => `Wrong below ${price(f.stop, r)} on ${f.symbol}.`,
  ],
  plan: [
    (f, r) => `${f.symbol} ${f.grade} proposed, entry ${price(f.entry, r)}, stop ${price(f.stop, r)}.`,
    (f, r) => `${f.symbol} between ${price(f.stop, r)} and ${price(f.entry, r)} is the whole plan.`,
  ],
  both: [
    (f, r) =>
      `${f.symbol} stands at ${price(f.last, r)} while ${f.other} stands at ${price(f.otherLast, r)}.`,
  ],
  rate: [
    (f, r) => `${f.symbol} won ${number(f.winPercent, r)}${pick(r, [" percent", " per cent"])} of the time.`,
    (f) => `The rate for ${f.symbol} is ${f.winPercent} %.`,
    (f) => `About ${f.winPercent}% of such ${f.symbol} signals worked.`,
  ],
  sample: [
    (f, r) => `On ${f.symbol} ${number(f.wins, r)} of ${number(f.trades, r)} went well.`,
    (f) => `${f.symbol}: ${f.wins} out of ${f.trades} so far.`,
    (f, r) => `There are ${number(f.trades, r)} trades of ${f.symbol} to go by.`,
  ],
  reward: [
    (f) => `The reward on ${f.symbol} is ${(f.rewardTenths / 10).toFixed(1)} R.`,
    (f) => `${f.symbol} pays R ${(f.rewardTenths / 10).toFixed(1)} if it works.`,
    (f, r) => `${f.symbol} offers ${tenths(f.rewardTenths, r)} R for the risk.`,
  ],
  result: [
    (f) => `${f.symbol} stands at −${(f.rewardTenths / 10 + 3).toFixed(1)} R today.`,
    (f, r) => `${f.symbol} has cost you: minus ${tenths(f.rewardTenths + 30, r)} R.`,
    (f, r) => `You lost ${tenths(f.rewardTenths + 30, r)} R on ${f.symbol}.`,
  ],
  shares: [
    (f, r) => `${f.symbol} would be ${number(f.shares, r)} shares.`,
    (f) => `A size of ${f.shares.toLocaleString("en-US")} shares fits ${f.symbol}.`,
  ],
  dollars: [
    (f, r) =>
      `That puts ${pick(r, [`$${f.dollars}`, `${inWords(f.dollars, r)} dollars`, `${f.dollars} dollars`])} at risk on ${f.symbol}.`,
  ],
  ratio: [
    (f, r) => `${f.symbol} volume runs at ${tenths(f.ratioTenths, r)} times its usual pace.`,
    (f) => `${f.symbol} volume: ${(f.ratioTenths / 10).toFixed(1)}x.`,
  ],
  hold: [(f, r) => `Expect ${f.symbol} to need ${number(f.hold, r)} ${pick(r, ["minutes", "min"])}.`],
  moved: [
    (f, r) =>
      `${f.symbol} is ${f.movedTenths < 0 ? "down" : "up"} ${tenths(f.movedTenths, r)} percent today.`,
    (f) =>
      `${f.symbol} shows ${f.movedTenths < 0 ? "−" : "+"}${(Math.abs(f.movedTenths) / 10).toFixed(1)} % on the day.`,
  ],
  time: [
    (f, r) => `At ${clock(f.minute, r)} ${f.symbol} was at ${price(f.last, r)}.`,
    (f, r) => `${f.symbol} printed ${price(f.last, r)} at ${clock(f.minute, r)}.`,
  ],
  day: [
    (f, r) =>
      `On ${pick(r, ["November 24", "Nov 24", "2026-11-24", "24 November", "November 24th"])} ${f.symbol} was at ${price(f.last, r)}.`,
  ],
  range: [
    (f) => `${f.symbol} should win ${f.lowPercent}–${f.highPercent} % of the time.`,
    (f) => `The rate of ${f.symbol} lies between ${f.lowPercent} and ${f.highPercent} percent.`,
    (f, r) =>
      `For ${f.symbol} it is from ${inWords(f.lowPercent, r)} to ${inWords(f.highPercent, r)} percent.`,
    (f) => `${f.symbol} ranges ${f.lowPercent}-${f.highPercent}% by chance alone.`,
  ],
  several: [
    (f, r) =>
      `${f.symbol} offers ${(f.rewardTenths / 10).toFixed(1)} R for ${f.shares} shares and $${f.dollars} of risk, over ${number(f.hold, r)} minutes or so.`,
    (f) =>
      `Take ${f.shares} shares of ${f.symbol}: ${f.wins} of ${f.trades} held, volume ${(f.ratioTenths / 10).toFixed(1)} times normal.`,
  ],
  part: [
    (f) =>
      `${f.lowPercent === 33 ? "A third" : f.lowPercent === 25 ? "One quarter" : "Half"} of ${f.symbol} signals is the lower bound.`,
    (f) =>
      `Low estimate for ${f.symbol}: ${f.lowPercent === 33 ? "one third" : f.lowPercent === 25 ? "a quarter" : "half"}.`,
  ],
  direction: [(f) => `${f.symbol} is a ${f.long ? "long" : "short"} with grade ${f.grade}.`],
};

/** A sentence that its evidence bears out. */
export function trueSentence(random: Random): Made {
  const f = facts(random);
  const kind = pick(random, Object.keys(TEMPLATES));
  return { text: pick(random, TEMPLATES[kind] ?? [])(f, random), evidence: evidenceOf(f), kind };
}

/** Changes of one fact by so much that no other fact, rounding or `about` can agree with the sentence made of it. */
const MUTATIONS: Readonly<Record<string, readonly ((f: Facts, random: Random) => Partial<Facts>)[]>> = {
  last: [
    (f) => ({ last: f.last + 113 }),
    (f) => ({ last: f.last - 310 }),
    (f) => ({ symbol: f.other }),
    (f) => ({ last: f.last + 10_000 }),
    (f) => ({ last: f.stop }),
  ],
  stop: [
    (f) => ({ stop: f.stop - 117 }),
    (f) => ({ symbol: f.other }),
    (f) => ({ stop: f.stop + 1 }),
    (f) => ({ stop: f.stop - 10_000 }),
  ],
  plan: [
    (f) => ({ stop: f.stop - 3 }),
    (f) => ({ entry: f.entry + 7 }),
    (f) => ({ symbol: f.other }),
    (f) => ({ entry: f.stop, stop: f.entry }),
  ],
  both: [
    (f) => ({ last: f.otherLast, otherLast: f.last }),
    (f) => ({ symbol: f.other, other: f.symbol }),
    (f) => ({ otherLast: f.otherLast + 1 }),
  ],
  rate: [
    (f) => ({ winPercent: f.winPercent + 3 }),
    (f) => ({ winPercent: f.winPercent - 2 }),
    (f) => ({ symbol: f.other }),
  ],
  sample: [
    (f) => ({ symbol: f.other }),
    (f) => ({ wins: 1000 + f.wins, trades: 1000 + f.trades }),
    (f) => ({ trades: f.trades + 100, wins: f.wins + 200 }),
  ],
  reward: [
    (f) => ({ rewardTenths: f.rewardTenths + 1 }),
    (f) => ({ rewardTenths: f.rewardTenths + 50 }),
    (f) => ({ symbol: f.other }),
  ],
  result: [
    (f) => ({ rewardTenths: f.rewardTenths + 1 }),
    (f) => ({ symbol: f.other }),
    (f) => ({ rewardTenths: f.rewardTenths - 30 }),
  ],
  shares: [
    (f) => ({ shares: f.shares + 1 }),
    (f) => ({ shares: f.shares * 10 }),
    (f) => ({ symbol: f.other }),
  ],
  dollars: [(f) => ({ dollars: f.dollars + 1 }), (f) => ({ symbol: f.other })],
  ratio: [(f) => ({ ratioTenths: f.ratioTenths + 1 }), (f) => ({ symbol: f.other })],
  hold: [(f) => ({ hold: f.hold + 1 }), (f) => ({ symbol: f.other })],
  moved: [
    (f) => ({ movedTenths: -f.movedTenths }),
    (f) => ({ movedTenths: f.movedTenths + Math.sign(f.movedTenths) }),
    (f) => ({ symbol: f.other }),
  ],
  time: [
    (f) => ({ minute: f.minute + 1 }),
    (f) => ({ minute: f.minute - 60 }),
    (f) => ({ last: f.last + 204 }),
  ],
  day: [(f) => ({ last: f.last + 405 }), (f) => ({ symbol: f.other })],
  range: [
    (f) => ({ lowPercent: f.lowPercent + 41 }),
    (f) => ({ symbol: f.other }),
    (f) => ({ lowPercent: f.highPercent, highPercent: f.lowPercent }),
  ],
  several: [
    (f) => ({ rewardTenths: f.rewardTenths + 2, ratioTenths: f.ratioTenths + 2 }),
    (f) => ({ shares: f.shares + 10 }),
    (f) => ({ symbol: f.other }),
  ],
  part: [(f) => ({ lowPercent: f.lowPercent === 25 ? 33 : 25 }), (f) => ({ symbol: f.other })],
  direction: [
    (f) => ({ long: !f.long }),
    (f) => ({ grade: f.grade === "A" ? "B" : "A" }),
    (f) => ({ symbol: f.other }),
  ],
};
const UNIT_SWAPS: readonly (readonly [RegExp, string])[] = [
  [/ R\b/, " %"],
  [/ percent\b/, " R"],
  [/ per cent\b/, " shares"],
  [/ shares\b/, " minutes"],
  [/ (minutes|min)\b/, " bars"],
  [/ times\b/, " percent"],
  [/ %/, " R"],
  [/November|Nov(?= )/, "October"],
  [/2026-11-24/, "2026-11-23"],
  [/ dollars\b/, " R"],
];

/** A sentence that its evidence does not bear out: a true one of other facts, or of another unit or day. */
export function falseSentence(random: Random): Made {
  for (;;) {
    const f = facts(random);
    const kind = pick(random, Object.keys(TEMPLATES));
    const template = pick(random, TEMPLATES[kind] ?? []);
    const evidence = evidenceOf(f);
    const swap = random() < 0.2;
    const told = swap ? f : { ...f, ...pick(random, MUTATIONS[kind] ?? [])(f, random) };
    const text = template(told, random);
    if (!swap) {
      if (isStillTrue(kind, text, told, f)) continue;
      return { text, evidence, kind };
    }
    const unit = UNIT_SWAPS.find(([from]) => from.test(text));
    if (unit !== undefined) return { text: text.replace(unit[0], unit[1]), evidence, kind: `${kind}, unit` };
  }
}

/** Whether the changed fact is not in the sentence, or near enough for its `about`. */
function isStillTrue(kind: string, text: string, told: Facts, f: Facts): boolean {
  if (kind === "plan" && told.grade !== f.grade) return false;
  if (kind === "sample" && told.wins !== f.wins && told.wins < 1000 && !/\bof\b/.test(text)) return true;
  if (/rate|range|part/.test(kind) && [f.lowPercent, f.highPercent].includes(told.winPercent)) return true;
  if (/range|part/.test(kind) && told.lowPercent !== f.lowPercent)
    return (
      Math.abs(told.lowPercent - f.winPercent) < 2 ||
      (told.lowPercent === f.highPercent && f.highPercent === told.highPercent)
    );
  if (kind === "rate" && Math.abs(told.winPercent - Math.abs(f.movedTenths) / 10) < 2) return true;
  return told.last === f.stop && text.startsWith("We see");
}
