import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Result, evaluate, shortcomings, tally } from "./evaluate.ts";
import { type Scene, scenes } from "./scenes.ts";
import { PROPERTIES, scoreOf } from "./score.ts";
import { scoreboard } from "./scoreboard.ts";
import { situationsOf } from "./situations.ts";

let all: readonly Scene[];
let results: readonly Result[];

beforeAll(async () => {
  all = await scenes();
  results = await evaluate(situationsOf(all), null);
});

afterAll(() => {
  for (const scene of all) scene.close();
});

describe("the built-in coach, evaluated", () => {
  test("in at least 300 situations of every kind it lacks nothing that is asked of it", () => {
    expect(results.length).toBeGreaterThanOrEqual(300);
    expect(shortcomings(results)).toEqual([]);
    for (const property of PROPERTIES)
      expect([property, tally(results, property).of > 0]).toEqual([property, true]);
  });

  test("its standing is a row of the scoreboard", () => {
    const page = scoreboard([{ coach: "built-in", results, isStandIn: false }]);
    expect(page).toContain(`| built-in | ${results.length} of ${results.length} |`);
  });
});

describe("the scores", () => {
  test("see what is amiss: an invented number, a promise, a price where none may be, too many words", () => {
    const refused = results.find(({ situation }) => situation.refuses);
    if (refused === undefined) throw new Error("no situation refuses");
    const said = (text: string): ReturnType<typeof scoreOf> =>
      scoreOf(refused.situation, [{ type: "words", text, claims: [] }]);
    expect(said("SPY last price 188.42, guaranteed.")).toMatchObject({
      grounded: false,
      "refuses when it must": false,
      "promises nothing": false,
    });
    expect(said("It won seventeen times.").grounded).toBe(false);
    expect(said("word ".repeat(200)).brief).toBe(false);
  });

  test("see a light that is not told first", () => {
    const locked = results.find(({ situation }) => situation.scene.kind === "lockout");
    if (locked === undefined) throw new Error("no scene is locked");
    const score = scoreOf(locked.situation, [{ type: "words", text: "SPY is fine.", claims: [] }]);
    expect(score["risk first"]).toBe(false);
  });
});
