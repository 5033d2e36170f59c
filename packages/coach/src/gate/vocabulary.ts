/** What a number is said to be a number of. `bare`: nothing is said; `unknown`: something that no evidence has. */
export type SaidUnit =
  | "bare"
  | "money"
  | "percent"
  | "R"
  | "shares"
  | "minutes"
  | "bars"
  | "times"
  | "deviations"
  | "counted"
  | "unknown";

/** A unit's word and what one of it is in the evidence's own unit: an hour is 60 minutes, a cent 0.01 dollars. */
export interface UnitWord {
  readonly unit: SaidUnit;
  readonly factor: number;
}

const UNIT_WORDS: readonly (readonly [unit: SaidUnit, factor: number, words: string])[] = [
  ["percent", 1, "% percent pct"],
  ["R", 1, "r"],
  ["shares", 1, "share shares"],
  ["money", 1, "dollar dollars usd buck bucks"],
  ["money", 0.01, "cent cents"],
  ["minutes", 1, "minute minutes min mins"],
  ["minutes", 60, "hour hours hr hrs"],
  ["minutes", 1 / 60, "second seconds sec secs s"],
  ["bars", 1, "bar bars candle candles"],
  ["times", 1, "times x × fold"],
  ["deviations", 1, "deviation deviations sigma sigmas"],
  [
    "counted",
    1,
    "trade trades win wins loss losses winner winners loser losers signal signals callout callouts session sessions day days sample samples setup setups rule rules position positions entry entries alert alerts proposal proposals gap gaps revision revisions lock locks stopout stopouts",
  ],
  [
    "unknown",
    1,
    "point points bps basis pip pips tick ticks euro euros pound pounds lot lots contract contracts call calls put puts option options week weeks month months year years degree degrees handle handles percentage permille figures digits odd something ish quarter quarters",
  ],
];
const UNITS: ReadonlyMap<string, UnitWord> = new Map(
  UNIT_WORDS.flatMap(([unit, factor, words]) =>
    words.split(" ").map((word) => [word, { unit, factor }] as const),
  ),
);

/** What a word says a number is of; undefined when it is no unit. */
export function unitWord(lower: string): UnitWord | undefined {
  return UNITS.get(lower);
}

/** Words that speak of won trades, lost trades, or days: a count of one of these is no count of another. */
export function countClass(lower: string): "win" | "loss" | "day" | null {
  if (/^(win|wins|won|winner|winners|winning)$/.test(lower)) return "win";
  if (/^(loss|losses|lost|loser|losers|losing)$/.test(lower)) return "loss";
  return /^(day|days|session|sessions)$/.test(lower) ? "day" : null;
}

/** What a level or figure is called, by the words that name it; a number called one is no number of another. */
export const ROLES: ReadonlySet<string> = new Set(
  "entry stop target vwap ema sma rsi atr macd high low open close volume rate mae mfe expectancy drawdown limit last".split(
    " ",
  ),
);

/** Periods and timeframes that name an indicator or a chart and state nothing. */
export const NAMED_PERIODS: ReadonlyMap<string, ReadonlySet<number>> = new Map([
  ["ema", new Set([9, 20, 21, 50, 200])],
  ["sma", new Set([20, 50, 200])],
  ["rsi", new Set([14])],
  ["atr", new Set([14])],
  ["range", new Set([5, 15, 30])],
]);

/** Words that speak of a number without one that can be read; they always block. */
export const VAGUE: ReadonlySet<string> = new Set(
  (
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens score couple pair " +
    "handful several majority minority twenties thirties forties fifties sixties seventies eighties nineties teens " +
    "quadruple quadrupled quintupled tenfold twofold threefold fivefold fourth fifth sixth seventh eighth ninth tenth " +
    "fourths fifths sixths sevenths eighths ninths tenths nil nought naught zilch nada umpteen gazillion fourty ninty " +
    "fourtyfive eigth plenty countless innumerable most " +
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez veinte treinta cuarenta cincuenta sesenta setenta " +
    "ochenta noventa cien ciento quinientos mil un deux trois quatre cinq sept huit neuf dix vingt trente quarante " +
    "cinquante soixante cent mille null eins zwei drei vier fünf sechs sieben acht neun zehn zwanzig dreißig vierzig " +
    "fünfzig sechzig siebzig achtzig neunzig hundert fünfhundert tausend due tre quattro cinque sette otto nove dieci " +
    "venti trenta quaranta cinquanta cento cinquecento zwölf elf hundredths thousandths percent fiver tenner grand"
  ).split(" "),
);
