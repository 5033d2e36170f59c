import { randomUUID } from "node:crypto";
import { z } from "zod";

/** An identifier in the service's form. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 21)}`;
}

const contentSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  transcript: z.string().nullable().optional(),
});

/** An item of a conversation, as client and server exchange it. */
export const itemSchema = z.looseObject({
  id: z.string().optional(),
  type: z.enum(["message", "function_call", "function_call_output"]),
  role: z.enum(["user", "assistant", "system"]).optional(),
  content: z.array(contentSchema).optional(),
  call_id: z.string().optional(),
  name: z.string().optional(),
  arguments: z.string().optional(),
  output: z.string().optional(),
  status: z.enum(["in_progress", "completed", "incomplete"]).optional(),
});
/** See {@link itemSchema}. */
export type Item = z.infer<typeof itemSchema>;

/** The parts of a session that decide what the model does; everything else is kept as it came. */
export const sessionSchema = z.looseObject({
  type: z.literal("realtime").default("realtime"),
  model: z.string().optional(),
  output_modalities: z
    .array(z.enum(["text", "audio"]))
    .length(1)
    .optional(),
  audio: z
    .looseObject({
      input: z
        .looseObject({
          turn_detection: z
            .looseObject({
              type: z.enum(["server_vad", "semantic_vad"]).optional(),
              create_response: z.boolean().optional(),
              interrupt_response: z.boolean().optional(),
            })
            .nullable()
            .optional(),
        })
        .optional(),
    })
    .optional(),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).optional(),
});
/** See {@link sessionSchema}. */
export type Session = z.infer<typeof sessionSchema>;

const base = { event_id: z.string().optional() };

/** Every event of a client that the stand-in knows. */
export const clientEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("session.update"), session: sessionSchema, ...base }),
  z.object({ type: z.literal("input_audio_buffer.append"), audio: z.base64(), ...base }),
  z.object({ type: z.literal("input_audio_buffer.commit"), ...base }),
  z.object({ type: z.literal("input_audio_buffer.clear"), ...base }),
  z.object({ type: z.literal("output_audio_buffer.clear"), ...base }),
  z.object({ type: z.literal("conversation.item.create"), item: itemSchema, ...base }),
  z.object({ type: z.literal("conversation.item.retrieve"), item_id: z.string(), ...base }),
  z.object({ type: z.literal("conversation.item.delete"), item_id: z.string(), ...base }),
  z.object({
    type: z.literal("conversation.item.truncate"),
    item_id: z.string(),
    content_index: z.int(),
    audio_end_ms: z.number(),
    ...base,
  }),
  z.object({ type: z.literal("response.create"), ...base }),
  z.object({ type: z.literal("response.cancel"), response_id: z.string().optional(), ...base }),
]);
/** See {@link clientEventSchema}. */
export type ClientEvent = z.infer<typeof clientEventSchema>;
