/** The version of the language that this code reads. */
export const LANGUAGE_VERSION = 1;
/** Longest period and farthest offset, in bars. */
export const MAX_BARS = 500;
/** Deepest nesting of an expression, names that stand for others included. */
export const MAX_DEPTH = 64;
/** Most parts of all expressions of a rule, names that stand for others included. */
export const MAX_PARTS = 4_000;
/** Most series that a rule may read, its own included. */
export const MAX_SERIES = 8;
/** Most reasons that a rule may give. */
export const MAX_REASONS = 5;
/** Most errors that are told at once. */
export const MAX_PROBLEMS = 20;
