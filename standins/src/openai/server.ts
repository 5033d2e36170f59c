import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { type ChatScript, addChat } from "./chat.ts";
import { type EmbeddingScript, addEmbeddings } from "./embeddings.ts";

/** A running stand-in for OpenAI's interface. */
export interface OpenAiStandIn {
  /** With `/v1`, as clients are told it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  stop(): Promise<void>;
}

/** Starts a stand-in on a free port of this machine, with scripted models by their names. */
export async function startOpenAi(
  scripts: Readonly<Record<string, ChatScript>>,
  embeddings: Readonly<Record<string, EmbeddingScript>> = {},
): Promise<OpenAiStandIn> {
  const apiKey = "sk-standin-000000000000000000000000";
  const app = fastify({ forceCloseConnections: true, bodyLimit: 16_777_216 });
  addChat(app, { apiKey, scripts });
  addEmbeddings(app, { apiKey, scripts: embeddings });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey, stop: async () => app.close() };
}
