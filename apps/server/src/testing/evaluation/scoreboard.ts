import { type Result, shortcomings, tally } from "./evaluate.ts";
import { PROPERTIES } from "./score.ts";

/** What one coach came to. */
export interface Standing {
  readonly coach: string;
  readonly results: readonly Result[];
  /** A scripted model: what it gets wrong is of its script. */
  readonly isStandIn: boolean;
}

/** Shortcomings of one coach that are told. */
const TOLD = 12;

/** The scoreboard as a page. */
export function scoreboard(standings: readonly Standing[]): string {
  const first = standings[0]?.results ?? [];
  const kinds = [...new Set(first.map(({ situation }) => situation.scene.kind))];
  return [
    "# How well the coach answers",
    "",
    `Written by \`npm run eval -- --write\`. Every coach is asked the same ${first.length} questions, in ${new Set(first.map(({ situation }) => situation.scene.name)).size} moments of simulated and recorded days (${kinds.map((kind) => kind.replace("_", " ")).join(", ")}). What is scored is found without the product's own gate: numbers are compared with every form of the evidence, and everything else is read off the answer.`,
    "",
    `| coach | ${PROPERTIES.join(" | ")} | median ms |`,
    `| --- | ${PROPERTIES.map(() => "--: |").join(" ")} --: |`,
    ...standings.map(({ coach, results }) => {
      const cells = PROPERTIES.map((property) => {
        const { have, of } = tally(results, property);
        return of === 0 ? "–" : `${have} of ${of}`;
      });
      return `| ${coach} | ${cells.join(" | ")} | ${median(results.map(({ tookMs }) => tookMs)).toFixed(0)} |`;
    }),
    "",
    "A model's answer of which nothing can be proved is replaced by the built-in coach's, and a sentence that cannot be proved is withheld; the rows show what a person gets to read, not what the model wrote.",
    "",
    ...standings.flatMap(({ coach, results, isStandIn }) => {
      if (isStandIn) return [];
      const amiss = shortcomings(results);
      if (amiss.length === 0) return [];
      const more = amiss.length > TOLD ? [`- and ${amiss.length - TOLD} more`] : [];
      return [`## Amiss: ${coach}`, "", ...amiss.slice(0, TOLD).map((line) => `- ${line}`), ...more, ""];
    }),
  ].join("\n");
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
