/** Digits after the point that a price of this size is quoted with. */
export function priceDigits(price: number): number {
  return Math.abs(price) < 1 ? 4 : 2;
}

/** A price in dollars without the sign. */
export function priceText(price: number, digits = priceDigits(price)): string {
  return price.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `+0.42` or `−0.42`, with a real minus. */
export function signedText(value: number, digits: number): string {
  const sign = value < 0 ? "\u2212" : "+";
  return `${sign}${priceText(Math.abs(value), digits)}`;
}

/** `+0.42 %` of a change relative to what was before. */
export function percentText(change: number): string {
  return `${signedText(change * 100, 2)}\u202F%`;
}

/** Shares: `812`, `45.2 K`, `1.34 M`, `2.05 B`. */
export function volumeText(shares: number): string {
  if (shares < 1_000) return Number.isInteger(shares) ? String(shares) : shares.toFixed(2);
  if (shares < 1_000_000) return `${(shares / 1_000).toFixed(1)}\u202FK`;
  if (shares < 1_000_000_000) return `${(shares / 1_000_000).toFixed(2)}\u202FM`;
  return `${(shares / 1_000_000_000).toFixed(2)}\u202FB`;
}
