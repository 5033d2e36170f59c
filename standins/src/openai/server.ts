import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { type ChatScript, addChat } from "./chat.ts";

/** A running stand-in for OpenAI's interface. */
export interface OpenAiStandIn {
  /** With `/v1`, as clients are told it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  stop(): Promise<void>;
}

/** Starts a stand-in on a free port of this machine, with scripted models by their names. */
export async function startOpenAi(scripts: Readonly<Record<string, ChatScript>>): Promise<OpenAiStandIn> {
  const apiKey = "sk-standin-000000000000000000000000";
  const app = fastify({ forceCloseConnections: true });
  addChat(app, { apiKey, scripts });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey, stop: async () => app.close() };
}
