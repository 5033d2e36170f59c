import {
  type BuiltinView,
  describeBuiltins,
  GRAMMAR,
  LANGUAGE_VERSION,
  SHIPPED_RULES,
  STATEMENTS,
} from "../../packages/strategy/src/index.ts";

const HEAD = `# Rules

Written by \`npm run docs:rules\` from the tables of the language in the code; do not edit. This is version
${LANGUAGE_VERSION} of the language.

A rule says when a trade is proposed, in which direction, where the idea is wrong and where it would pay. It is text, one
statement a line; a statement may go on over the lines below, and \`#\` begins a comment. An \`on\` behind blanks belongs to
the value on the line above; at the very start of a line it sets the timeframe of the rule.
`;

const MEANING = `## What a rule means

- **Bars.** A rule judges the bars of one symbol, timeframe and session. \`close\` is the close of the bar that is judged,
  \`close[1]\` of the bar before. Offsets look back only, up to 500 bars, and are written out.
- **Unknown.** A value that cannot be known yet (a 20 bar average after 5 bars, the opening range before it is over) is
  unknown, and so is everything that is computed from it, division by 0 included. \`not\` of unknown is unknown; \`and\` is
  false as soon as one side is, \`or\` is true as soon as one side is. A rule fires only when its condition is known to hold.
- **On close, intrabar.** \`evaluate on close\` judges each bar when it has closed. \`evaluate intrabar\` also judges the bar
  that is forming, at each finished minute of it: minutes are what is stored, so that live, replay and backtest see the
  same. The forming bar then ends with that minute. On 1m both are the same.
- **Other timeframes and symbols.** \`ema(20) on 5m\`, \`close of SPY\`, \`vwap of SPY on 5m\` read the newest bar of that series
  that had closed when the judged bar ended, never one that is forming. As long as that series is not known as far, the
  value is unknown. They do not nest.
- **Offsets of other series** count their bars: with \`let trend = ema(20) on 5m\`, \`trend[1]\` is one 5m bar earlier. An
  offset after anything that is composed of several values counts bars of the rule.
- **Crossing.** \`a crosses above b\` holds when a is above b, and was not at the bar before.
- **Between** includes both ends.
- **Time** is New York's at the end of the bar, which is when it is judged. \`time >= 09:35\` first holds for the bar that
  ends at 09:35.
- **Units.** Dollars, shares, points and so on do not mix in sums and comparisons; a plain number goes with everything. A
  condition is no number and a time is no number.
- **The first day** of the bars that are known counts for day values (session high, prior day, opening range, anchored
  VWAP) only when its bars begin with the session, or with the anchor.
- **Targets in R** are multiples of the risk from the close to the stop. A stop on the wrong side of the close makes them
  unknown.
- **Bounds.** 20,000 characters, 64 deep, 500 bars, eight series, five reasons.
`;

const GROUPS: Readonly<Record<BuiltinView["group"], string>> = {
  bar: "The bar",
  window: "Windows over any value",
  indicator: "Indicators",
  volume: "Volume against what is usual",
  day: "The day",
  time: "Time",
  arithmetic: "Arithmetic",
};

/** The reference page of the rule language, in Markdown. */
export function rulesPage(): string {
  const words = describeBuiltins();
  return [
    HEAD,
    "```\n" + (SHIPPED_RULES[0]?.source ?? "") + "```\n",
    "## Statements\n",
    table(
      ["statement", "says"],
      Object.values(STATEMENTS).map(({ form, summary }) => [code(form), summary]),
    ),
    MEANING,
    "## Words\n",
    ...Object.entries(GROUPS).map(([group, title]) => {
      const rows = words.filter((word) => word.group === group);
      return `### ${title}\n\n${table(
        ["word", "gives", "says", "example"],
        rows.map((word) => [code(word.signature), unitOf(word), word.summary, code(word.example)]),
      )}`;
    }),
    "## Grammar\n",
    `The EBNF of ISO/IEC 14977. Statements begin on lines of their own.\n\n\`\`\`ebnf${GRAMMAR}\`\`\`\n`,
    "## Shipped rules\n",
    ...SHIPPED_RULES.map(({ id, summary, source }) => `### ${id}\n\n${summary}\n\n\`\`\`\n${source}\`\`\`\n`),
  ].join("\n");
}

function unitOf({ unit }: BuiltinView): string {
  return unit === "same" ? "the unit of its value" : unit;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}
