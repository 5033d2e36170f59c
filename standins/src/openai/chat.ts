import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { errorBody, requireKey } from "./errors.ts";

/** A message of the talk as the endpoint receives it. */
export interface ChatTurn {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content?: string | null | undefined;
}

/** What a model is asked with, as far as a script needs it. */
export interface ChatAsked {
  readonly messages: readonly ChatTurn[];
  /** Names of the tools that it may call. */
  readonly tools: readonly string[];
}

/**
 * What a scripted model does next. `raw` is written as it is between the frames, `stall` waits with the connection open,
 * `die` cuts the connection in the middle of a frame.
 */
export type ChatAct =
  | { readonly do: "say"; readonly text: string }
  | { readonly do: "call"; readonly id: string; readonly tool: string; readonly input: string }
  | { readonly do: "raw"; readonly data: string }
  | { readonly do: "stall"; readonly ms: number }
  | { readonly do: "die" }
  | { readonly do: "refuse"; readonly status: number; readonly retryAfterSeconds?: number };

/** A scripted model. May go on for ever; it is not asked for more once the reader is gone. */
export type ChatScript = (asked: ChatAsked) => Iterable<ChatAct> | AsyncIterable<ChatAct>;

const bodySchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).optional(),
  messages: z.array(
    z.looseObject({
      role: z.enum(["system", "developer", "user", "assistant", "tool"]),
      content: z.string().nullish(),
    }),
  ),
  tools: z
    .array(z.looseObject({ type: z.literal("function"), function: z.looseObject({ name: z.string() }) }))
    .optional(),
});

/** Characters of one piece of streamed text. */
const PIECE = 7;

/** Adds `POST /v1/chat/completions` (streamed) and `GET /v1/models/:model` for scripted models by their names. */
export function addChat(
  app: FastifyInstance,
  { apiKey, scripts }: { apiKey: string; scripts: Readonly<Record<string, ChatScript>> },
): void {
  app.get<{ Params: { model: string } }>("/v1/models/:model", (request, reply) => {
    if (!requireKey(request, reply, apiKey)) return reply;
    const { model } = request.params;
    if (!Object.hasOwn(scripts, model)) return reply.code(404).send(unknownModel(model));
    return { id: model, object: "model", created: 1_760_000_000, owned_by: "standin" };
  });

  app.post("/v1/chat/completions", async (request, reply) => {
    if (!requireKey(request, reply, apiKey)) return reply;
    const body = bodySchema.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send(errorBody("invalid_request_error", body.error.message, null));
    const { model, stream, messages, tools = [] } = body.data;
    const script = Object.hasOwn(scripts, model) ? scripts[model] : undefined;
    if (script === undefined) return reply.code(404).send(unknownModel(model));
    if (stream !== true)
      return reply.code(400).send(errorBody("invalid_request_error", "only streamed here", null));
    const asked = { messages, tools: tools.map((tool) => tool.function.name) };
    await new ChatStream(reply, model, body.data.stream_options?.include_usage === true).run(script(asked));
    return reply;
  });
}

function unknownModel(model: string): unknown {
  return errorBody("invalid_request_error", `The model \`${model}\` does not exist`, "model_not_found");
}

/** One streamed answer, frame by frame as the service writes them. */
class ChatStream {
  readonly #reply: FastifyReply;
  readonly #model: string;
  readonly #wantsUsage: boolean;
  readonly #id = `chatcmpl-${randomUUID()}`;
  #tokens = 0;
  #calls = 0;
  #begun = false;

  constructor(reply: FastifyReply, model: string, wantsUsage: boolean) {
    this.#reply = reply;
    this.#model = model;
    this.#wantsUsage = wantsUsage;
  }

  async run(acts: Iterable<ChatAct> | AsyncIterable<ChatAct>): Promise<void> {
    for await (const act of acts) {
      if (this.#reply.raw.destroyed || !(await this.#do(act))) return;
    }
    this.#begin();
    this.#frame({ delta: {}, finish_reason: this.#calls > 0 ? "tool_calls" : "stop" });
    if (this.#wantsUsage)
      this.#chunk([], { prompt_tokens: 0, completion_tokens: this.#tokens, total_tokens: this.#tokens });
    this.#reply.raw.end("data: [DONE]\n\n");
  }

  /** Does one thing; false when the answer is over with it. */
  async #do(act: ChatAct): Promise<boolean> {
    if (act.do === "refuse") return this.#refuse(act.status, act.retryAfterSeconds);
    this.#begin();
    if (act.do === "say") await this.#say(act.text);
    else if (act.do === "call") this.#call(act);
    else if (act.do === "raw") this.#reply.raw.write(act.data);
    else if (act.do === "stall") await delay(act.ms);
    else {
      const { raw } = this.#reply;
      // What was said before has to be on its way, or there would be nothing to break off.
      await new Promise<void>((resolve) => void raw.write('data: {"id":"chatcmpl-', () => resolve()));
      raw.destroy();
      return false;
    }
    return true;
  }

  #refuse(status: number, retryAfterSeconds: number | undefined): false {
    if (retryAfterSeconds !== undefined) void this.#reply.header("retry-after", String(retryAfterSeconds));
    const type = status === 429 ? "rate_limit_exceeded" : "server_error";
    void this.#reply.code(status).send(errorBody(type, "scripted refusal", type));
    return false;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#reply.hijack();
    this.#reply.raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
    });
    this.#frame({ delta: { role: "assistant", content: "" }, finish_reason: null });
  }

  async #say(text: string): Promise<void> {
    for (let from = 0; from < text.length; from += PIECE) {
      this.#tokens += 2;
      const more = this.#frame({ delta: { content: text.slice(from, from + PIECE) }, finish_reason: null });
      if (!more && !this.#reply.raw.destroyed) await this.#drained();
    }
  }

  async #drained(): Promise<void> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const { raw } = this.#reply;
    await Promise.race([once(raw, "drain", { signal }), once(raw, "close", { signal })]);
    waiting.abort();
  }

  #call({ id, tool, input }: Extract<ChatAct, { do: "call" }>): void {
    const index = this.#calls;
    this.#calls += 1;
    const half = Math.ceil(input.length / 2);
    const first = { index, id, type: "function", function: { name: tool, arguments: "" } };
    this.#frame({ delta: { tool_calls: [first] }, finish_reason: null });
    for (const part of [input.slice(0, half), input.slice(half)])
      this.#frame({ delta: { tool_calls: [{ index, function: { arguments: part } }] }, finish_reason: null });
  }

  #frame(choice: { readonly delta: object; readonly finish_reason: string | null }): boolean {
    return this.#chunk([{ index: 0, logprobs: null, ...choice }], null);
  }

  #chunk(choices: readonly object[], usage: object | null): boolean {
    const chunk = {
      id: this.#id,
      object: "chat.completion.chunk",
      created: 1_760_000_000,
      model: this.#model,
      choices,
      usage,
    };
    return this.#reply.raw.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
}
