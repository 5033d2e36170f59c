/**
 * What a trade may do to a bar, by its sale conditions. Consolidated rules of the US tapes (CTA and UTP output
 * specifications) in the numeric ids of Massive's `GET /v3/reference/conditions`; `PROTOCOLS` table A6.
 */

/** The trade moves the bar's high and low. */
export const MOVES_HIGH_LOW = 1;
/** The trade may be the bar's open or close. */
export const MOVES_OPEN_CLOSE = 2;
/** The trade's shares count in the bar's volume. */
export const COUNTS_VOLUME = 4;
/** A regular sale: everything. */
export const REGULAR_SALE = MOVES_HIGH_LOW | MOVES_OPEN_CLOSE | COUNTS_VOLUME;

const PRICE_AND_VOLUME = REGULAR_SALE;
const RANGE_AND_VOLUME = MOVES_HIGH_LOW | COUNTS_VOLUME;
const VOLUME_ONLY = COUNTS_VOLUME;
const PRICE_ONLY = MOVES_HIGH_LOW | MOVES_OPEN_CLOSE;
const NOTHING = 0;

/** One sale condition: its consolidated id, its name on the tape, and the rights above that it leaves to a trade. */
export interface SaleCondition {
  readonly id: number;
  readonly name: string;
  readonly effect: number;
}

const condition = (id: number, name: string, effect: number): SaleCondition => ({ id, name, effect });

/** Every sale condition with a rule. Ids that are not listed are neutral. */
export const SALE_CONDITIONS: readonly SaleCondition[] = [
  condition(0, "Regular Sale", PRICE_AND_VOLUME),
  condition(1, "Acquisition", PRICE_AND_VOLUME),
  condition(2, "Average Price Trade", VOLUME_ONLY),
  condition(3, "Automatic Execution", PRICE_AND_VOLUME),
  condition(4, "Bunched Trade", PRICE_AND_VOLUME),
  condition(5, "Bunched Sold Trade", RANGE_AND_VOLUME),
  condition(6, "CAP Election", PRICE_AND_VOLUME),
  condition(7, "Cash Sale", VOLUME_ONLY),
  condition(8, "Closing Prints", PRICE_AND_VOLUME),
  condition(9, "Cross Trade", PRICE_AND_VOLUME),
  condition(10, "Derivatively Priced", RANGE_AND_VOLUME),
  condition(11, "Distribution", PRICE_AND_VOLUME),
  condition(12, "Form T (extended hours)", VOLUME_ONLY),
  condition(13, "Extended Hours, Sold Out of Sequence", VOLUME_ONLY),
  condition(14, "Intermarket Sweep", PRICE_AND_VOLUME),
  condition(15, "Market Center Official Close", NOTHING),
  condition(16, "Market Center Official Open", NOTHING),
  condition(17, "Market Center Opening Trade", RANGE_AND_VOLUME),
  condition(18, "Market Center Reopening Trade", PRICE_AND_VOLUME),
  condition(19, "Market Center Closing Trade", PRICE_AND_VOLUME),
  condition(20, "Next Day", VOLUME_ONLY),
  condition(21, "Price Variation", VOLUME_ONLY),
  condition(22, "Prior Reference Price", RANGE_AND_VOLUME),
  condition(23, "Rule 155", PRICE_AND_VOLUME),
  condition(24, "Rule 127", PRICE_AND_VOLUME),
  condition(25, "Opening Prints", PRICE_AND_VOLUME),
  condition(27, "Stopped Stock (regular)", PRICE_AND_VOLUME),
  condition(28, "Re-Opening Prints", PRICE_AND_VOLUME),
  condition(29, "Seller", VOLUME_ONLY),
  condition(30, "Sold Last", PRICE_AND_VOLUME),
  condition(31, "Sold Last, Stopped Stock", PRICE_AND_VOLUME),
  condition(32, "Sold (out of sequence)", RANGE_AND_VOLUME),
  condition(33, "Sold (out of sequence), Stopped Stock", RANGE_AND_VOLUME),
  condition(34, "Split Trade", PRICE_AND_VOLUME),
  condition(35, "Stock Option", PRICE_AND_VOLUME),
  condition(36, "Yellow Flag Regular", PRICE_AND_VOLUME),
  condition(37, "Odd Lot", VOLUME_ONLY),
  condition(38, "Corrected Consolidated Close", PRICE_ONLY),
  condition(52, "Contingent Trade", VOLUME_ONLY),
  condition(53, "Qualified Contingent Trade", VOLUME_ONLY),
  condition(55, "Opening or Reopening Trade Detail", PRICE_AND_VOLUME),
];

const TABLE_SIZE = 256;
const REGULAR_EFFECTS = effectTable([]);
/**
 * Outside the regular session every print is a Form T print, so 12 and 13 forbid nothing there: Massive's knowledge
 * base, "Does a Form T trade update OHLC".
 */
const EXTENDED_EFFECTS = effectTable([12, 13]);

function effectTable(neutralIds: readonly number[]): Uint8Array {
  const table = new Uint8Array(TABLE_SIZE).fill(REGULAR_SALE);
  for (const { id, effect } of SALE_CONDITIONS) if (!neutralIds.includes(id)) table[id] = effect;
  return table;
}

/**
 * What a trade with these conditions may do: a sum of {@link MOVES_HIGH_LOW}, {@link MOVES_OPEN_CLOSE} and
 * {@link COUNTS_VOLUME}. With several conditions any "no" wins; no condition is a regular sale; unknown ids are neutral.
 */
export function tradeEffect(conditions: readonly number[], extendedHours: boolean): number {
  const table = extendedHours ? EXTENDED_EFFECTS : REGULAR_EFFECTS;
  let effect = REGULAR_SALE;
  for (let index = 0; index < conditions.length; index += 1) {
    effect &= table[conditions[index] ?? 0] ?? REGULAR_SALE;
  }
  return effect;
}

/** Consolidated id of each bit of the hexadecimal condition flags in LEAN's tick files (AlgoSeek); null is unused. */
const LEAN_FLAG_CONDITIONS: readonly (number | null)[] = [
  0,
  7,
  20,
  29,
  36,
  14,
  25,
  8,
  28,
  10,
  12,
  30,
  27,
  12,
  32,
  34,
  1,
  4,
  35,
  11,
  2,
  9,
  21,
  23,
  15,
  22,
  16,
  6,
  3,
  41,
  null,
  37,
];

/** The consolidated condition ids behind one value of LEAN's condition flags (bit 0 to 31). */
export function leanConditions(flags: number): readonly number[] {
  const ids: number[] = [];
  for (let bit = 0; bit < 32; bit += 1) {
    const id = LEAN_FLAG_CONDITIONS[bit];
    if (((flags >>> bit) & 1) === 1 && id !== null && id !== undefined && id !== 0) ids.push(id);
  }
  return ids;
}
