import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { HONEST_MODEL, HOSTILE_MODELS, startOpenAi } from "@spotlight/standins/openai";
import { Metrics } from "../../telemetry/metrics.ts";
import { ChatEndpoint } from "../../vendors/openai/chat-endpoint.ts";
import { evaluate } from "./evaluate.ts";
import { scenes } from "./scenes.ts";
import { type Standing, scoreboard } from "./scoreboard.ts";
import { situationsOf } from "./situations.ts";

const PAGE = new URL("../../../../../docs/coach-quality.md", import.meta.url);
/** Stand-ins that are evaluated beside the built-in coach: one that does as it is told, and some that do not. */
const STAND_INS = ["honest", "inventor", "ignorer", "leaker", "dying"];

const { values } = parseArgs({ options: { write: { type: "boolean" } } });
const all = await scenes();
const situations = situationsOf(all);
const standIn = await startOpenAi({ ...HONEST_MODEL, ...HOSTILE_MODELS });
const standings: Standing[] = [];

async function stand(coach: string, model: ChatEndpoint | null, isStandIn = false): Promise<void> {
  const tell = (done: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${coach}: ${done} of ${situations.length} `);
  };
  standings.push({ coach, isStandIn, results: await evaluate(situations, model, tell) });
  if (process.stderr.isTTY) process.stderr.write("\n");
}

await stand("built-in", null);
for (const model of STAND_INS) {
  const { baseUrl, apiKey } = standIn;
  const plan = { model, baseUrl, apiKey, timeoutMs: 10_000, wallMs: Date.now };
  await stand(`stand-in: ${model}`, new ChatEndpoint(plan, new Metrics()), true);
}
const { OPENAI_MODEL: named, OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
if (named !== undefined && named !== "") {
  const place = { baseUrl: OPENAI_BASE_URL ?? null, apiKey: OPENAI_API_KEY ?? null };
  await stand(
    named,
    new ChatEndpoint({ model: named, ...place, timeoutMs: 60_000, wallMs: Date.now }, new Metrics()),
  );
}
for (const scene of all) scene.close();
await standIn.stop();
const page = scoreboard(standings);
process.stdout.write(`${page}\n`);
if (values.write === true) await writeFile(PAGE, page);
