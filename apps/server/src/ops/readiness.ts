import type { ReadinessReport } from "@spotlight/contracts";

/** What must hold for the server to be ready. */
export type Check =
  | "config"
  | "database"
  | "migrations"
  | "history"
  | "feed"
  | "eventLoop"
  | "disk"
  | "draining";

/** Says why a check does not hold, in a sentence for people; null when it holds. */
export type CheckVerdict = () => string | null;

const NOT_YET = "The server is starting.";

/** Collects the checks. Nothing is ready until it was said to be. */
export class Readiness {
  readonly #checks: Record<Check, CheckVerdict> = {
    config: () => NOT_YET,
    database: () => NOT_YET,
    migrations: () => NOT_YET,
    history: () => NOT_YET,
    feed: () => NOT_YET,
    eventLoop: () => NOT_YET,
    disk: () => NOT_YET,
    draining: () => null,
  };

  /** Says how a check is made from now on. */
  set(check: Check, verdict: CheckVerdict): void {
    this.#checks[check] = verdict;
  }

  /** Every check, true when it holds, and the reasons of those that do not. */
  report(): ReadinessReport {
    const checks: Record<string, boolean> = {};
    const reasons: Record<string, string> = {};
    for (const [name, verdict] of Object.entries(this.#checks)) {
      const reason = verdict();
      checks[name] = reason === null;
      if (reason !== null) reasons[name] = reason;
    }
    return { ok: Object.keys(reasons).length === 0, checks, reasons };
  }
}
