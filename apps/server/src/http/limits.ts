import type { FastifyInstance, FastifyReply } from "fastify";
import { addressKey } from "../access/address.ts";
import type { LimitClass, Limits } from "../access/limits.ts";
import type { Meter } from "../telemetry/meter.ts";
import { Refusal } from "./refusal.ts";

/** What limits need. */
export interface LimitHookParts {
  readonly limits: Limits;
  readonly meter: Meter;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Counts every request by its address, before anything is looked up for it. */
export function limitAddresses(app: FastifyInstance, parts: LimitHookParts): void {
  app.addHook("onRequest", async (request, reply) => count(parts, reply, "address", addressKey(request.ip)));
}

/** Counts every request of a route by who asks: its session, or its address when it has none. */
export function limitCallers(app: FastifyInstance, parts: LimitHookParts): void {
  app.addHook("onRequest", async (request, reply) => {
    const name =
      request.routeOptions.config.limit ?? (SAFE_METHODS.has(request.method) ? "standard" : "write");
    await count(parts, reply, name, request.session?.id ?? addressKey(request.ip));
  });
}

/** Answers with the fields of the IETF draft on rate limit headers, and with 429 past the limit. */
async function count(
  { limits, meter }: LimitHookParts,
  reply: FastifyReply,
  name: LimitClass,
  caller: string,
): Promise<void> {
  const { allowed, limit, remaining, resetSeconds } = await limits.take(name, caller);
  reply.header("ratelimit-limit", limit);
  reply.header("ratelimit-remaining", remaining);
  reply.header("ratelimit-reset", resetSeconds);
  if (allowed) return;
  meter.count("rate_limited_total", 1, { limit: name });
  reply.header("retry-after", resetSeconds);
  throw new Refusal(429, "too_many_requests", `Too many requests. Try again in ${resetSeconds} s.`);
}
