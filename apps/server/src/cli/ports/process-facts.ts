/** A port on which something listens. */
export interface Listener {
  readonly port: number;
  /** Null when the system does not tell this user whose it is. */
  readonly pid: number | null;
  /** The owner, where the port's own entry tells it. */
  readonly user: string | null;
}

/** What is known of a process; null is what the system does not tell. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number | null;
  readonly user: string | null;
  /** Absolute path of its program. */
  readonly executable: string | null;
  readonly args: readonly string[];
  readonly cwd: string | null;
  readonly startedMs: number | null;
  /** Tells a process from a later one with the same number. */
  readonly identity: string | null;
}

/** How one platform is asked. */
export interface PortSystem {
  /** This process's user, in the platform's own words. */
  readonly user: string | null;
  listeners(ports: readonly number[]): Promise<readonly Listener[]>;
  /** Facts of a process; null when it is gone or cannot be looked at. */
  process(pid: number): Promise<ProcessFacts | null>;
}
