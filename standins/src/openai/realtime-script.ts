/** What a realtime model sees when it is its turn. */
export interface ModelTurn {
  /** What the person said or typed last. */
  readonly asked: string;
  /** Answers of tools since then, oldest first, as the client gave them. */
  readonly outputs: readonly string[];
  /** Names of the tools that the session has. */
  readonly tools: readonly string[];
}

/** A thing that a model does in one response. */
export type ModelStep =
  /** Asks a tool. Text in place of arguments is sent as it is, well-formed or not. */
  | { readonly kind: "call"; readonly name: string; readonly input: object | string }
  /** Writes or speaks words, in pieces of a few characters. */
  | { readonly kind: "words"; readonly text: string }
  /** Waits, ms, in the middle of its response. */
  | { readonly kind: "wait"; readonly ms: number }
  /** Breaks the connection off. */
  | { readonly kind: "drop" }
  /** Fails its response. */
  | { readonly kind: "fail"; readonly message: string };

/** Decides what a model does in its turn. */
export type ModelScript = (turn: ModelTurn) => readonly ModelStep[];

/** A model that asks for the last price of the symbol that it heard, and says what the tool found. */
export const askingScript: ModelScript = ({ asked, outputs }) => {
  const symbol = /\b[A-Z]{1,5}\b/.exec(asked)?.[0] ?? "SPY";
  const answer = outputs.at(-1);
  if (answer === undefined) return [{ kind: "call", name: "get_last_price", input: { symbol } }];
  const price = /"price":(\d+(?:\.\d+)?)/.exec(answer)?.[1];
  if (price === undefined) return [{ kind: "words", text: "There is no price to say." }];
  return [{ kind: "words", text: `${symbol} is at ${Number(price).toFixed(2)}.` }];
};
