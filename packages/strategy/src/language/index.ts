export * from "./builtins.ts";
export * from "./completions.ts";

export * from "./check-rule.ts";
export * from "./format.ts";
export * from "./highlight.ts";
export * from "./grammar.ts";
export * from "./lexer.ts";
export * from "./limits.ts";
export * from "./problem.ts";
export * from "./syntax.ts";
export * from "./words.ts";
