import type { ProposedAct, ToolAnswer } from "@spotlight/contracts";
import { expect, test } from "vitest";
import { settle } from "../stream/testing/fixtures.ts";
import { CoachApi } from "./coach-api.ts";
import { type ActState, CoachSession } from "./coach-session.ts";

const ACT: ProposedAct = { tool: "watch_symbol", input: { symbol: "NVDA" }, words: "Watch NVDA." };
const DONE: ToolAnswer = {
  ok: true,
  tool: "watch_symbol",
  source: "test",
  asOfMs: 1,
  ageMs: 0,
  data: { symbols: ["NVDA"] },
  evidence: [],
};
const REFUSED: ToolAnswer = {
  ok: false,
  tool: "watch_symbol",
  refusal: { code: "unknown_symbol", message: "Nobody trades NVDA here.", retry: false },
};

/** A talk in which a model proposes to do something, and what the server was asked to do for it. */
function proposed(answer: () => Response) {
  const asked: string[] = [];
  const api = new CoachApi({
    fetch: async (input, init) => {
      asked.push(`${input as string} ${init?.body as string}`);
      return answer();
    },
  });
  const coach = new CoachSession(api);
  const turn = coach.begin("Watch NVDA for me");
  turn.take({ type: "words", text: "NVDA can be watched.", claims: [] });
  turn.take({ type: "confirm", act: ACT });
  turn.take({ type: "done", coach: "a model", evidence: [] });
  const { id } = coach.turns.at(-1) ?? { id: 0 };
  return {
    asked,
    decide: (agreed: boolean, place = 1) => coach.decide(id, place, agreed),
    state: (): ActState | null => {
      const one = coach.turns.at(-1)?.said.find(({ kind }) => kind === "confirm");
      return one?.kind === "confirm" ? one.state : null;
    },
  };
}

test("what a model proposes is done when the person agrees, once", async () => {
  const { decide, state, asked } = proposed(() => Response.json(DONE));
  expect(state()).toBe("proposed");
  const first = decide(true);
  expect(state()).toBe("doing");
  await Promise.all([first, decide(true), decide(false)]);
  expect(state()).toBe("done");
  await decide(false);
  expect(state()).toBe("done");
  expect(asked).toEqual(['/api/tools/watch_symbol {"symbol":"NVDA"}']);
});

test("it is dropped when the person does not agree, and nothing is asked of the server", async () => {
  const { decide, state, asked } = proposed(() => Response.json(DONE));
  await decide(false);
  expect(state()).toBe("dropped");
  expect(asked).toEqual([]);
});

test("a refusal says why it was not done, and it can be tried again", async () => {
  const answers = [REFUSED, DONE];
  const { decide, state } = proposed(() => Response.json(answers.shift()));
  await decide(true);
  expect(state()).toEqual({ failed: "Nobody trades NVDA here." });
  await decide(true);
  expect(state()).toBe("done");
});

test("a server that does not answer is said to be so", async () => {
  const { decide, state } = proposed(() => {
    throw new TypeError("fetch failed");
  });
  await decide(true);
  expect(state()).toMatchObject({ failed: expect.stringMatching(/server/i) as string });
});

test("what is no proposal cannot be decided", async () => {
  const { decide, state, asked } = proposed(() => Response.json(DONE));
  await decide(true, 0);
  await decide(true, 9);
  await settle();
  expect(state()).toBe("proposed");
  expect(asked).toEqual([]);
});
