import { z } from "zod";
import {
  backtestAssumptionsSchema,
  backtestResultSchema,
  backtestTradeSchema,
  runComparisonSchema,
} from "./backtest.ts";
import { gradeSchema, signalSchema } from "./decision.ts";
import { activeStrategySchema } from "./desk.ts";
import { daySchema } from "./rest.ts";
import { figureSchema } from "./statistics.ts";
import { symbolSchema } from "./symbol.ts";

/**
 * Most strategies and symbols of one backtest, calendar days of its range (and days times symbols, which is what it takes
 * of memory), and combinations of a sweep.
 */
export const BACKTEST_LIMITS = {
  strategies: 20,
  symbols: 10,
  days: 1_100,
  symbolDays: 2_200,
  points: 400,
  axes: 4,
} as const;
/** Trades that a result lists; figures are made of all. */
export const BACKTEST_TRADES_MAX = 5_000;
/** Days that a dry run may reach over. */
export const DRYRUN_DAYS_MAX = 31;

const ruleId = z.string().min(1).max(100);

/** A strategy to be tested: a shipped setup, a stored rule by its id, or a rule's text that is stored nowhere. */
export const backtestStrategySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("setup"), id: ruleId }),
  z.strictObject({ kind: z.literal("rule"), id: ruleId }),
  z.strictObject({
    kind: z.literal("text"),
    name: z.string().trim().min(1).max(100).default("Untitled rule"),
    source: z.string().min(1).max(20_000),
  }),
]);
/** See {@link backtestStrategySchema}. */
export type BacktestStrategy = z.infer<typeof backtestStrategySchema>;

/** What a sweep can change beside the parameters of rules (`param:NAME`). */
export const SWEEP_CHOICES = ["strategy", "least_grade", "target_r", "hold_minutes", "slippage"] as const;

/**
 * One thing that a sweep tries with several values. `strategy`: only the strategy of this number, from 0. `least_grade`:
 * only signals that are at least C (1), B (2) or A (3). `target_r`: one target, at so many R. `hold_minutes`: the longest
 * hold. `slippage`: in the unit of the assumptions. `param:NAME`: a parameter of every rule that is tested.
 */
export const sweepAxisSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^(strategy|least_grade|target_r|hold_minutes|slippage|param:[A-Za-z_][A-Za-z0-9_]{0,39})$/,
      `an axis is ${SWEEP_CHOICES.join(", ")} or param:NAME`,
    ),
  values: z.array(z.number().min(-1e9).max(1e9)).min(1).max(100),
});
/** See {@link sweepAxisSchema}. */
export type SweepAxis = z.infer<typeof sweepAxisSchema>;

/** Stretches of trading days: choose the best combination on `trainDays`, try it on the `testDays` after them. */
export const walkForwardPlanSchema = z.strictObject({
  trainDays: z.int().min(1).max(1_000),
  testDays: z.int().min(1).max(1_000),
  gapDays: z.int().min(0).max(100).default(0),
  anchored: z.boolean().default(false),
});

const rangeShape = {
  strategies: z.array(backtestStrategySchema).min(1).max(BACKTEST_LIMITS.strategies),
  symbols: z.array(symbolSchema).min(1).max(BACKTEST_LIMITS.symbols),
  /** First and last day, both tested. */
  from: daySchema,
  to: daySchema,
  assumptions: backtestAssumptionsSchema.partial().default({}),
};

/**
 * Body of `POST /api/backtest`. `run`: signals, fills and figures. `sweep`: the same for every combination of the axes;
 * with `walkForward` the best ones are chosen on some days and tried on the next. `look_ahead`: no fills; each signal is
 * held against what is said by bars that end with it.
 */
export const backtestBodySchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("run"), ...rangeShape }),
    z.strictObject({
      kind: z.literal("sweep"),
      ...rangeShape,
      axes: z.array(sweepAxisSchema).min(1).max(BACKTEST_LIMITS.axes),
      walkForward: walkForwardPlanSchema.nullable().default(null),
      /** Threads that work on it at once; default: as many as the server allows. */
      threads: z.int().min(1).max(64).optional(),
    }),
    z.strictObject({ kind: z.literal("look_ahead"), ...rangeShape }),
  ])
  .superRefine((body, context) => {
    const refuse = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    const days = (Date.parse(body.to) - Date.parse(body.from)) / 86_400_000;
    if (days < 0) refuse("to", "the last day lies before the first");
    if (days >= BACKTEST_LIMITS.days) refuse("to", `at most ${BACKTEST_LIMITS.days} days are tested at once`);
    if (days * body.symbols.length > BACKTEST_LIMITS.symbolDays)
      refuse(
        "to",
        `days times symbols are at most ${BACKTEST_LIMITS.symbolDays}: fewer days or fewer symbols`,
      );
    if (new Set(body.symbols).size < body.symbols.length) refuse("symbols", "a symbol is named twice");
    if (body.kind !== "sweep") return;
    const points = body.axes.reduce((product, { values }) => product * values.length, 1);
    if (points > BACKTEST_LIMITS.points)
      refuse("axes", `${points} combinations are too many: at most ${BACKTEST_LIMITS.points}`);
    const names = body.axes.map(({ name }) => name.toLowerCase());
    if (new Set(names).size < names.length) refuse("axes", "an axis is named twice");
  });
