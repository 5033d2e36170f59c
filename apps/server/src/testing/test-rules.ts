/** A rule that speaks every few minutes, with a grade of one's choice. The stop is one part in 400 away. */
export function talkative(name: string, grade: "A" | "C"): string {
  return [
    "language 1",
    `rule "${name}"`,
    "long",
    "session rth_ext",
    "when close > close[1]",
    "stop close * 0.9975",
    "target 1 R, 2 R",
    "cooldown 1 bars",
    "expires after 60 bars",
    ...(grade === "A" ? ["grade A when close > 0"] : []),
    'because "close" close',
    "",
  ].join("\n");
}
