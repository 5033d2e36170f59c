import type { RiskProfile } from "@spotlight/contracts";

/** A limit that is a number, as the form shows it. */
export interface LimitField {
  readonly key: {
    [Key in keyof RiskProfile]: RiskProfile[Key] extends number | null ? Key : never;
  }[keyof RiskProfile];
  readonly name: string;
  readonly unit: string;
  /** What an empty field means. */
  readonly empty: string;
}

/** The limits in the groups in which they are read. */
export const LIMIT_GROUPS: readonly { readonly title: string; readonly fields: readonly LimitField[] }[] = [
  {
    title: "Account and size",
    fields: [
      { key: "equityDollars", name: "Account size", unit: "$", empty: "not known" },
      { key: "riskPerTradePercent", name: "Risk per trade", unit: "% of account", empty: "no limit" },
      { key: "riskPerTradeDollars", name: "Risk per trade", unit: "$", empty: "no limit" },
      { key: "maxShares", name: "Most shares in a trade", unit: "shares", empty: "no limit" },
      { key: "maxNotionalDollars", name: "Most money in a trade", unit: "$", empty: "no limit" },
    ],
  },
  {
    title: "The day",
    fields: [
      { key: "dailyLossR", name: "Daily loss", unit: "R", empty: "no limit" },
      { key: "dailyLossDollars", name: "Daily loss", unit: "$", empty: "no limit" },
      { key: "trailingLossR", name: "Fall from the day's best", unit: "R", empty: "no limit" },
      { key: "trailingLossDollars", name: "Fall from the day's best", unit: "$", empty: "no limit" },
      { key: "giveBackFromR", name: "Give-back guard from", unit: "R", empty: "off" },
      { key: "giveBackPercent", name: "Most of it given back", unit: "%", empty: "off" },
      { key: "tradesPerDay", name: "Trades a day", unit: "trades", empty: "no limit" },
    ],
  },
  {
    title: "In the heat",
    fields: [
      { key: "openPositions", name: "Positions at once", unit: "positions", empty: "no limit" },
      { key: "lossesInARow", name: "Losses in a row before a pause", unit: "losses", empty: "off" },
      { key: "coolDownMinutes", name: "Length of the pause", unit: "minutes", empty: "0" },
      { key: "gradeAOnlyAfterLosses", name: "Grade A only after", unit: "losses", empty: "off" },
      { key: "cautionPercent", name: "Yellow from", unit: "% of a limit", empty: "off" },
    ],
  },
];

/** The number that a field's text means: null for an empty one, undefined for one that is no number. */
export function limitOf(text: string): number | null | undefined {
  const plain = text.trim().replaceAll(",", "");
  if (plain === "") return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
