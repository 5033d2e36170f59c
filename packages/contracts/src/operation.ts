import { z } from "zod";
import { flagStateSchema } from "./flags.ts";
import { marketStateSchema, readinessReportSchema } from "./rest.ts";
import { symbolSchema } from "./symbol.ts";

/** Most milliseconds that a client may report of anything. */
const REPORTED_MS_MAX = 600_000;

const reportedMs = z.number().min(0).max(REPORTED_MS_MAX);

/**
 * Body of `POST /api/client-report`: how the page does, since the report before. What a browser does not measure, or has
 * not measured yet, is left out. Times are milliseconds.
 */
export const clientReportSchema = z.strictObject({
  /** Largest Contentful Paint, Interaction to Next Paint, and Cumulative Layout Shift (a ratio). */
  vitals: z.strictObject({
    lcpMs: reportedMs.optional(),
    inpMs: reportedMs.optional(),
    cls: z.number().min(0).max(1_000).optional(),
  }),
  /** Time between two frames while the chart was painted: median and 95th percentile. */
  frames: z.strictObject({ p50Ms: reportedMs, p95Ms: reportedMs }).optional(),
  /** Median from data's arrival to the frame that shows it. */
  paintMs: reportedMs.optional(),
  /** Times that the stream had to connect again. */
  reconnects: z.int().min(0).max(10_000),
});
/** See {@link clientReportSchema}. */
export type ClientReport = z.infer<typeof clientReportSchema>;

/** What one statement cost the database in the last hour; its text carries no values. */
export const slowQuerySchema = z.object({
  statement: z.string(),
  calls: z.int(),
  slowestMs: z.number(),
  meanMs: z.number(),
  lastMs: z.int(),
});
/** See {@link slowQuerySchema}. */
export type SlowQuery = z.infer<typeof slowQuerySchema>;

/** A line of the log that told of trouble. */
export const troubleSchema = z.object({
  atMs: z.int(),
  level: z.enum(["warn", "error", "fatal"]),
  message: z.string(),
  error: z.string().nullable(),
  requestId: z.string().nullable(),
});
/** See {@link troubleSchema}. */
export type Trouble = z.infer<typeof troubleSchema>;

/** The database as it describes itself. `problem` says why it does not; what is not known is null. */
export const databaseFactsSchema = z.object({
  kind: z.enum(["embedded", "server"]),
  version: z.string().nullable(),
  sizeBytes: z.int().nullable(),
  /** Names of the migrations that were applied, oldest first. */
  migrations: z.array(z.string()).nullable(),
  problem: z.string().nullable(),
});
/** See {@link databaseFactsSchema}. */
export type DatabaseFacts = z.infer<typeof databaseFactsSchema>;

/** A value of a metric, or a distribution of values since the start whose quantiles are estimated from its buckets. */
export const metricValueSchema = z.union([
  z.object({
    labels: z.record(z.string(), z.string()),
    count: z.number(),
    sum: z.number(),
    p50: z.number().nullable(),
    p99: z.number().nullable(),
  }),
  z.object({ labels: z.record(z.string(), z.string()), value: z.number() }),
]);

/** Answer of `GET /api/metrics/json`: every metric by its full name, and Node's own count of memory in bytes. */
export const metricsAnswerSchema = z.object({
  memory: z.record(z.string(), z.number()),
  metrics: z.record(
    z.string(),
    z.object({
      type: z.enum(["counter", "gauge", "histogram"]),
      help: z.string(),
      values: z.array(metricValueSchema),
    }),
  ),
});
/** See {@link metricsAnswerSchema}. */
export type MetricsAnswer = z.infer<typeof metricsAnswerSchema>;

/** What a page needs of `GET /api/healthz`: the name of the web app's build that is served, null when none is. */
export const servedBuildSchema = z.object({ build: z.string().nullable() });

/** Answer of `GET /api/diag`: everything that a bug report needs, without secrets. Times ending in `Ms` are epoch ms. */
export const diagAnswerSchema = z.object({
  atMs: z.int(),
  version: z.string(),
  /** Name of the web app's build that is served; null when none is. */
  build: z.string().nullable(),
  process: z.object({
    node: z.string(),
    platform: z.string(),
    pid: z.int(),
    uptimeMs: z.int(),
    epochId: z.string(),
    epochStartMs: z.int(),
  }),
  /** Every setting; of secrets only whether they are set. */
  config: z.record(z.string(), z.string()),
  readiness: readinessReportSchema,
  market: z
    .object({
      source: z.string(),
      state: marketStateSchema,
      reason: z.string().nullable(),
      nowMs: z.int(),
      lastEventMs: z.int().nullable(),
      silentMs: z.int(),
      symbols: z.array(
        z.object({ symbol: symbolSchema, ready: z.boolean(), halted: z.boolean(), readers: z.int() }),
      ),
    })
    .nullable(),
  log: z.object({ head: z.int(), cursor: z.int(), waitingFacts: z.int(), waitingMs: z.int() }).nullable(),
  readers: z.int(),
  database: databaseFactsSchema.extend({ slowest: z.array(slowQuerySchema) }).nullable(),
  eventLoop: z.object({ p99Ms: z.number() }),
  memory: z.record(z.string(), z.number()),
  /** The volume that holds the data folder; null when it cannot be asked. */
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  flags: z.array(flagStateSchema),
  /** How often a caller may ask: requests in so many seconds. */
  limits: z.array(z.object({ name: z.string(), requests: z.int(), seconds: z.int() })),
  /** Counters that are not 0, by full name and labels. */
  counters: z.record(z.string(), z.number()),
  trouble: z.array(troubleSchema),
});
/** See {@link diagAnswerSchema}. */
export type DiagAnswer = z.infer<typeof diagAnswerSchema>;
