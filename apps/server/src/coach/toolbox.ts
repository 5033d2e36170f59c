import {
  TOOLS,
  TOOL_NAMES,
  type ToolAnswer,
  type ToolName,
  type ToolRefusalCode,
  type ToolsAnswer,
} from "@spotlight/contracts";
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  type IPolicy,
  TaskCancelledError,
  TimeoutStrategy,
  circuitBreaker,
  handleWhen,
  retry,
  timeout,
  wrap,
} from "cockatiel";
import type { Logger } from "pino";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { z } from "zod";
import type { Meter } from "../telemetry/meter.ts";
import { EvidenceList } from "@spotlight/coach";
import { type RunTool, type ToolContext, ToolRefused } from "./tool.ts";
import { RUNS } from "./tools/index.ts";

/** Failures in a row after which a tool is left alone, and for how long, ms. */
const BREAK_AFTER = 5;
const REST_MS = 10_000;

/** What a toolbox is made of. */
export interface ToolboxParts {
  /** Longest time for one try of a tool, ms. */
  readonly timeoutMs: number;
  readonly meter: Meter;
  readonly logger: Logger;
  /** How tools find their answers. */
  readonly runs?: typeof RUNS;
}

const isFailure = handleWhen((error) => !(error instanceof ToolRefused));

/**
 * Every tool, for whoever asks: validates, counts how often, bounds the time, tries what only reads once more, leaves a
 * tool alone that keeps failing, and answers with evidence or says in a sentence why not. Never throws.
 */
export class Toolbox {
  readonly #parts: ToolboxParts;
  readonly #runs: typeof RUNS;
  readonly #policies = new Map<ToolName, IPolicy>();
  #listed: ToolsAnswer | null = null;
  readonly #limiters = new Map<ToolName, RateLimiterMemory>();

  constructor(parts: ToolboxParts) {
    this.#parts = parts;
    this.#runs = parts.runs ?? RUNS;
    for (const name of TOOL_NAMES) {
      this.#policies.set(name, policyOf(name, parts.timeoutMs));
      this.#limiters.set(name, new RateLimiterMemory({ points: TOOLS[name].perMinute, duration: 60 }));
    }
  }

  /** What there is, with JSON Schemas for models and programs. */
  list(): ToolsAnswer {
    this.#listed ??= this.#describe();
    return this.#listed;
  }

  #describe(): ToolsAnswer {
    return {
      tools: TOOL_NAMES.map((name) => {
        const { description, access, perMinute, input, output } = TOOLS[name];
        const schemas = { input: schemaOf(input, "input"), output: schemaOf(output, "output") };
        return { name, description, access, perMinute, timeoutMs: this.#parts.timeoutMs, ...schemas };
      }),
    };
  }

  /** Asks a tool. `caller` is whose questions are counted together. */
  async call(name: string, input: unknown, context: ToolContext, caller: string): Promise<ToolAnswer> {
    if (!isTool(name))
      return refusal(name.slice(0, 100), "unknown_tool", `There is no such tool. GET /api/tools lists them.`);
    const began = performance.now();
    const answer = await this.#answer(name, input, context, caller);
    const { meter } = this.#parts;
    meter.time("tool_duration_seconds", performance.now() - began, { tool: name });
    meter.count("tool_calls_total", 1, { tool: name, outcome: answer.ok ? "answered" : answer.refusal.code });
    return answer;
  }

  async #answer(name: ToolName, input: unknown, context: ToolContext, caller: string): Promise<ToolAnswer> {
    const parsed = TOOLS[name].input.safeParse(input);
    if (!parsed.success) return refusal(name, "bad_input", sentenceOf(parsed.error));
    const waitMs = await this.#waitMs(name, caller);
    if (waitMs > 0)
      return refusal(
        name,
        "too_often",
        `Asked too often. Ask again in ${Math.ceil(waitMs / 1_000)} s.`,
        true,
      );
    try {
      const policy = this.#policies.get(name);
      if (policy === undefined) throw new Error(`${name} has no policy`);
      const { signal } = new AbortController();
      return await policy.execute(() => this.#run(name, parsed.data, context), signal);
    } catch (error) {
      return this.#failed(name, error);
    }
  }

  async #run(name: ToolName, input: unknown, context: ToolContext): Promise<ToolAnswer> {
    const evidence = new EvidenceList(name);
    const run = this.#runs[name] as RunTool<ToolName>;
    const { data, asOfMs } = await run(input as never, context, evidence);
    const { nowMs, source } = context.market.engine;
    const ageMs = Math.max(0, Math.floor(nowMs - asOfMs));
    return { ok: true, tool: name, source, asOfMs: Math.floor(asOfMs), ageMs, data, evidence: evidence.all };
  }

  #failed(tool: ToolName, error: unknown): ToolAnswer {
    if (error instanceof ToolRefused) return refusal(tool, error.code, error.message, error.retry);
    if (error instanceof TaskCancelledError)
      return refusal(tool, "timeout", `No answer within ${this.#parts.timeoutMs} ms.`, true);
    if (error instanceof BrokenCircuitError)
      return refusal(tool, "unavailable", "It failed several times in a row and rests for a while.", true);
    this.#parts.logger.error({ err: error, tool }, "a tool failed");
    return refusal(tool, "unavailable", "It failed. Ask again in a moment.", true);
  }

  /** How long a caller must wait before this tool may be asked again, ms; 0 when it may now. */
  async #waitMs(name: ToolName, caller: string): Promise<number> {
    try {
      await this.#limiters.get(name)?.consume(caller);
      return 0;
    } catch (error) {
      if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
      throw error;
    }
  }
}

function policyOf(name: ToolName, timeoutMs: number): IPolicy {
  const breaker = circuitBreaker(isFailure, {
    breaker: new ConsecutiveBreaker(BREAK_AFTER),
    halfOpenAfter: REST_MS,
  });
  const bounded = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  // What acts for a person is never done twice because the first answer was late.
  if (TOOLS[name].access === "act") return wrap(breaker, bounded);
  const again = handleWhen((error) => !(error instanceof ToolRefused || error instanceof BrokenCircuitError));
  return wrap(retry(again, { maxAttempts: 1 }), breaker, bounded);
}

function isTool(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}

function sentenceOf({ issues }: z.ZodError): string {
  return `${issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": ")).join("; ")}.`;
}

function refusal(tool: string, code: ToolRefusalCode, message: string, again = false): ToolAnswer {
  return { ok: false, tool, refusal: { code, message, retry: again } };
}
