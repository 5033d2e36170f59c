import {
  type PresenceEvent,
  type TalkMode,
  VOICE_PRESENCE_PATH,
  type VoiceTokenAnswer,
  type VoicesAnswer,
  presenceEventSchema,
  voiceTokenAnswerSchema,
  voicesAnswerSchema,
} from "@spotlight/contracts";
import { JsonApi, SseParser, refusalOf, validated } from "../stream/index.ts";

/** What the server knows of the voice, asked for this page. */
export class VoiceApi extends JsonApi {
  /** Names this page to the server. */
  readonly tab = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join(
    "-",
  );

  /** Which realtime model there is, if any. Rejects with `ApiError`. */
  voices(signal: AbortSignal): Promise<VoicesAnswer> {
    return this.get("/api/voice/voices", voicesAnswerSchema, signal);
  }

  /** A secret for a realtime session. Rejects with `ApiError`. */
  async token(talk: TalkMode): Promise<VoiceTokenAnswer> {
    return validated(
      await this.send("POST", "/api/voice/token", { tab: this.tab, talk }),
      voiceTokenAnswerSchema,
    );
  }

  /** Holds the voice in this page for as long as it is listened to. */
  async *presence(take: boolean, signal: AbortSignal): AsyncGenerator<PresenceEvent> {
    const query = new URLSearchParams({ tab: this.tab, take: take ? "1" : "0" });
    const response = await this.fetch(`${this.base}${VOICE_PRESENCE_PATH}?${query.toString()}`, {
      credentials: "same-origin",
      signal,
    });
    if (!response.ok || response.body === null) throw await refusalOf(response);
    const parser = new SseParser();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const item of parser.push(value))
        if (item.type === "event") yield presenceEventSchema.parse(JSON.parse(item.data));
    }
  }
}
