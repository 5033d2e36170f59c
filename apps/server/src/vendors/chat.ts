/** What a talk with a model is made of, in no vendor's words. */
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ChatCall[] }
  | { readonly role: "tool"; readonly call: string; readonly text: string };

/** A tool that a model wants asked; `input` is what it wrote, which may be anything. */
export interface ChatCall {
  readonly id: string;
  readonly tool: string;
  readonly input: string;
}

/** A tool as a model is told of it; `input` is a JSON Schema. */
export interface ChatTool {
  readonly name: string;
  readonly description: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a model gives, as it comes. */
export type ChatPiece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly call: ChatCall }
  | { readonly type: "usage"; readonly tokens: number };

/** What a model is given. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
  /** Tokens of the answer at most. */
  readonly longest: number;
}

/** A language model that writes and asks tools. What it writes is never trusted. */
export interface ChatModel {
  readonly name: string;
  /** In a sentence what is known to be wrong with it, or soon will be; null when nothing is. */
  readonly trouble: string | null;
  /**
   * Writes an answer. Throws a sentence that a person may read when there is none, or when it breaks off; gives up when the
   * signal says so.
   */
  answer(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatPiece>;
}
