import fc from "fast-check";
import { it } from "vitest";
import { Desk } from "../testing/desk.ts";
import { profileArbitrary } from "../testing/profiles.ts";
import { checkRestart, deskDays, newModel } from "../testing/sentinel-model.ts";

const LONG = process.env["SPOTLIGHT_LONG"] === "1";

it("keeps its laws: no way around a lock, tightening at once, loosening never before the next session, the same after a restart", () => {
  fc.assert(
    fc.property(profileArbitrary, deskDays(LONG ? 120 : 50), (profile, commands) => {
      const desk = new Desk(profile);
      fc.modelRun(() => ({ model: newModel(profile, desk.state.locked), real: desk }), commands);
      checkRestart(desk);
    }),
    { numRuns: LONG ? 8_000 : 600, verbose: true },
  );
}, 300_000);
