import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { RealtimeConversation, type Wire } from "./realtime-conversation.ts";
import { type Session, newId, sessionSchema } from "./realtime-events.ts";
import { answerOffer } from "./realtime-peer.ts";
import { type ModelScript, askingScript } from "./realtime-script.ts";

export type { ClientEvent } from "./realtime-events.ts";
export type { ModelScript, ModelStep, ModelTurn } from "./realtime-script.ts";
export { RealtimeConversation, askingScript };

/** How the stand-in is set up. */
export interface RealtimeOptions {
  /** The key that mints secrets. */
  readonly apiKey: string;
  /** The port; 0 takes a free one. */
  readonly port?: number;
  /** What the model does in its turns. */
  readonly script?: ModelScript;
}

interface Minted {
  readonly session: Session;
  readonly expiresMs: number;
}

const secretBodySchema = z.object({
  expires_after: z
    .object({ anchor: z.literal("created_at"), seconds: z.int().min(10).max(7_200) })
    .default({ anchor: "created_at", seconds: 600 }),
  session: sessionSchema.default({ type: "realtime" }),
});

/**
 * OpenAI's realtime interface on this machine: client secrets that expire, calls over WebRTC (a data channel for events, a
 * track on which the client is heard), and the same sessions over WebSocket. A script stands in for the model.
 */
export class RealtimeStandin {
  /** Sessions that were opened, oldest first. */
  readonly conversations: RealtimeConversation[] = [];
  /** What the model does; may be replaced between turns. */
  script: ModelScript;
  /** Lets every secret be out of date when it is used. */
  expireSecrets = false;
  /** How often a secret or key was refused. */
  refusedSecrets = 0;
  readonly #app: FastifyInstance;
  readonly #apiKey: string;
  readonly #secrets = new Map<string, Minted>();
  readonly #hangUps = new Map<string, () => void>();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("realtime") ? "realtime" : false),
  });

  private constructor({ apiKey, script = askingScript }: RealtimeOptions) {
    this.#apiKey = apiKey;
    this.script = script;
    this.#app = Fastify();
    this.#routes();
  }

  /** Starts it on loopback. */
  static async start(options: RealtimeOptions): Promise<RealtimeStandin> {
    const standin = new RealtimeStandin(options);
    await standin.#app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
    return standin;
  }

  /** The interface's base address, as `OPENAI_BASE_URL` takes it. */
  get baseUrl(): string {
    const { port } = this.#app.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }

  /** Ends every session and stops. */
  async stop(): Promise<void> {
    for (const conversation of this.conversations) conversation.drop();
    for (const hangUp of this.#hangUps.values()) hangUp();
    this.#sockets.close();
    await this.#app.close();
  }

  #routes(): void {
    const app = this.#app;
    app.addContentTypeParser("application/sdp", { parseAs: "string" }, (_request, body, done) =>
      done(null, body),
    );
    app.addHook("onRequest", async (request, reply) => {
      reply.header("access-control-allow-origin", "*").header("access-control-expose-headers", "Location");
      if (request.method !== "OPTIONS") return;
      reply.header("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "");
      await reply.code(204).send();
    });
    app.options("/v1/*", async (_request, reply) => reply.code(204).send());
    app.post("/v1/realtime/client_secrets", (request, reply) => this.#mint(request, reply));
    app.post("/v1/realtime/calls", (request, reply) => this.#call(request, reply));
    app.post<{ Params: { id: string } }>("/v1/realtime/calls/:id/hangup", async ({ params }, reply) => {
      this.#hangUps.get(params.id)?.();
      return reply.code(200).send();
    });
    app.server.on("upgrade", (request, socket, head) => {
      const session = this.#opened(tokenOf(request.headers));
      if (session === null) return socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#carry(ws, session));
    });
  }

  async #mint(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (tokenOf(request.headers) !== this.#apiKey)
      return refuse(reply, 401, "invalid_api_key", "Incorrect API key provided.");
    const body = secretBodySchema.safeParse(request.body ?? {});
    if (!body.success)
      return refuse(reply, 400, "invalid_value", body.error.issues[0]?.message ?? "Invalid body.");
    const value = newId("ek");
    const expiresMs = Date.now() + body.data.expires_after.seconds * 1_000;
    this.#secrets.set(value, { session: body.data.session, expiresMs });
    const session = { ...body.data.session, id: newId("sess"), object: "realtime.session" };
    return { value, expires_at: Math.floor(expiresMs / 1_000), session };
  }

  async #call(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const session = this.#opened(tokenOf(request.headers));
    if (session === null)
      return refuse(reply, 401, "invalid_api_key", "The ephemeral key is invalid or has expired.");
    if (typeof request.body !== "string" || !request.body.startsWith("v=0"))
      return refuse(reply, 400, "invalid_offer", "The body must be an SDP offer.");
    const id = newId("rtc");
    let conversation: RealtimeConversation | null = null;
    const { answer, hangUp } = await answerOffer(request.body, {
      opened: (wire) => {
        conversation = this.#converse(wire, session);
      },
      took: (frame) => conversation?.take(frame),
      sounded: (ms) => {
        if (conversation !== null) conversation.inputMs += ms;
      },
      closed: () => {
        this.#hangUps.delete(id);
        conversation?.closed();
      },
    });
    this.#hangUps.set(id, hangUp);
    return reply
      .code(201)
      .header("location", `/v1/realtime/calls/${id}`)
      .type("application/sdp")
      .send(answer);
  }

  #carry(ws: WebSocket, session: Session): void {
    const conversation = this.#converse(
      { send: (text) => ws.send(text), close: () => ws.terminate() },
      session,
    );
    ws.on("message", (data: Buffer) => conversation.take(data.toString()));
    ws.on("close", () => conversation.closed());
  }

  #converse(wire: Wire, session: Session): RealtimeConversation {
    const conversation = new RealtimeConversation(wire, session, (turn) => this.script(turn));
    this.conversations.push(conversation);
    conversation.open();
    return conversation;
  }

  /** The session that a token opens; the key itself opens one, a secret only before it expires. */
  #opened(token: string): Session | null {
    if (token === this.#apiKey) return { type: "realtime" };
    const minted = this.#secrets.get(token);
    if (minted !== undefined && !this.expireSecrets && minted.expiresMs > Date.now()) return minted.session;
    this.refusedSecrets += 1;
    return null;
  }
}

/** The bearer's token; browsers give it as a subprotocol of a WebSocket. */
function tokenOf(headers: FastifyRequest["headers"]): string {
  const { authorization = "" } = headers;
  const protocol = /openai-insecure-api-key\.([^,\s]+)/.exec(headers["sec-websocket-protocol"] ?? "");
  return protocol?.[1] ?? authorization.replace(/^Bearer /, "");
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error: { type: "invalid_request_error", code, message, param: null } });
}
