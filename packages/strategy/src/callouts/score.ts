import type { Feedback, Grade } from "@spotlight/contracts";

/** What a word of feedback adds to a strategy's praise and to its blame. */
const WEIGHTS: Readonly<Record<Feedback["verdict"], { readonly praise: number; readonly blame: number }>> = {
  good: { praise: 1, blame: 0 },
  bad: { praise: 0, blame: 1 },
  late: { praise: 0, blame: 0.5 },
  missed: { praise: 0.5, blame: 0 },
};
/** Imagined words of each kind at the start, so that a single one moves little. */
const PRIOR = 4;
/** Words that count, the newest: what was said long ago does not bind for ever. */
const WORDS_KEPT = 40;
/** Below this score a grade is kept back. Grade A is never: the score is bounded in what it can do. */
const GATES: Readonly<Record<Grade, number>> = { A: 0, B: 0.35, C: 0.45 };

/** How a trader judges a strategy. */
export interface StrategyScore {
  /** From 0 to 1; 0.5 while nothing was said. The mean of a beta distribution that begins with 4 words of each kind. */
  readonly score: number;
  readonly counts: Readonly<Record<Feedback["verdict"], number>>;
  /** Grades that are kept back at this score. */
  readonly keptBack: readonly Grade[];
  /** The same in words. */
  readonly explanation: string;
}

/** The score that a strategy's feedback, oldest first, comes to. */
export function strategyScore(verdicts: readonly Feedback["verdict"][]): StrategyScore {
  const counts = { good: 0, bad: 0, late: 0, missed: 0 };
  let praise = PRIOR;
  let blame = PRIOR;
  for (const verdict of verdicts.slice(-WORDS_KEPT)) {
    counts[verdict] += 1;
    praise += WEIGHTS[verdict].praise;
    blame += WEIGHTS[verdict].blame;
  }
  const score = praise / (praise + blame);
  const keptBack = (["A", "B", "C"] as const).filter((grade) => score < GATES[grade]);
  return { score, counts, keptBack, explanation: explain(counts, score, keptBack) };
}

function explain(
  { good, bad, late, missed }: StrategyScore["counts"],
  score: number,
  keptBack: readonly Grade[],
): string {
  if (good + bad + late + missed === 0) return "No feedback yet.";
  const said = `${good} good, ${bad} bad, ${late} late, ${missed} missed: score ${score.toFixed(2)}.`;
  return keptBack.length === 0
    ? `${said} Nothing is kept back.`
    : `${said} Grade ${keptBack.join(" and ")} is kept back below ${GATES[keptBack[0] ?? "C"].toFixed(2)}.`;
}
