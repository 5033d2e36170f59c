export { type Asked, type Intent, type ToolCall, callsFor, intentOf } from "./intents.ts";
export { proseOf } from "./prose.ts";
export { checkWords } from "./gate/check-words.ts";
export type { Ground, Problem, WordsVerdict } from "./gate/ground.ts";
export { SentenceGate, type GatedSentence } from "./gate/sentence-gate.ts";
export { sayTime, sayValue } from "./say.ts";
export { spokenForm } from "./spoken-form.ts";
export { sentencesOfTools } from "./verbatim.ts";
