export * from "./compile/index.ts";
export * from "./language/index.ts";
export * from "./series/index.ts";
export * from "./shipped/index.ts";
