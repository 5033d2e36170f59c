import { z } from "zod";
import { auditEntrySchema, sessionSummarySchema } from "./access.ts";
import { sessionKindSchema, timeframeSchema } from "./bar.ts";
import { diagAnswerSchema } from "./operation.ts";
import { symbolSchema } from "./symbol.ts";

/** How much the log says, from most to least. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export const logLevelSchema = z.enum(LOG_LEVELS);
/** One of {@link LOG_LEVELS}. */
export type LogLevel = z.infer<typeof logLevelSchema>;

/** Body of `POST /api/admin/log-level`. */
export const logLevelBodySchema = z.strictObject({ level: logLevelSchema });

/** Body of `POST /api/admin/drain`: true sends readers away and takes no new ones, false takes them again. */
export const drainBodySchema = z.strictObject({ drained: z.boolean() });

/** Body of the administration's buttons that need nothing but the press. */
export const noBodySchema = z.strictObject({});

/** One reader of the market stream. */
export const readerSummarySchema = z.object({
  symbols: z.array(symbolSchema),
  timeframe: timeframeSchema,
  session: sessionKindSchema,
  ticks: z.boolean(),
  /** The login that reads; null where there is no login. */
  sessionId: z.string().nullable(),
  startedMs: z.int(),
  /** Bytes that wait for it in the server. */
  waitingBytes: z.int(),
  /** Whether it is too slow for forming bars now. */
  congested: z.boolean(),
});
/** See {@link readerSummarySchema}. */
export type ReaderSummary = z.infer<typeof readerSummarySchema>;

/** A backup in the data folder. */
export const backupFileSchema = z.object({ name: z.string(), bytes: z.int(), writtenMs: z.int() });
/** See {@link backupFileSchema}. */
export type BackupFile = z.infer<typeof backupFileSchema>;

/** Query of `GET /api/admin/audit`: the newest lines before a sequence. */
export const auditQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  before: z.coerce.number().int().min(1).optional(),
});

/** Whether every line of the audit log still follows from the one before. */
export const auditVerdictSchema = z.object({
  intact: z.boolean(),
  entries: z.int(),
  brokenAt: z.int().nullable(),
});
/** See {@link auditVerdictSchema}. */
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;

/** Answer of `GET /api/admin/audit`, newest first; the verdict is of the whole log. */
export const auditAnswerSchema = z.object({
  entries: z.array(auditEntrySchema),
  verdict: auditVerdictSchema,
});
/** See {@link auditAnswerSchema}. */
export type AuditAnswer = z.infer<typeof auditAnswerSchema>;

/** Answer of `GET /api/admin/snapshot`: what `diag` tells, and everything that administration can change. */
export const adminSnapshotSchema = diagAnswerSchema.extend({
  serving: z.enum(["serving", "drained", "stopping"]),
  logLevel: logLevelSchema,
  sessions: z.array(sessionSummarySchema),
  /** At most 200 of them, those with most waiting bytes first; `readers` counts all. */
  slowestReaders: z.array(readerSummarySchema),
  /** The newest lines of the audit log; null while the database is away. */
  audit: z.array(auditEntrySchema).nullable(),
  /** The newest first; null when the folder cannot be read or the database is a server. */
  backups: z.array(backupFileSchema).nullable(),
});
/** See {@link adminSnapshotSchema}. */
export type AdminSnapshot = z.infer<typeof adminSnapshotSchema>;