/** See {@link backtestBodySchema}. */
export type BacktestBody = z.infer<typeof backtestBodySchema>;

/** A test as it is kept: strategies as they were at that time, assumptions whole. */
export const backtestPlanSchema = z.object({
  kind: z.enum(["run", "sweep", "look_ahead"]),
  strategies: z.array(activeStrategySchema),
  symbols: z.array(symbolSchema),
  from: daySchema,
  to: daySchema,
  assumptions: backtestAssumptionsSchema,
  axes: z.array(sweepAxisSchema),
  walkForward: walkForwardPlanSchema.nullable(),
  threads: z.int().nullable(),
});
/** See {@link backtestPlanSchema}. */
export type BacktestPlan = z.infer<typeof backtestPlanSchema>;

/** A trade of a test, with the signal that it came from. */
export const testedTradeSchema = backtestTradeSchema.extend({
  signal: z.string(),
  strategy: z.string(),
  name: z.string(),
  symbol: symbolSchema,
  grade: gradeSchema,
  stop: z.number(),
  targets: z.array(z.number()),
});
/** See {@link testedTradeSchema}. */
export type TestedTrade = z.infer<typeof testedTradeSchema>;

/** What a part of a test came to: everything (both null), one strategy, or one symbol. */
export const testedPartSchema = z.object({
  strategy: z.string().nullable(),
  symbol: symbolSchema.nullable(),
  /** Signals that fired, and how many of them were retracted later: those were acted on, so their trades count. */
  signals: z.int(),
  retracted: z.int(),
  result: backtestResultSchema,
});
/** See {@link testedPartSchema}. */
export type TestedPart = z.infer<typeof testedPartSchema>;

/** What a run came to. Each strategy trades each symbol on an account of its own; `parts` add these up. */
export const backtestReportSchema = z.object({
  kind: z.literal("run"),
  /** Trading days in the range for which there are bars. */
  days: z.array(daySchema),
  /** Minute bars in the range. */
  bars: z.int(),
  /** SHA-256 over everything that was heard of those minutes and of the warm-up. */
  inputsDigest: z.string(),
  /** SHA-256 over the signals, every change of them, in canonical form. */
  signalsDigest: z.string(),
  parts: z.array(testedPartSchema),
  /** The first ones by their exit; `tradesLeftOut` more are in the figures. */
  trades: z.array(testedTradeSchema),
  tradesLeftOut: z.int(),
  /** Sum of R by day, in the order of `days`. */
  dailyR: z.array(z.number()),
});
/** See {@link backtestReportSchema}. */
export type BacktestReport = z.infer<typeof backtestReportSchema>;

/** One combination of a sweep and what it came to. */
export const sweepPointSchema = z.object({
  index: z.int(),
  values: z.record(z.string(), z.number()),
  signals: z.int(),
  trades: z.int(),
  totalR: z.number(),
  expectancyR: figureSchema,
  winRate: figureSchema,
  /** Deepest fall, R. */
  drawdownR: z.number(),
  dailyR: z.array(z.number()),
});
/** See {@link sweepPointSchema}. */
export type SweepPoint = z.infer<typeof sweepPointSchema>;

/** One stretch of a walk-forward: what was chosen on its first days, and how that went on the next. */
export const forwardStepSchema = z.object({
  trainFrom: daySchema,
  trainTo: daySchema,
  testFrom: daySchema,
  testTo: daySchema,
  /** Number of the combination with the greatest sum on the days to choose on. */
  chosen: z.int(),
  trainR: z.number(),
  testR: z.number(),
});
/** See {@link forwardStepSchema}. */
export type ForwardStep = z.infer<typeof forwardStepSchema>;

/** What a sweep came to. */
export const sweepReportSchema = z.object({
  kind: z.literal("sweep"),
  days: z.array(daySchema),
  inputsDigest: z.string(),
  points: z.array(sweepPointSchema),
  /** Null unless it was asked for; refused by an empty list of steps where the days do not suffice. */
  walkForward: z
    .object({
      steps: z.array(forwardStepSchema),
      /** Per day, of the days that were tried. */
      trainR: figureSchema,
      testR: figureSchema,
    })
    .nullable(),
});
/** See {@link sweepReportSchema}. */
export type SweepReport = z.infer<typeof sweepReportSchema>;

/**
 * A signal that depends on bars after it. `missing`: by bars that end with it nothing is said. `changed`: something else
 * is. `extra`: said by bars that end there, and not when later ones are known.
 */
