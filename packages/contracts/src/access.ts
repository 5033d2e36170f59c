import { z } from "zod";

/** A PIN: 6 to 12 digits. */
export const pinSchema = z.string().regex(/^\d{6,12}$/, "a PIN has 6 to 12 digits");

/** Body of `POST /api/auth/pin`. */
export const pinBodySchema = z.strictObject({ pin: pinSchema });

/** Body of `PUT /api/auth/pin`: chooses the PIN, or changes it when there is one (`currentPin`). */
export const choosePinBodySchema = z.strictObject({ pin: pinSchema, currentPin: pinSchema.optional() });

/**
 * Where the PIN comes from. `none`: there is no login (development on loopback). `environment`: AUTH_PIN, which no page
 * can change. `chosen`: it was chosen on a page or by a command.
 */
export const pinSourceSchema = z.enum(["none", "environment", "chosen"]);
/** See {@link pinSourceSchema}. */
export type PinSource = z.infer<typeof pinSourceSchema>;

/** Answer of `GET /api/auth/status`. Times are epoch ms, null without a session of one's own. */
export const authStatusSchema = z.object({
  pin: pinSourceSchema,
  /** Whether requests with these cookies are let in. */
  authenticated: z.boolean(),
  /** Whether the PIN was entered so lately that administration is open. */
  recent: z.boolean(),
  /** Until when administration stays open. */
  recentUntilMs: z.int().nullable(),
  expiresMs: z.int().nullable(),
});
/** See {@link authStatusSchema}. */
export type AuthStatus = z.infer<typeof authStatusSchema>;

/** One login as a person sees it. Times are epoch ms. */
export const sessionSummarySchema = z.object({
  id: z.string(),
  startedMs: z.int(),
  pinEnteredMs: z.int(),
  lastSeenMs: z.int(),
  expiresMs: z.int(),
  address: z.string(),
  /** What the browser called itself, cut to 200 characters. */
  agent: z.string(),
  streams: z.int(),
  current: z.boolean(),
});
/** See {@link sessionSummarySchema}. */
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** What the audit log notes. */
export const auditActionSchema = z.enum([
  "login",
  "login_failed",
  "logout",
  "session_revoked",
  "pin_chosen",
  "pin_reset",
  "flag_changed",
  "risk_changed",
  "log_level_changed",
  "drain",
  "feed_reconnect",
  "streams_reconnect",
  "backup",
  "restore",
  "export",
  "import",
  "token_made",
  "token_revoked",
]);
/** See {@link auditActionSchema}. */
export type AuditAction = z.infer<typeof auditActionSchema>;

/** One line of the audit log; `hash` covers everything else and the hash of the line before, hex SHA-256. */
export const auditEntrySchema = z.object({
  sequence: z.int(),
  atMs: z.int(),
  action: auditActionSchema,
  /** The owner who acted; null when nobody was logged in. */
  owner: z.string().nullable(),
  /** The session that acted; null when there was none. */
  session: z.string().nullable(),
  /** The client's address; null for commands. */
  address: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  previousHash: z.string(),
  hash: z.string(),
});
/** See {@link auditEntrySchema}. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Answer of `GET /api/admin/routes`: every route of the running server and who may use it. */
export const routesAnswerSchema = z.object({
  routes: z.array(
    z.object({
      method: z.string(),
      url: z.string(),
      access: z.enum(["public", "session", "recent", "metrics", "token"]),
    }),
  ),
});
/** See {@link routesAnswerSchema}. */
export type RoutesAnswer = z.infer<typeof routesAnswerSchema>;

/** What a program may do with a token: look, or also act for the person. */
export const tokenScopeSchema = z.enum(["read", "act"]);
/** See {@link tokenScopeSchema}. */
export type TokenScope = z.infer<typeof tokenScopeSchema>;

/** Body of `POST /api/access/tokens`: a token for a program, which may only look unless it is told otherwise. */
export const tokenBodySchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  scopes: z.array(tokenScopeSchema).min(1).max(2).default(["read"]),
  /** After how many days it opens nothing. */
  days: z.int().min(1).max(365).default(90),
});
/** See {@link tokenBodySchema}. */
export type TokenBody = z.infer<typeof tokenBodySchema>;

/** A token as a person sees it: never the token itself. Times are epoch ms. */
export const tokenSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScopeSchema),
  createdMs: z.int(),
  expiresMs: z.int(),
  /** Null while it was never used. */
  lastUsedMs: z.int().nullable(),
});
/** See {@link tokenSummarySchema}. */
export type TokenSummary = z.infer<typeof tokenSummarySchema>;

/** Answer of `GET /api/access/tokens`. */
export const tokensAnswerSchema = z.object({ tokens: z.array(tokenSummarySchema) });
/** See {@link tokensAnswerSchema}. */
export type TokensAnswer = z.infer<typeof tokensAnswerSchema>;

/** Answer of `POST /api/access/tokens`: the only time that the token itself is told. */
export const tokenMadeSchema = z.object({ token: z.string(), summary: tokenSummarySchema });
/** See {@link tokenMadeSchema}. */
export type TokenMade = z.infer<typeof tokenMadeSchema>;
