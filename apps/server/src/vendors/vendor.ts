import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  type IPolicy,
  TaskCancelledError,
  TimeoutStrategy,
  bulkhead,
  circuitBreaker,
  handleWhen,
  retry,
  timeout,
  wrap,
} from "cockatiel";
import type { Meter } from "../telemetry/meter.ts";

/** Why a vendor gave no answer. */
export class VendorFailure extends Error {
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the vendor wants to be left alone, ms; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, retryable: boolean, retryAfterMs: number | null = null, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** How a vendor is treated. Times in milliseconds. */
export interface VendorPlan {
  /** The vendor's name in metrics and sentences. */
  readonly name: string;
  /** Longest time for one attempt. */
  readonly timeoutMs: number;
  /** Attempts after the first, for failures that may pass. */
  readonly retries: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Failures in a row after which it is left alone, and for how long at first; each failed try doubles that. */
  readonly breakAfter: number;
  readonly restMs: number;
  readonly longestRestMs: number;
  /** Requests at once, and requests that may wait; more are refused. */
  readonly atOnce: number;
  readonly waiting: number;
}

const isPassing = (error: Error): boolean => !(error instanceof VendorFailure) || error.retryable;

/**
 * The way to a service that others run: every request has a time limit, is tried again with growing, jittered waits,
 * shares its answer with equal ones that are in flight, and is not even made while the service is down.
 */
export class Vendor {
  readonly #plan: VendorPlan;
  readonly #meter: Meter;
  readonly #policy: IPolicy;
  readonly #breaker: ReturnType<typeof circuitBreaker>;
  readonly #inFlight = new Map<string, Promise<unknown>>();

  constructor(plan: VendorPlan, meter: Meter) {
    this.#plan = plan;
    this.#meter = meter;
    this.#breaker = circuitBreaker(handleWhen(isPassing), {
      breaker: new ConsecutiveBreaker(plan.breakAfter),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: plan.restMs, maxDelay: plan.longestRestMs }),
    });
    this.#policy = wrap(
      bulkhead(plan.atOnce, plan.waiting),
      retry(
        handleWhen((error) => !(error instanceof BrokenCircuitError) && isPassing(error)),
        { maxAttempts: plan.retries, backoff: waits(plan) },
      ),
      this.#breaker,
      timeout(plan.timeoutMs, TimeoutStrategy.Aggressive),
    );
  }

  /** Whether it is left alone for now. */
  get resting(): boolean {
    return this.#breaker.state === CircuitState.Open;
  }

  /**
   * Asks the vendor.
   *
   * @param key requests of one key that are in flight at once are one request; null shares nothing.
   * @param request makes the request; must give up when the signal says so, and throw {@link VendorFailure} for an
   *   answer that is a refusal. Whatever else it throws counts as a failure that may pass.
   * @throws {VendorFailure}
   */
  async ask<Answer>(key: string | null, request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    if (key === null) return this.#ask(request);
    const known = this.#inFlight.get(key);
    if (known !== undefined) {
      this.#count("shared");
      return known as Promise<Answer>;
    }
    const answer = this.#ask(request).finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, answer);
    return answer;
  }

  async #ask<Answer>(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await this.#policy.execute(({ signal }) => request(signal));
      this.#count("answered");
      return answer;
    } catch (error) {
      const failure = this.#failure(error);
      this.#count(
        error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError
          ? "not_asked"
          : "failed",
      );
      throw failure;
    }
  }

  #failure(error: unknown): VendorFailure {
    const { name, timeoutMs, restMs } = this.#plan;
    if (error instanceof VendorFailure) return error;
    if (error instanceof BrokenCircuitError)
      return new VendorFailure(
        `${capital(name)} does not answer. It is asked again in a while.`,
        true,
        restMs,
        error,
      );
    if (error instanceof BulkheadRejectedError)
      return new VendorFailure(
        `Too much is asked of ${name} at once. Try again in a moment.`,
        true,
        null,
        error,
      );
    if (error instanceof TaskCancelledError)
      return new VendorFailure(`${capital(name)} did not answer within ${timeoutMs} ms.`, true, null, error);
    return new VendorFailure(`${capital(name)} could not be reached.`, true, null, error);
  }

  #count(outcome: "answered" | "failed" | "not_asked" | "shared"): void {
    this.#meter.count("vendor_requests_total", 1, { vendor: this.#plan.name, outcome });
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What the vendor asks for, else growing waits with jitter. */
function waits({
  firstWaitMs,
  longestWaitMs,
}: VendorPlan): DelegateBackoff<{ readonly attempt: number; readonly result: unknown }> {
  return new DelegateBackoff(({ attempt, result }) => {
    const asked = retryAfterOf(result);
    if (asked !== null) return Math.min(asked, longestWaitMs);
    return Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs) * (0.5 + Math.random() / 2);
  });
}

function retryAfterOf(result: unknown): number | null {
  if (typeof result !== "object" || result === null || !("error" in result)) return null;
  return result.error instanceof VendorFailure ? result.error.retryAfterMs : null;
}