export const lookAheadFindingSchema = z.object({
  strategy: z.string(),
  symbol: symbolSchema,
  barStartMs: z.int(),
  atMs: z.int(),
  kind: z.enum(["missing", "changed", "extra"]),
  /** What differs, when it is `changed`. */
  fields: z.array(z.string()),
});
/** See {@link lookAheadFindingSchema}. */
export type LookAheadFinding = z.infer<typeof lookAheadFindingSchema>;

/** What the analysis says of one strategy. */
export const lookAheadVerdictSchema = z.object({
  strategy: z.string(),
  version: z.int(),
  clean: z.boolean(),
  /** Signals that were held against bars that end with them, and how many more there were. */
  checked: z.int(),
  leftOut: z.int(),
  findings: z.array(lookAheadFindingSchema),
  /** Of the checked signals, how many are the same with so many sessions before the day. */
  warmUp: z.array(z.object({ sessions: z.int(), same: z.int(), different: z.int() })),
});
/** See {@link lookAheadVerdictSchema}. */
export type LookAheadVerdict = z.infer<typeof lookAheadVerdictSchema>;

/** What a look-ahead analysis came to. */
export const lookAheadReportSchema = z.object({
  kind: z.literal("look_ahead"),
  clean: z.boolean(),
  days: z.array(daySchema),
  inputsDigest: z.string(),
  verdicts: z.array(lookAheadVerdictSchema),
});
/** See {@link lookAheadReportSchema}. */
export type LookAheadReport = z.infer<typeof lookAheadReportSchema>;

/** What a test came to. */
export const testReportSchema = z.discriminatedUnion("kind", [
  backtestReportSchema,
  sweepReportSchema,
  lookAheadReportSchema,
]);
/** See {@link testReportSchema}. */
export type TestReport = z.infer<typeof testReportSchema>;

/** A test as it stands. */
export const backtestRunSchema = z.object({
  id: z.string(),
  state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
  plan: backtestPlanSchema,
  /** Share that is done, 0 to 1. */
  progress: z.number(),
  /** Epoch ms on this machine's clock. */
  createdMs: z.int(),
  updatedMs: z.int(),
  /** Why it failed, in a sentence. */
  problem: z.string().nullable(),
});
/** See {@link backtestRunSchema}. */
export type BacktestRun = z.infer<typeof backtestRunSchema>;

/** Answer of `POST /api/backtest`. */
export const backtestStartedSchema = z.object({ id: z.string() });

/** Answer of `GET /api/backtest`, newest first. */
export const backtestsAnswerSchema = z.object({ runs: z.array(backtestRunSchema) });

/** Answer of `GET /api/backtest/:id`; a sweep under way answers the points that it has. */
export const backtestAnswerSchema = z.object({
  run: backtestRunSchema,
  report: testReportSchema.nullable(),
  points: z.array(sweepPointSchema),
});
/** See {@link backtestAnswerSchema}. */
export type BacktestAnswer = z.infer<typeof backtestAnswerSchema>;

/** Body of `POST /api/backtest/compare`. */
export const compareBodySchema = z.strictObject({
  first: z.string().min(1).max(100),
  second: z.string().min(1).max(100),
});

/** Answer of `POST /api/backtest/compare`: over the days that both had bars for. */
export const compareAnswerSchema = z.object({
  comparison: runComparisonSchema,
  /** Whether both heard the same of the same minutes. */
  sameInputs: z.boolean(),
});
/** See {@link compareAnswerSchema}. */
export type CompareAnswer = z.infer<typeof compareAnswerSchema>;

/** A run as a file that can be run again and must come out the same. */
export const backtestFixtureSchema = z.object({
  format: z.literal("spotlight-backtest-1"),
  plan: backtestPlanSchema,
  report: backtestReportSchema,
});
/** See {@link backtestFixtureSchema}. */
export type BacktestFixture = z.infer<typeof backtestFixtureSchema>;

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/** Body of `POST /api/rules/dryrun`: would this have fired here? Times are epoch ms, `to` exclusive. */
export const dryRunBodySchema = z
  .strictObject({
    source: z.string().min(1).max(20_000).optional(),
    strategy: z.string().min(1).max(100).optional(),
    symbol: symbolSchema,
    from: epochMs,
    to: epochMs,
  })
  .superRefine(({ source, strategy, from, to }, context) => {
    const refuse = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    if ((source === undefined) === (strategy === undefined))
      refuse("source", "give a rule's text as source or a strategy's id as strategy, not both");
    if (to <= from) refuse("to", "the end lies before the beginning");
    if (to - from > DRYRUN_DAYS_MAX * 86_400_000)
      refuse("to", `at most ${DRYRUN_DAYS_MAX} days are looked at`);
  });
/** See {@link dryRunBodySchema}. */
export type DryRunBody = z.infer<typeof dryRunBodySchema>;

/** Answer of `POST /api/rules/dryrun`: every signal of the range and every change of one, as they were told. */
export const dryRunAnswerSchema = z.object({ signals: z.array(signalSchema), bars: z.int() });
/** See {@link dryRunAnswerSchema}. */
export type DryRunAnswer = z.infer<typeof dryRunAnswerSchema>;
