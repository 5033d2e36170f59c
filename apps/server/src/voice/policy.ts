import type { RealtimeVoice, TalkMode, ToolsAnswer, VoiceTokenAnswer } from "@spotlight/contracts";
import type { ClientSecretCreateParams } from "openai/resources/realtime/client-secrets";
import { z } from "zod";

/** Silence after which the person has ended a sentence, ms. */
const SILENCE_MS = 500;

/** The part of a tool's schema that a realtime session takes. */
const parametersSchema = z.looseObject({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

/** What a realtime session is made by. */
export interface SessionWish {
  readonly model: string;
  readonly transcriptionModel: string;
  readonly voice: RealtimeVoice;
  readonly talk: TalkMode;
  readonly instructions: string;
  readonly tools: ToolsAnswer["tools"];
}

/** The tools of the one registry, in the form of a realtime session. */
export function spokenTools(tools: ToolsAnswer["tools"]): VoiceTokenAnswer["tools"] {
  return tools.map(({ name, description, input }) => {
    const { properties, required } = parametersSchema.parse(input);
    return { name, description, parameters: { type: "object", properties, required } };
  });
}

/** The session that a secret opens: it answers in text, which is spoken only after it was held against evidence. */
export function realtimeSession(wish: SessionWish): NonNullable<ClientSecretCreateParams["session"]> {
  const detection = {
    type: "server_vad",
    silence_duration_ms: SILENCE_MS,
    create_response: true,
    interrupt_response: true,
  } as const;
  return {
    type: "realtime",
    model: wish.model,
    instructions: wish.instructions,
    output_modalities: ["text"],
    audio: {
      input: {
        transcription: { model: wish.transcriptionModel, language: "en" },
        turn_detection: wish.talk === "push" ? null : detection,
      },
      output: { voice: wish.voice },
    },
    tools: spokenTools(wish.tools).map((tool) => ({ type: "function", ...tool })),
    tool_choice: "auto",
    tracing: null,
  };
}
