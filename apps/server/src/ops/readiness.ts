/** What must hold for the server to be ready; each check is true when it holds. */
export type Check = "config" | "database" | "migrations" | "history" | "feed" | "eventLoop" | "draining";

/** Readiness as it is reported. */
export interface ReadinessReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<Check, boolean>>;
}

/** Collects the checks. Nothing is ready until it was said to be. */
export class Readiness {
  readonly #checks: Record<Check, () => boolean> = {
    config: () => false,
    database: () => false,
    migrations: () => false,
    history: () => false,
    feed: () => false,
    eventLoop: () => false,
    draining: () => true,
  };

  /** Says how a check is made from now on. */
  set(check: Check, holds: () => boolean): void {
    this.#checks[check] = holds;
  }

  report(): ReadinessReport {
    const checks = Object.fromEntries(
      Object.entries(this.#checks).map(([name, holds]) => [name, holds()]),
    ) as Record<Check, boolean>;
    return { ok: Object.values(checks).every(Boolean), checks };
  }
}
