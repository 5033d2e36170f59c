/** Codes of Node that say that a connection could not be made or was lost. */
const AWAY_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
]);
/**
 * SQLSTATE classes and codes of a server that cannot serve now: connection exceptions (08), insufficient resources (53),
 * operator intervention (57P: shutting down, starting up), system errors such as a failed read or write (58), and
 * internal errors (XX).
 */
const AWAY_STATES = /^(08|53|57P|58|XX)/;
/** What the driver says without a code. */
const AWAY_WORDS =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|connection ended|not queryable/i;

/**
 * Whether an error says that the database is not there or cannot serve, rather than that it refuses what it was asked.
 * Looks through the errors that wrap it.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (AWAY_CODES.has(code) || AWAY_STATES.test(code) || AWAY_WORDS.test(error.message)) return true;
  return error.cause !== undefined && isDatabaseAway(error.cause);
}
