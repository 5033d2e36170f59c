export * from "./callouts/book.ts";
export * from "./callouts/score.ts";
export * from "./decide/strategy.ts";
export * from "./desk/desk.ts";
export * from "./desk/moments.ts";
export * from "./desk/warm-up.ts";
export * from "./setups/index.ts";
export * from "./statistics/index.ts";
