import fc from "fast-check";
import { expect, test } from "vitest";
import { PinThrottle } from "./throttle.ts";

const HOUR_MS = 3_600_000;

function clocked(): { throttle: PinThrottle; readonly pass: (ms: number) => void } {
  let nowMs = 1_000;
  return {
    throttle: new PinThrottle(() => nowMs),
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

/** Guesses wrongly; answers how long to wait when the guess was not checked. */
function guess(throttle: PinThrottle, key: string, known = false): number | null {
  const outcome = throttle.attempt(key, known);
  return "waitMs" in outcome ? outcome.waitMs : null;
}

test("P5 five wrong guesses of an address are checked, the sixth waits, and each later one twice as long", () => {
  const { throttle, pass } = clocked();
  for (let wrong = 0; wrong < 5; wrong += 1) expect(guess(throttle, "a")).toBeNull();
  for (const waitMs of [30_000, 60_000, 120_000, 240_000]) {
    expect(guess(throttle, "a")).toBe(waitMs);
    pass(waitMs - 1);
    expect(guess(throttle, "a")).toBe(1);
    pass(1);
    expect(guess(throttle, "a")).toBeNull();
  }
});

test("a right guess ends the row of its address and of nobody else", () => {
  const { throttle } = clocked();
  for (let wrong = 0; wrong < 4; wrong += 1) {
    guess(throttle, "a");
    guess(throttle, "b");
  }
  const right = throttle.attempt("a", false);
  if (!("right" in right)) throw new Error("refused");
  right.right();
  for (let wrong = 0; wrong < 5; wrong += 1) expect(guess(throttle, "a")).toBeNull();
  expect(guess(throttle, "b")).toBeNull();
  expect(guess(throttle, "b")).not.toBeNull();
});

test("P5 ten thousand guesses from as many addresses: at most 60 are checked in the first hour, however they are spread", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 720 }), (addresses, gapMs) => {
      const { throttle, pass } = clocked();
      let checked = 0;
      for (let wrong = 0; wrong < 10_000; wrong += 1) {
        if (wrong * gapMs >= HOUR_MS) break;
        if (guess(throttle, `address ${wrong % addresses}`) === null) checked += 1;
        pass(gapMs);
      }
      expect(checked).toBeLessThanOrEqual(60);
    }),
    { numRuns: 20, verbose: true },
  );
});

test("guesses at once count like guesses in a row: none is right before it was let through", () => {
  const { throttle } = clocked();
  const all = Array.from({ length: 200 }, () => throttle.attempt("a", false));
  expect(all.filter((outcome) => "right" in outcome)).toHaveLength(5);
});

test("while strangers keep guessing, who has a session may still enter the PIN, with a row of its own", () => {
  const { throttle } = clocked();
  for (let wrong = 0; wrong < 1_000; wrong += 1) guess(throttle, `stranger ${wrong}`);
  expect(guess(throttle, "newcomer")).not.toBeNull();
  for (let wrong = 0; wrong < 5; wrong += 1) expect(guess(throttle, "session", true)).toBeNull();
  expect(guess(throttle, "session", true)).toBe(30_000);
});

test("a restart is no way around the waits", () => {
  const { throttle } = clocked();
  throttle.restore(Array.from({ length: 5 }, (_, index) => ({ key: "a", agoMs: 10_000 + index })));
  expect(guess(throttle, "a")).toBe(20_000);
  expect(guess(throttle, "b")).toBeNull();
});

test("a row is forgotten after a quiet day", () => {
  const { throttle, pass } = clocked();
  for (let wrong = 0; wrong < 5; wrong += 1) guess(throttle, "a");
  pass(24 * HOUR_MS);
  for (let wrong = 0; wrong < 5; wrong += 1) expect(guess(throttle, "a")).toBeNull();
});
