import OpenAI, { APIConnectionError, APIError } from "openai";
import type { ChatCompletionMessageParam, ChatCompletionTool } from "openai/resources/chat/completions";
import { z } from "zod";
import type { Meter } from "../../telemetry/meter.ts";
import { Vendor, VendorFailure } from "../vendor.ts";
import type { ChatCall, ChatMessage, ChatModel, ChatPiece, ChatRequest, ChatTool } from "../chat.ts";
import { retirementOf } from "./retirements.ts";

/** Where a model is. */
export interface ChatEndpointPlan {
  readonly model: string;
  /** Null for OpenAI's own. */
  readonly baseUrl: string | null;
  /** Null for an endpoint that asks for none, such as one on this machine. */
  readonly apiKey: string | null;
  /** Longest time until the first word, ms. */
  readonly timeoutMs: number;
  readonly wallMs: () => number;
}

/** Calls in one answer, and characters in the input of one; of more nothing is read. */
const CALLS = 16;
const INPUT_LONGEST = 20_000;

/** A model behind any endpoint that speaks OpenAI's chat completions: OpenAI, Azure, Ollama, LM Studio, vLLM. */
export class ChatEndpoint implements ChatModel {
  readonly #plan: ChatEndpointPlan;
  readonly #client: OpenAI;
  readonly #vendor: Vendor;
  #missing: string | null = null;

  constructor(plan: ChatEndpointPlan, meter: Meter) {
    const { baseUrl, apiKey, timeoutMs } = plan;
    this.#plan = plan;
    // Retries, limits and rest are the vendor's; the client's own log could name what was asked.
    this.#client = new OpenAI({
      apiKey: apiKey ?? "none",
      ...(baseUrl === null ? {} : { baseURL: baseUrl }),
      maxRetries: 0,
      timeout: timeoutMs,
      logLevel: "off",
    });
    this.#vendor = new Vendor(
      {
        name: "the model",
        timeoutMs,
        retries: 2,
        firstWaitMs: 250,
        longestWaitMs: 4_000,
        breakAfter: 5,
        restMs: 5_000,
        longestRestMs: 60_000,
        atOnce: 4,
        waiting: 8,
      },
      meter,
    );
  }

  get name(): string {
    return this.#plan.model;
  }

  get trouble(): string | null {
    return this.#missing ?? retirementOf(this.#plan.model, this.#plan.wallMs());
  }

  /** Asks whether the endpoint has the model; what it says is told as {@link trouble}. Never rejects. */
  async check(): Promise<void> {
    try {
      await this.#vendor.ask("model", async (signal) =>
        refused(async () => this.#client.models.retrieve(this.#plan.model, { signal })),
      );
      this.#missing = null;
    } catch (error) {
      this.#missing =
        error instanceof VendorFailure && !error.retryable
          ? `${this.#plan.model} cannot be used: ${error.message}`
          : "The model does not answer; the built-in coach does meanwhile.";
    }
  }

  async *answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatPiece> {
    const stream = await this.#vendor.ask(null, async (given) => this.#open(request, given, signal));
    // Whatever was amiss when it was looked for, it answers now.
    this.#missing = null;
    yield* piecesOf(stream, signal);
  }

  /** Opens a streamed answer. `given` holds for the opening alone: it is over as soon as that is. */
  async #open(
    { messages, tools, longest }: ChatRequest,
    given: AbortSignal,
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>> {
    const opening = new AbortController();
    const giveUp = (): void => opening.abort(given.reason);
    given.addEventListener("abort", giveUp, { once: true });
    try {
      return await refused(async () =>
        this.#client.chat.completions.create(
          {
            model: this.#plan.model,
            stream: true,
            stream_options: { include_usage: true },
            max_completion_tokens: longest,
            messages: messages.map(messageOf),
            ...(tools.length === 0 ? {} : { tools: tools.map(toolOf) }),
          },
          { signal: AbortSignal.any([opening.signal, signal]) },
        ),
      );
    } finally {
      given.removeEventListener("abort", giveUp);
    }
  }
}

/** What is read of a chunk of a streamed answer. */
const chunkSchema = z.object({
  usage: z.object({ total_tokens: z.number() }).nullish(),
  choices: z
    .array(
      z.object({
        delta: z.object({
          content: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                index: z.int().nonnegative(),
                id: z.string().nullish(),
                function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .nullish(),
});
type CallPart = NonNullable<
  NonNullable<z.infer<typeof chunkSchema>["choices"]>[number]["delta"]["tool_calls"]
>[number];

/** Reads what can be read; a chunk in another form is skipped. */
async function* piecesOf(stream: AsyncIterable<unknown>, signal: AbortSignal): AsyncGenerator<ChatPiece> {
  const calls = new Map<number, ChatCall>();
  try {
    for await (const received of stream) {
      if (signal.aborted) return;
      const chunk = chunkSchema.safeParse(received);
      if (!chunk.success) continue;
      const { usage, choices } = chunk.data;
      if (usage != null) yield { type: "usage", tokens: usage.total_tokens };
      const delta = choices?.[0]?.delta;
      const text = delta?.content ?? "";
      if (text !== "") yield { type: "text", text };
      for (const part of delta?.tool_calls ?? []) collect(calls, part);
    }
  } catch (error) {
    throw new VendorFailure("The model broke off.", true, null, error);
  }
  for (const call of calls.values()) yield { type: "call", call };
}

function collect(calls: Map<number, ChatCall>, { index, id, function: wanted }: CallPart): void {
  const known = calls.get(index);
  if (known === undefined && calls.size >= CALLS) return;
  const { id: knownId = "", tool = "", input = "" } = known ?? {};
  if (input.length > INPUT_LONGEST) return;
  calls.set(index, {
    id: knownId === "" ? (id ?? "") : knownId,
    tool: tool === "" ? (wanted?.name ?? "") : tool,
    input: input + (wanted?.arguments ?? ""),
  });
}

function toolOf({ name, description, input: parameters }: ChatTool): ChatCompletionTool {
  return { type: "function", function: { name, description, parameters: { ...parameters } } };
}

function messageOf(message: ChatMessage): ChatCompletionMessageParam {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.call, content: message.text };
  if (message.role !== "assistant") return { role: message.role, content: message.text };
  const { text, calls } = message;
  if (calls.length === 0) return { role: "assistant", content: text };
  return {
    role: "assistant",
    content: text === "" ? null : text,
    tool_calls: calls.map(({ id, tool, input }) => ({
      id,
      type: "function" as const,
      function: { name: tool, arguments: input },
    })),
  };
}

/** Runs a request; what the endpoint answers in place of an answer becomes a sentence without its secrets. */
export async function refused<Answer>(request: () => PromiseLike<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof APIError) || error instanceof APIConnectionError || error.status === undefined)
      throw error;
    const { status } = error;
    const again = status === 408 || status === 409 || status === 429 || status >= 500;
    throw new VendorFailure(sentenceOf(status), again, retryAfterMs(error.headers));
  }
}

function sentenceOf(status: number): string {
  if (status === 401 || status === 403) return "The model's endpoint does not accept OPENAI_API_KEY.";
  if (status === 404) return "The endpoint does not know this model. See OPENAI_MODEL.";
  if (status === 429) return "The model's endpoint takes no more questions for now.";
  return `The model's endpoint answered with status ${status}.`;
}

function retryAfterMs(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
