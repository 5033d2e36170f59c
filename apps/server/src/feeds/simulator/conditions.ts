import type { Random } from "./random.ts";

/**
 * Sale conditions by their consolidated ids, as the prints of the simulator carry them. The lists are shared by all
 * prints and never change.
 */
export const OPENING_PRINT: readonly number[] = [25];
export const CLOSING_PRINT: readonly number[] = [8];
export const REOPENING_PRINT: readonly number[] = [28];
/** Records of the listing exchange, not trades. */
export const OFFICIAL_OPEN: readonly number[] = [16];
export const OFFICIAL_CLOSE: readonly number[] = [15];
export const AVERAGE_PRICE: readonly number[] = [2];
export const PRIOR_REFERENCE_PRICE: readonly number[] = [22];
export const SOLD_OUT_OF_SEQUENCE: readonly number[] = [32];

const REGULAR: readonly number[] = [];
const SWEEP: readonly number[] = [14];
const SWEEP_EXEMPT: readonly number[] = [14, 41];
const EXEMPT: readonly number[] = [41];
const FORM_T: readonly number[] = [12];
const FORM_T_SWEEP: readonly number[] = [12, 14];
const ODD_LOT: readonly number[] = [37];
const ODD_LOT_SWEEP: readonly number[] = [14, 37];
const ODD_LOT_EXEMPT: readonly number[] = [14, 37, 41];
const FORM_T_ODD_LOT: readonly number[] = [12, 37];

/** Conditions of a print of at least a round lot: intermarket sweeps and plain prints, Form T out of hours. */
export function roundLotConditions(random: Random, extended: boolean): readonly number[] {
  const draw = random.uniform();
  if (extended) return draw < 0.7 ? FORM_T : FORM_T_SWEEP;
  if (draw < 0.5) return REGULAR;
  if (draw < 0.76) return SWEEP;
  return draw < 0.94 ? SWEEP_EXEMPT : EXEMPT;
}

/** Conditions of a print of less than a round lot. */
export function oddLotConditions(random: Random, extended: boolean): readonly number[] {
  if (extended) return FORM_T_ODD_LOT;
  const draw = random.uniform();
  if (draw < 0.6) return ODD_LOT;
  return draw < 0.85 ? ODD_LOT_SWEEP : ODD_LOT_EXEMPT;
}
