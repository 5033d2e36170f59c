import {
  REPLAY_SYMBOLS_MAX,
  type ReplayState,
  replayAnswerSchema,
  replayPauseSchema,
  replaySeekSchema,
  replaySpeedBodySchema,
  replayStartSchema,
  replayStateSchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Replay } from "../replay/replay.ts";
import { ReplayRefused } from "../replay/replays.ts";
import { readyMarket } from "./bars.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";

const write = { access: "session" as const, limit: "history" as const };
const state = { response: { 200: replayStateSchema } };

/** Days that are told again. */
export async function replayRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/replay",
    { config: { access: "session" }, schema: { response: { 200: replayAnswerSchema } } },
    async () => {
      const { replays, engine, parity } = readyMarket(parts);
      const days = await replays.days(engine.symbols());
      return {
        replay: replays.current?.state ?? null,
        days: [...days],
        parity: [...(await parity.list())],
      };
    },
  );

  routes.post(
    "/api/replay/start",
    { config: write, schema: { body: replayStartSchema, ...state } },
    async ({ body }, reply) => {
      const { replays, engine } = readyMarket(parts);
      try {
        const replay = await replays.start(body, engine.symbols(), REPLAY_SYMBOLS_MAX);
        return await reply.send(replay.state);
      } catch (error) {
        if (error instanceof ReplayRefused) throw new Refusal(404, "nothing_stored", error.message);
        throw error;
      }
    },
  );

  routes.post(
    "/api/replay/pause",
    { config: write, schema: { body: replayPauseSchema.default({ paused: true }), ...state } },
    ({ body }) => act(parts, (replay) => replay.pause(body.paused)),
  );

  routes.post(
    "/api/replay/seek",
    { config: write, schema: { body: replaySeekSchema, ...state } },
    ({ body }) =>
      act(parts, (replay) => ("toMs" in body ? replay.seek(body.toMs) : replay.step(body.minutes))),
  );

  routes.post(
    "/api/replay/speed",
    { config: write, schema: { body: replaySpeedBodySchema, ...state } },
    ({ body }) => act(parts, (replay) => replay.setSpeed(body.speed)),
  );

  routes.post(
    "/api/replay/stop",
    { config: write, schema: { response: { 200: z.object({ stopped: z.boolean() }) } } },
    () => ({ stopped: readyMarket(parts).replays.stop() }),
  );
}

/** The replay that runs. Refuses with 404 when none does. */
export function runningReplay(parts: HttpParts): Replay {
  const replay = readyMarket(parts).replays.current;
  if (replay === null)
    throw new Refusal(404, "no_replay", "Nothing is being replayed. Start with POST /api/replay/start.");
  return replay;
}

async function act(parts: HttpParts, what: (replay: Replay) => void | Promise<void>): Promise<ReplayState> {
  const replay = runningReplay(parts);
  await what(replay);
  return replay.state;
}
