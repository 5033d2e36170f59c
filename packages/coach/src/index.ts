export { type Asked, type Intent, type ToolCall, callsFor, intentOf } from "./intents.ts";
export { proseOf } from "./prose.ts";
export { sayTime, sayValue } from "./say.ts";
export { sentencesOfTools } from "./verbatim.ts";
