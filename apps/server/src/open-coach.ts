import { Coach } from "./coach/coach.ts";
import { HeardStore } from "./coach/heard-store.ts";
import { CoachSettingsStore } from "./coach/settings-store.ts";
import { Toolbox } from "./coach/toolbox.ts";
import type { Config } from "./config.ts";
import type { Log } from "./ops/logger.ts";
import type { Pool } from "./store/database.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { ChatEndpoint } from "./vendors/openai/chat-endpoint.ts";

/** What the coach is opened with. */
export interface CoachFoundation {
  readonly config: Config;
  readonly pool: Pool;
  readonly owner: string;
  readonly meter: Metrics;
  readonly log: Log;
}

/** Opens the coach of one person, with its tools and whatever model the environment names. */
export async function openCoach(foundation: CoachFoundation): Promise<{ tools: Toolbox; coach: Coach }> {
  const { config, pool, owner, meter, log } = foundation;
  const { logger } = log;
  const { TOOL_TIMEOUT_MS, COACH_DAILY_BUDGET, COACH_TIMEOUT_MS } = config.environment;
  const tools = new Toolbox({ timeoutMs: TOOL_TIMEOUT_MS, meter, logger });
  const settings = new CoachSettingsStore(pool, owner);
  await settings.open();
  const coach = new Coach({
    toolbox: tools,
    settings,
    heard: new HeardStore(pool, owner),
    model: openModel(config, meter),
    tokensPerDay: COACH_DAILY_BUDGET,
    answerTimeoutMs: COACH_TIMEOUT_MS,
    meter,
    logger,
    wallMs: Date.now,
  });
  return { tools, coach };
}

/** The model that the environment names; null when it names none. Whether it is there is asked in the background. */
function openModel({ environment }: Config, meter: Metrics): ChatEndpoint | null {
  const { OPENAI_MODEL: model, OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey } = environment;
  if (model === undefined) return null;
  const endpoint = new ChatEndpoint(
    {
      model,
      baseUrl: baseUrl ?? null,
      apiKey: apiKey ?? null,
      timeoutMs: environment.COACH_TIMEOUT_MS,
      wallMs: Date.now,
    },
    meter,
  );
  void endpoint.check();
  return endpoint;
}
