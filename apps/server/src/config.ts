import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { daySchema, pinSchema, symbolSchema } from "@spotlight/contracts";
import { z } from "zod";
import { AddressList } from "./access/address.ts";

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/;

const symbolList = z
  .string()
  .transform((list) =>
    list
      .split(",")
      .map((symbol) => symbol.trim())
      .filter((symbol) => symbol !== ""),
  )
  .pipe(z.array(symbolSchema).min(1));
const addressList = z
  .string()
  .transform((list) => list.split(",").map((entry) => entry.trim()))
  .transform((entries, context) => {
    try {
      return new AddressList(entries);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
/**
 * Whose word about a client's address counts: nobody's (0), that of this many proxies in a row, or that of proxies at
 * these addresses. `true` is one proxy: to trust everybody's word would let a client choose its own address.
 */
const trustedProxies = z
  .string()
  .transform((text): number | readonly string[] => {
    if (["true", "yes"].includes(text)) return 1;
    if (["false", "no"].includes(text)) return 0;
    return /^\d+$/.test(text) ? Number(text) : text.split(",").map((entry) => entry.trim());
  })
  .refine(
    (value) => (typeof value === "number" ? value <= 10 : value.every(isNetwork)),
    "must be true, a number of proxies, or a list of networks (10.0.0.0/8, loopback)",
  );
const NAMED_NETWORKS: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

function isNetwork(entry: string): boolean {
  if (NAMED_NETWORKS.has(entry)) return true;
  try {
    return new AddressList([entry]) instanceof AddressList;
  } catch {
    return false;
  }
}

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/** `name=value,name=value`, values percent-encoded, as OpenTelemetry has it. */
const headerList = z.string().transform((text, context) => {
  const pairs = text.split(",").map((pair) => /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair));
  if (pairs.every((pair) => pair !== null))
    return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, decodeURIComponent(value)]));
  context.addIssue({ code: "custom", message: "must be name=value pairs with commas between them" });
  return z.NEVER;
});
const speed = z.union([z.literal("max").transform(() => null), z.coerce.number().positive().max(100_000)]);

/** Every variable of the environment that the server reads; `.env.example` explains each. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  PORT: wholeNumber(0, 65_535).default(8080),
  HOST: z.string().min(1).default("127.0.0.1"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  DATA_DIR: z.string().min(1).default("./.data"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://")
    .optional(),
  NEON_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://")
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "must start with redis:// or rediss://")
    .optional(),
  APP_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  AUTH_PIN: pinSchema.optional(),
  SESSION_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  METRICS_ALLOW: addressList.optional(),
  TRUST_PROXY: trustedProxies.default(0),
  RATE_LIMIT_SCALE: z.coerce.number().positive().max(1_000).default(1),
  FEED: z.enum(["sim", "replay"]).default("sim"),
  SYMBOLS: symbolList.default(["SPY", "QQQ", "NVDA"]),
  SESSION: z.enum(["auto", "rth", "rth_ext"]).default("auto"),
  MICROBAR_MS: wholeNumber(20, 5_000).default(200),
  FEED_STALE_MS: wholeNumber(1_000, 3_600_000).default(15_000),
  DRAIN_TIMEOUT_MS: wholeNumber(100, 600_000).default(10_000),
  TOOL_TIMEOUT_MS: wholeNumber(50, 60_000).default(1_500),
  COACH_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().min(1).max(200).optional(),
  OPENAI_EMBEDDING_MODEL: z.string().min(1).max(200).optional(),
  COACH_DAILY_BUDGET: wholeNumber(0, 1_000_000_000).default(1_000_000),
  LOG_RETENTION_DAYS: wholeNumber(1, 36_500).default(30),
  BACKUP_EVERY_HOURS: wholeNumber(0, 8_760).default(24),
  BACKUP_KEEP: wholeNumber(1, 1_000).default(7),
  SPOTLIGHT_BACKUP_PASSPHRASE: z.string().min(8, "must have at least 8 characters").optional(),
  HISTORY_DAYS: wholeNumber(1, 3_650).default(180),
  SIM_SEED: wholeNumber(0, 2_147_483_647).default(1),
  SIM_SPEED: speed.default(1),
  REPLAY_PATH: z.string().min(1).optional(),
  REPLAY_SYMBOLS: symbolList.optional(),
  REPLAY_FROM: daySchema.optional(),
  REPLAY_TO: daySchema.optional(),
  REPLAY_SPEED: speed.default(1),
  OPENAI_REALTIME_MODEL: z.string().min(1).default("gpt-realtime-2.1"),
  OPENAI_REALTIME_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_TRANSCRIPTION_MODEL: z.string().min(1).default("gpt-transcribe"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headerList.optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default("spotlight-trader"),
  VITE_UNIFIED_DEV: z.enum(["0", "1"]).default("0"),
});

/** The validated environment. */
export type Environment = z.infer<typeof environmentSchema>;

