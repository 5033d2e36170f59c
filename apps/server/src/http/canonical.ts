import type { Bar } from "@spotlight/contracts";

/**
 * The canonical form of a bar for digests: its values in this order, in JavaScript's shortest notation, a missing
 * average price as nothing, ended by a newline. A day's digest is the SHA-256 of its current bars' forms, ascending.
 */
export function canonicalBar({
  seq,
  bar_start,
  bar_end,
  ohlcv: { o, h, l, c, v },
  vw,
  n,
  rev,
  state,
}: Bar): string {
  return `${seq},${bar_start},${bar_end},${o},${h},${l},${c},${v},${vw ?? ""},${n},${rev},${state}\n`;
}
