import type { Token } from "../language/lexer.ts";

/** A part of a grammar in EBNF. */
export type Production =
  | { readonly kind: "literal"; readonly text: string }
  /** In capitals: a kind of token. */
  | { readonly kind: "terminal"; readonly name: string }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Production[] }
  | { readonly kind: "option" | "repeat"; readonly part: Production };

/** The rules of a grammar by their names. */
export type Grammar = ReadonlyMap<string, Production>;

/** Reads a grammar that is written in the EBNF of ISO/IEC 14977, as far as this one uses it. */
export function readGrammar(text: string): Grammar {
  const pieces = text.match(/"[^"]*"|\w+|[=;|,()[\]{}]/g) ?? [];
  const rules = new Map<string, Production>();
  let at = 0;
  const choice = (): Production => {
    const parts = [sequence()];
    while (pieces[at] === "|") {
      at += 1;
      parts.push(sequence());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "choice", parts };
  };
  const sequence = (): Production => {
    const parts = [primary()];
    while (pieces[at] === ",") {
      at += 1;
      parts.push(primary());
    }
    return { kind: "sequence", parts };
  };
  const primary = (): Production => {
    const piece = pieces[at] ?? "";
    at += 1;
    if (piece.startsWith('"')) return { kind: "literal", text: piece.slice(1, -1) };
    if ("([{".includes(piece)) {
      const part = choice();
      at += 1;
      if (piece === "(") return part;
      return { kind: piece === "[" ? "option" : "repeat", part };
    }
    return piece === piece.toUpperCase() ? { kind: "terminal", name: piece } : { kind: "rule", name: piece };
  };
  while (at < pieces.length) {
    const name = pieces[at] ?? "";
    at += 2;
    rules.set(name, choice());
    at += 1;
  }
  return rules;
}

/** Writes random sentences of a grammar; `terminal` writes a token of a kind. */
export class Deriver {
  readonly #grammar: Grammar;
  readonly #random: () => number;
  readonly #terminal: (name: string) => string;

  constructor(grammar: Grammar, random: () => number, terminal: (name: string) => string) {
    this.#grammar = grammar;
    this.#random = random;
    this.#terminal = terminal;
  }

  /** A sentence of a rule. `room` is how many rules may stand within each other before the shortest way is taken. */
  rule(name: string, room: number): string {
    const production = this.#grammar.get(name);
    if (production === undefined) throw new Error(`the grammar has no rule ${name}`);
    return this.#write(production, room - 1);
  }

  #write(production: Production, room: number): string {
    switch (production.kind) {
      case "literal":
        return production.text;
      case "terminal":
        return this.#terminal(production.name);
      case "rule":
        return this.rule(production.name, room);
      case "sequence":
        return production.parts.map((part) => this.#write(part, room)).join(" ");
      case "option":
        return room > 0 && this.#random() < 0.4 ? this.#write(production.part, room) : "";
      case "repeat": {
        if (room <= 0) return "";
        let text = "";
        while (this.#random() < 0.4) text += ` ${this.#write(production.part, room)}`;
        return text;
      }
      case "choice": {
        const place = room > 0 ? Math.floor(this.#random() * production.parts.length) : 0;
        return this.#write(production.parts[place] as Production, room);
      }
    }
  }
}

/** Whether tokens are a sentence of a rule; `matches` says whether a token is of a kind. */
export function recognises(
  grammar: Grammar,
  start: string,
  tokens: readonly Token[],
  matches: (terminal: string, token: Token) => boolean,
): boolean {
  const known = new Map<string, ReadonlySet<number>>();
  const ends = (production: Production, at: number): ReadonlySet<number> => {
    const token = tokens[at];
    switch (production.kind) {
      case "literal":
        return new Set(token?.text === production.text ? [at + 1] : []);
      case "terminal":
        return new Set(token !== undefined && matches(production.name, token) ? [at + 1] : []);
      case "rule": {
        const key = `${production.name} ${at}`;
        const found = known.get(key) ?? ends(grammar.get(production.name) as Production, at);
        known.set(key, found);
        return found;
      }
      case "sequence":
        return production.parts.reduce<ReadonlySet<number>>(
          (from, part) => afterAll(from, part),
          new Set([at]),
        );
      case "choice":
        return new Set(production.parts.flatMap((part) => [...ends(part, at)]));
      case "option":
        return new Set([at, ...ends(production.part, at)]);
      case "repeat": {
        const reached = new Set([at]);
        for (const place of reached) for (const end of ends(production.part, place)) reached.add(end);
        return reached;
      }
    }
  };
  const afterAll = (from: ReadonlySet<number>, part: Production): ReadonlySet<number> =>
    new Set([...from].flatMap((place) => [...ends(part, place)]));
  return ends({ kind: "rule", name: start }, 0).has(tokens.length);
}
