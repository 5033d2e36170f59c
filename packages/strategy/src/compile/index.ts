export * from "./bound-rule.ts";
export * from "./compile-rule.ts";
export type { SeriesNeed } from "./warm-up.ts";
