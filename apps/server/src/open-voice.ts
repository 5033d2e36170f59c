import type { AccessControl } from "./access/control.ts";
import type { Coach } from "./coach/coach.ts";
import { type Config, realtimeCallsUrl } from "./config.ts";
import type { VoiceParts } from "./http/parts.ts";
import type { Log } from "./ops/logger.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { VoicePresence } from "./voice/presence.ts";
import { RealtimeSecrets } from "./voice/realtime.ts";

/** What the voice is opened with. */
export interface VoiceFoundation {
  readonly config: Config;
  readonly control: AccessControl;
  readonly meter: Metrics;
  readonly log: Log;
  readonly coach: Coach;
}

/** Opens the person's voice, and the way to a realtime model where the environment names one. */
export function openVoice({ config, control, meter, log, coach: { settings } }: VoiceFoundation): VoiceParts {
  const { environment } = config;
  const callsUrl = realtimeCallsUrl(environment);
  const presence = new VoicePresence(() => settings.current.voice, callsUrl !== null);
  control.onSessionEnd((sessionId) => presence.revoke(sessionId));
  if (callsUrl === null || environment.OPENAI_API_KEY === undefined) return { presence, realtime: null };
  const place = {
    apiKey: environment.OPENAI_API_KEY,
    baseUrl: environment.OPENAI_BASE_URL ?? null,
    callsUrl,
    model: environment.OPENAI_REALTIME_MODEL,
    transcriptionModel: environment.OPENAI_TRANSCRIPTION_MODEL,
  };
  const realtime = new RealtimeSecrets(place, meter);
  const trouble = realtime.trouble(Date.now());
  if (trouble !== null) log.logger.warn({ trouble }, "the voice's model will end");
  return { presence, realtime };
}
