import { Redis } from "ioredis";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";

/**
 * What a request counts as. `address`: every request, by where it comes from. The others by who asks: `standard`,
 * `history` (reads days of bars), `stream` (opens a stream), `write`, `backtest` (starts a test, or
 * runs a strategy over past days), `voice` (opens a realtime session, which costs money), `login` (checks a PIN, which costs memory and time by design).
 */
export type LimitClass =
  | "address"
  | "standard"
  | "history"
  | "stream"
  | "write"
  | "backtest"
  | "voice"
  | "login";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What requests of this route count as; `standard` when it does not say. */
    limit?: Exclude<LimitClass, "address">;
  }
}

/** Requests that one caller may make in a window, before RATE_LIMIT_SCALE. */
export const LIMITS: Readonly<Record<LimitClass, { readonly requests: number; readonly seconds: number }>> = {
  address: { requests: 12_000, seconds: 60 },
  standard: { requests: 6_000, seconds: 60 },
  history: { requests: 3_000, seconds: 60 },
  stream: { requests: 3_000, seconds: 60 },
  write: { requests: 600, seconds: 60 },
  backtest: { requests: 120, seconds: 60 },
  voice: { requests: 60, seconds: 60 },
  login: { requests: 120, seconds: 60 },
};

/** How a caller stands in a window after a request. */
export interface LimitStanding {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the window begins anew, seconds, at least 1. */
  readonly resetSeconds: number;
}

/** How limits are counted. */
export interface LimitParts {
  /** Factor on every limit. */
  readonly scale: number;
  /** Where several servers count together; null counts in this process. */
  readonly redisUrl: string | null;
  /** Told when Redis goes away, and with null when it is back. */
  readonly redisChanged: (error: Error | null) => void;
}

/** Wait before a lost Redis is tried again, ms: growing, with jitter. */
const RECONNECT_MAX_MS = 10_000;
const COMMAND_TIMEOUT_MS = 250;

/** Counts requests, together with other servers when there is Redis; by itself while Redis does not answer. */
export class Limits {
  readonly #limiters: Readonly<Record<LimitClass, RateLimiterAbstract>>;
  readonly #redis: Redis | null;

  constructor({ scale, redisUrl, redisChanged }: LimitParts) {
    this.#redis = redisUrl === null ? null : connect(redisUrl, redisChanged);
    const limiter = (name: LimitClass): RateLimiterAbstract => {
      const { requests, seconds } = LIMITS[name];
      const points = Math.max(1, Math.floor(requests * scale));
      const options = { keyPrefix: `spotlight:limit:${name}`, points, duration: seconds };
      const local = new RateLimiterMemory(options);
      if (this.#redis === null) return local;
      return new RateLimiterRedis({
        ...options,
        storeClient: this.#redis,
        insuranceLimiter: local,
        rejectIfRedisNotReady: true,
      });
    };
    this.#limiters = {
      address: limiter("address"),
      standard: limiter("standard"),
      history: limiter("history"),
      stream: limiter("stream"),
      write: limiter("write"),
      backtest: limiter("backtest"),
      voice: limiter("voice"),
      login: limiter("login"),
    };
  }

  /** Every limit as it is in force. */
  list(): { name: string; requests: number; seconds: number }[] {
    return Object.entries(this.#limiters).map(([name, { points, duration }]) => ({
      name,
      requests: points,
      seconds: duration,
    }));
  }

  /** Counts one request of a caller. */
  async take(name: LimitClass, caller: string): Promise<LimitStanding> {
    const limiter = this.#limiters[name];
    try {
      return standing(await limiter.consume(caller), limiter.points, true);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return standing(refused, limiter.points, false);
      throw refused;
    }
  }

  close(): void {
    this.#redis?.disconnect();
  }
}

function connect(url: string, changed: LimitParts["redisChanged"]): Redis {
  let away = false;
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) =>
      Math.min(RECONNECT_MAX_MS, 2 ** Math.min(times, 10) * 50) * (0.5 + Math.random() / 2),
  });
  redis.on("error", (error: Error) => {
    if (!away) changed(error);
    away = true;
  });
  redis.on("ready", () => {
    if (away) changed(null);
    away = false;
  });
  return redis;
}

function standing(result: RateLimiterRes, limit: number, allowed: boolean): LimitStanding {
  const resetSeconds = Math.max(1, Math.ceil(result.msBeforeNext / 1_000));
  return { allowed, limit, remaining: Math.max(0, result.remainingPoints), resetSeconds };
}
