import { z } from "zod";

/** A switch or a number that can be changed while the server runs. */
interface FlagFrame {
  /** What it changes, for the person who thinks about changing it. */
  readonly description: string;
  /** The room that answers for it. */
  readonly owner: string;
  /** The day by which somebody decides whether it stays, YYYY-MM-DD. Past it the flag still works, and says so. */
  readonly expires: string;
  /** False while nothing reads it yet. */
  readonly used: boolean;
}

/** A flag as it is defined. */
export type FlagDefinition = FlagFrame &
  (
    | { readonly type: "boolean"; readonly default: boolean }
    | { readonly type: "number"; readonly default: number; readonly min: number; readonly max: number }
  );

/** Every flag. What is not here cannot be asked for, set or sent. */
export const FLAGS = {
  chartMaxFps: {
    type: "number",
    default: 60,
    min: 10,
    max: 240,
    description: "Most times a second that the chart paints. Fewer spare a slow machine.",
    owner: "chart",
    expires: "2027-06-30",
    used: true,
  },
  streamTicks: {
    type: "boolean",
    default: true,
    description: "Readers that ask for single trades (ticks=1) get them. Off spares the server in a storm.",
    owner: "stream",
    expires: "2027-06-30",
    used: true,
  },
  clientReports: {
    type: "boolean",
    default: true,
    description: "Browsers report how fast the page is, at most once a minute.",
    owner: "ops",
    expires: "2027-06-30",
    used: true,
  },
  enableTapePeek: {
    type: "boolean",
    default: false,
    description: "Shows the newest trades beside the chart. The panel comes with the tape.",
    owner: "workspace",
    expires: "2027-06-30",
    used: false,
  },
  enableBacktest: {
    type: "boolean",
    default: true,
    description:
      "Lets strategies be tested on past days. Off spares the server; what was tested stays readable.",
    owner: "backtest",
    expires: "2027-06-30",
    used: true,
  },
  enableLearningLoop: {
    type: "boolean",
    default: false,
    description: "Keeps weak grades of a setup or rule back when the trader's feedback on it is bad.",
    owner: "strategy",
    expires: "2027-06-30",
    used: true,
  },
  governorTight: {
    type: "boolean",
    default: false,
    description: "Puts only grade A before the trader, and two an hour, for a bad day.",
    owner: "strategy",
    expires: "2027-06-30",
    used: true,
  },
  proactiveCoach: {
    type: "boolean",
    default: false,
    description: "The coach speaks without being asked. It comes with the coach.",
    owner: "coach",
    expires: "2027-06-30",
    used: false,
  },
} as const satisfies Readonly<Record<string, FlagDefinition>>;

/** The name of a flag. */
export type FlagName = keyof typeof FLAGS;
/** What a flag of a name can be set to. */
export type FlagValue<Name extends FlagName> = (typeof FLAGS)[Name]["type"] extends "number"
  ? number
  : boolean;
/** The value of every flag. */
export type FlagValues = { readonly [Name in FlagName]: FlagValue<Name> };

/** Every flag's name, in the order in which they are shown. */
export const FLAG_NAMES = Object.keys(FLAGS) as [FlagName, ...FlagName[]];

/** What every flag is while nobody has set it. */
export const FLAG_DEFAULTS = Object.fromEntries(
  FLAG_NAMES.map((name) => [name, FLAGS[name].default]),
) as unknown as FlagValues;

/** Why a value is not one for this flag, in a sentence; null when it is. */
export function flagProblem(name: FlagName, value: unknown): string | null {
  const flag: FlagDefinition = FLAGS[name];
  if (flag.type === "boolean")
    return typeof value === "boolean" ? null : `${name} is a switch: true or false.`;
  const { min, max } = flag;
  const inside = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  return inside ? null : `${name} is a whole number from ${min} to ${max}.`;
}

/** Body of `PUT /api/flags`; null puts the flag back to its default. */
export const flagBodySchema = z
  .strictObject({ name: z.enum(FLAG_NAMES), value: z.union([z.boolean(), z.number()]).nullable() })
  .superRefine(({ name, value }, context) => {
    const problem = value === null ? null : flagProblem(name, value);
    if (problem !== null) context.addIssue({ code: "custom", path: ["value"], message: problem });
  });
/** See {@link flagBodySchema}. */
export type FlagBody = z.infer<typeof flagBodySchema>;

/** A flag with its value. `changedMs` is when it was set, epoch ms; null while it is at its default. */
export const flagStateSchema = z.object({
  name: z.string(),
  type: z.enum(["boolean", "number"]),
  value: z.union([z.boolean(), z.number()]),
  default: z.union([z.boolean(), z.number()]),
  min: z.number().optional(),
  max: z.number().optional(),
  description: z.string(),
  owner: z.string(),
  expires: z.string(),
  expired: z.boolean(),
  used: z.boolean(),
  changedMs: z.int().nullable(),
});
/** See {@link flagStateSchema}. */
export type FlagState = z.infer<typeof flagStateSchema>;

/** Answer of `GET /api/flags` and of a change. */
export const flagsAnswerSchema = z.object({ flags: z.array(flagStateSchema) });
/** See {@link flagsAnswerSchema}. */
export type FlagsAnswer = z.infer<typeof flagsAnswerSchema>;

/** The values of all flags, sent when a stream opens and whenever one changes; has no id. Unknown names are skipped. */
export const flagsFrameSchema = z
  .object({ values: z.record(z.string(), z.unknown()) })
  .transform(({ values }): { readonly values: FlagValues } => ({
    values: Object.fromEntries(
      FLAG_NAMES.map((name) => {
        const value = values[name];
        return [name, flagProblem(name, value) === null ? value : FLAGS[name].default];
      }),
    ) as unknown as FlagValues,
  }));
/** See {@link flagsFrameSchema}. */
export type FlagsFrame = z.infer<typeof flagsFrameSchema>;
