export type { ChatAct, ChatAsked, ChatScript } from "./chat.ts";
export type { EmbeddingScript } from "./embeddings.ts";
export { meaningOf } from "./meaning.ts";
export { HONEST_MODEL, HOSTILE_MODELS } from "./brains.ts";
export { type OpenAiStandIn, startOpenAi } from "./server.ts";
