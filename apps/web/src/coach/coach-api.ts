import {
  type AskBody,
  type AskEvent,
  COACH_ASK_PATH,
  EXPLAIN_PATH,
  type ExplainBody,
  type Heard,
  type MessagesAnswer,
  type ProposedAct,
  type ToolAnswer,
  askEventSchema,
  messagesAnswerSchema,
  toolAnswerSchema,
} from "@spotlight/contracts";
import { ApiError, JsonApi, SseParser, refusalOf, validated } from "../stream/index.ts";

/** Where the coach is asked. */
export class CoachApi extends JsonApi {
  /**
   * Asks a question; answers as the coach speaks. Rejects with `ApiError`, or with the signal's reason when it is given
   * up.
   */
  async *ask(
    { question, symbol, talk }: { question: string; symbol: string | null; talk: AskBody["talk"] },
    signal: AbortSignal,
  ): AsyncGenerator<AskEvent> {
    yield* this.#events(COACH_ASK_PATH, { question, talk, ...(symbol === null ? {} : { symbol }) }, signal);
  }

  /** Has something explained; answers as {@link ask} does. */
  async *explain(body: ExplainBody, signal: AbortSignal): AsyncGenerator<AskEvent> {
    yield* this.#events(EXPLAIN_PATH, body, signal);
  }

  async *#events(path: string, body: object, signal: AbortSignal): AsyncGenerator<AskEvent> {
    const response = await this.#post(path, body, signal);
    if (!response.ok || response.body === null) throw await refusalOf(response);
    const parser = new SseParser();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const item of parser.push(value)) if (item.type === "event") yield eventOf(item.data);
    }
  }

  /** Asks a tool. Rejects with `ApiError`; a tool's own refusal is an answer. */
  async tool(name: string, input: object): Promise<ToolAnswer> {
    const path = `/api/tools/${encodeURIComponent(name)}`;
    return validated(await this.send("POST", path, input), toolAnswerSchema);
  }

  /** What it said unasked today, the newest first. Rejects with `ApiError`. */
  async messages(): Promise<MessagesAnswer> {
    return this.get("/api/coach/messages", messagesAnswerSchema);
  }

  /** Notes that a message reached the person. Rejects with `ApiError`. */
  async heard(id: string, how: Heard): Promise<void> {
    await this.send("POST", "/api/coach/messages/heard", { id, how });
  }

  /** Does what the coach proposed. Rejects with `ApiError`, also when the tool refuses. */
  async act({ tool, input }: ProposedAct): Promise<void> {
    const answer = await this.tool(tool, input);
    if (!answer.ok) throw new ApiError(200, answer.refusal.code, answer.refusal.message);
  }

  async #post(path: string, body: object, signal: AbortSignal): Promise<Response> {
    try {
      return await this.fetch(`${this.base}${path}`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiError(0, "unreachable", "The server does not answer.");
    }
  }
}

function eventOf(data: string): AskEvent {
  const parsed = askEventSchema.safeParse(JSON.parse(data));
  if (parsed.success) return parsed.data;
  throw new ApiError(200, "bad_answer", "The server answered in a form this page does not know. Reload.");
}
