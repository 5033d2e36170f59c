import {
  OpenAIRealtimeWebRTC,
  RealtimeAgent,
  RealtimeSession,
  type RealtimeTransportLayer,
  tool,
} from "@openai/agents-realtime";
import { secretOf } from "@spotlight/coach";
import type { AskEvent, VoiceTokenAnswer } from "@spotlight/contracts";
import { z } from "zod";
import { Emitter } from "../stream/emitter.ts";
import { type CallTool, SpokenTurn } from "./spoken-turn.ts";

/** What happens in a talk. `turn`: the person has ended a sentence, `asked`: it is written down. */
export type TalkNews =
  | { readonly type: "speech" }
  | { readonly type: "turn" }
  | { readonly type: "asked"; readonly words: string }
  | { readonly type: "event"; readonly event: AskEvent }
  | { readonly type: "failed"; readonly sentence: string }
  | { readonly type: "closed" };

/** What was said before, for a model that joins in the middle of a talk. */
export interface Before {
  readonly question: string;
  readonly answer: string;
}

/** What a talk needs of the page. */
export interface TalkHost {
  readonly callTool: CallTool;
  /** Every symbol that could be meant. */
  symbols(): readonly string[];
  before(): readonly Before[];
}

/** Events of the service that a talk acts on, in the parts that it reads. */
const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("input_audio_buffer.speech_started") }),
  z.object({ type: z.literal("input_audio_buffer.committed"), item_id: z.string() }),
  z.object({
    type: z.literal("conversation.item.input_audio_transcription.completed"),
    item_id: z.string(),
    transcript: z.string(),
  }),
  z.object({ type: z.literal("response.output_text.delta"), delta: z.string() }),
  z.object({ type: z.literal("response.output_text.done") }),
  z.object({
    type: z.literal("response.done"),
    response: z.object({
      status: z.string(),
      output: z.array(z.object({ type: z.string() })).default([]),
    }),
  }),
]);
type ServiceEvent = z.infer<typeof eventSchema>;

/** The way to the service: WebRTC, with the person's microphone. */
export function overWebRtc(grant: VoiceTokenAnswer, stream: MediaStream): RealtimeTransportLayer {
  return new OpenAIRealtimeWebRTC({ baseUrl: grant.callsUrl, mediaStream: stream });
}

/**
 * One realtime session by the official SDK. The model answers in text; what comes out of here has been through
 * the gate. Tools are asked of this server.
 */
export class RealtimeTalk {
  readonly news = new Emitter<TalkNews>();
  readonly #grant: VoiceTokenAnswer;
  readonly #stream: MediaStream;
  readonly #host: TalkHost;
  readonly #transport: RealtimeTransportLayer;
  readonly #session: RealtimeSession;
  #turn: { readonly itemId: string; readonly spoken: SpokenTurn } | null = null;
  #closed = false;

  constructor(
    grant: VoiceTokenAnswer,
    stream: MediaStream,
    host: TalkHost,
    transport: RealtimeTransportLayer,
  ) {
    this.#grant = grant;
    this.#stream = stream;
    this.#host = host;
    this.#transport = transport;
    this.#session = new RealtimeSession(this.#agent(), {
      transport: this.#transport,
      model: grant.model,
      tracingDisabled: true,
      config: {
        outputModalities: ["text"],
        audio: {
          input: {
            transcription: { model: grant.transcriptionModel, language: "en" },
            turnDetection:
              grant.talk === "push"
                ? null
                : { type: "server_vad", createResponse: true, interruptResponse: true },
          },
        },
      },
    });
    this.#transport.on("*", (event) => {
      const known = eventSchema.safeParse(event);
      if (known.success) this.#take(known.data);
    });
    this.#transport.on("connection_change", (status) => {
      if (status === "disconnected") this.close();
    });
    // Its errors are told by what they lead to: a response that fails, or a connection that ends.
    this.#session.on("error", () => undefined);
  }

  /** Connects. Rejects when the service refuses the secret or does not answer. */
  async open(): Promise<void> {
    await this.#session.connect({ apiKey: this.#grant.secret });
    // A channel that closes tells so at once; the connection under it only some seconds later.
    if (this.#transport instanceof OpenAIRealtimeWebRTC)
      this.#transport.connectionState.dataChannel?.addEventListener("close", () => this.close());
    for (const { question, answer } of this.#host.before()) {
      this.#item("user", "input_text", question);
      this.#item("assistant", "output_text", answer);
    }
  }

  /** Whether the microphone is heard; the stream stays open either way. */
  listen(on: boolean): void {
    for (const track of this.#stream.getAudioTracks()) track.enabled = on;
    if (on && this.#grant.talk === "push") {
      this.#transport.sendEvent({ type: "input_audio_buffer.clear" });
      this.#transport.interrupt();
    }
  }

  /** Ends what the person says, where the person decides that. */
  commit(): void {
    this.listen(false);
    this.#transport.sendEvent({ type: "input_audio_buffer.commit" });
    this.#transport.sendEvent({ type: "response.create" });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#session.close();
    this.news.emit({ type: "closed" });
  }

  #agent(): RealtimeAgent {
    const { instructions, tools } = this.#grant;
    return new RealtimeAgent({
      name: "Spotlight",
      instructions,
      tools: tools.map(({ name, description, parameters }) =>
        tool({
          name,
          description,
          parameters: { ...parameters, additionalProperties: true },
          strict: false,
          execute: async (input) =>
            this.#turn?.spoken.askTool(name, typeof input === "object" ? { ...input } : {}) ?? "{}",
        }),
      ),
    });
  }

  #take(event: ServiceEvent): void {
    const spoken = this.#turn?.spoken;
    switch (event.type) {
      case "input_audio_buffer.speech_started":
        this.news.emit({ type: "speech" });
        break;
      case "input_audio_buffer.committed":
        this.#begin(event.item_id);
        break;
      case "conversation.item.input_audio_transcription.completed":
        if (event.item_id !== this.#turn?.itemId) break;
        spoken?.ask(event.transcript);
        this.news.emit({ type: "asked", words: event.transcript });
        break;
      case "response.output_text.delta":
        spoken?.write(event.delta);
        break;
      case "response.output_text.done":
        spoken?.pause();
        break;
      case "response.done":
        this.#end(event.response);
    }
  }

  #begin(itemId: string): void {
    this.news.emit({ type: "turn" });
    const ground = { symbols: () => this.#host.symbols(), secret: secretOf(this.#grant.instructions) };
    const spoken = new SpokenTurn(ground, this.#host.callTool, (event) => {
      if (this.#turn?.spoken === spoken) this.news.emit({ type: "event", event });
    });
    this.#turn = { itemId, spoken };
  }

  /** A response that asked tools is followed by another; every other one ends the turn. */
  #end({ status, output }: Extract<ServiceEvent, { type: "response.done" }>["response"]): void {
    if (status === "failed")
      this.news.emit({ type: "failed", sentence: "The voice service failed to answer. Ask again." });
    else if (status !== "completed" || !output.some(({ type }) => type === "function_call"))
      this.#turn?.spoken.end(this.#grant.model);
  }

  #item(role: "user" | "assistant", type: "input_text" | "output_text", text: string): void {
    const item = { type: "message", role, content: [{ type, text }] };
    this.#transport.sendEvent({ type: "conversation.item.create", item });
  }
}