/** An environment that the server must not start with. */
export class ConfigurationError extends Error {
  /** sysexits.h EX_CONFIG. */
  static readonly exitCode = 78;
}

/** What the server is started with. */
export interface Config {
  readonly environment: Environment;
  readonly production: boolean;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly epochId: string;
  /** Every variable of the environment as text; of secrets only whether they are set. */
  readonly settings: Readonly<Record<string, string>>;
  /** The secrets themselves, so that they can be kept out of the log. */
  readonly secrets: readonly string[];
}

/**
 * Validates the environment. An empty variable counts as absent.
 *
 * @throws {ConfigurationError} with one clear line when a value is wrong or the combination is unsafe.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ConfigurationError(`The environment is not usable: ${problems.join("; ")}.`);
  }
  const environment = parsed.data;
  const production = environment.NODE_ENV === "production";
  refuseUnsafe(environment, production);
  return {
    environment,
    production,
    dataDir: resolve(environment.DATA_DIR),
    databaseUrl: environment.DATABASE_URL ?? environment.NEON_DATABASE_URL ?? null,
    epochId: randomBytes(8).toString("hex"),
    settings: describedSettings(present, environment),
    secrets: Object.entries(present).flatMap(([name, value]) =>
      isSecret(name) ? secretsIn(value ?? "") : [],
    ),
  };
}

/** Whether a variable's value must not be shown. Addresses count, since they may hold a password. */
function isSecret(name: string): boolean {
  return (
    /PIN|SECRET|TOKEN|KEY|PASSPHRASE|HEADERS|DATABASE_URL|REDIS_URL/.test(name) &&
    name in environmentSchema.shape
  );
}

/** A secret and, when it is an address, the password in it. */
function secretsIn(value: string): readonly string[] {
  const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : "";
  return password === "" ? [value] : [value, password];
}

function describedSettings(
  present: Readonly<Record<string, string | undefined>>,
  environment: Environment,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...blank(), ...environment }).map(([name, inForce]) => {
      const value = present[name];
      if (value !== undefined) return [name, isSecret(name) ? "set" : value];
      return [name, inForce === undefined ? "not set" : `${JSON.stringify(inForce)} (default)`];
    }),
  );
}

/** Every variable's name, with no value: what is optional and absent is missing from a parsed environment. */
function blank(): Record<string, undefined> {
  return Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, undefined]));
}

/** Where OpenAI's interface is when no other place is named. */
const OPENAI_URL = "https://api.openai.com/v1";

/** Where browsers open realtime sessions; null without a key. */
export function realtimeCallsUrl(environment: Environment): string | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL = OPENAI_URL, OPENAI_REALTIME_URL } = environment;
  if (OPENAI_API_KEY === undefined) return null;
  return OPENAI_REALTIME_URL ?? `${OPENAI_BASE_URL.replace(/\/$/, "")}/realtime/calls`;
}

function refuseUnsafe(
  { AUTH_PIN, HOST, FEED, REPLAY_PATH, ...model }: Environment,
  production: boolean,
): void {
  for (const name of ["OPENAI_MODEL", "OPENAI_EMBEDDING_MODEL"] as const)
    if (model[name] !== undefined && (model.OPENAI_API_KEY ?? model.OPENAI_BASE_URL) === undefined)
      throw new ConfigurationError(
        `${name} is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL: say where the model is.`,
      );
  if (production && AUTH_PIN === undefined) {
    throw new ConfigurationError(
      "AUTH_PIN is not set: in production the server does not start without a PIN of 6 to 12 digits.",
    );
  }
  if (AUTH_PIN === undefined && !LOOPBACK.test(HOST)) {
    throw new ConfigurationError(`HOST is ${HOST}: without AUTH_PIN the server listens on loopback only.`);
  }
  if (FEED === "replay" && REPLAY_PATH === undefined) {
    throw new ConfigurationError(
      "FEED is replay, but REPLAY_PATH is not set: name a folder in the LEAN layout.",
    );
  }
}
