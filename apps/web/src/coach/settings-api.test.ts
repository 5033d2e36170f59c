import type { CoachSettings, CoachSettingsAnswer } from "@spotlight/contracts";
import { expect, test } from "vitest";
import { CoachSettingsApi } from "./settings-api.ts";

const BEFORE: CoachSettings = {
  name: "",
  tone: "calm",
  jargon: "trader",
  decisiveness: "balanced",
  speak: "nothing",
  voice: null,
  rate: 1,
  language: "en-US",
};

/** A server that keeps the settings; the first requests that change them fail. */
function server(failures: number): { readonly stored: () => CoachSettings; readonly fetch: typeof fetch } {
  let stored = BEFORE;
  let left = failures;
  return {
    stored: () => stored,
    fetch: async (_, init) => {
      if (init?.method === "PUT") {
        if (left > 0) {
          left -= 1;
          return Response.json({ error: { code: "failed", message: "Not now." } }, { status: 503 });
        }
        stored = JSON.parse(init.body as string) as CoachSettings;
      }
      const coach = { model: null, trouble: null, tokensToday: 0, tokensPerDay: 1, prompt: "1" };
      return Response.json({ settings: stored, coach } satisfies CoachSettingsAnswer);
    },
  };
}

test("parts that are changed at once are all kept", async () => {
  const { stored, fetch } = server(0);
  const api = new CoachSettingsApi({ fetch });
  await Promise.all([api.merge({ name: "Robin" }), api.merge({ tone: "direct" }), api.merge({ rate: 1.2 })]);
  expect(stored()).toEqual({ ...BEFORE, name: "Robin", tone: "direct", rate: 1.2 });
});

test("a change that fails tells so, and holds up none after it", async () => {
  const { stored, fetch } = server(1);
  const api = new CoachSettingsApi({ fetch });
  const first = api.merge({ name: "Robin" });
  const second = api.merge({ tone: "direct" });
  await expect(first).rejects.toThrow("Not now.");
  await second;
  expect(stored()).toEqual({ ...BEFORE, tone: "direct" });
});
