import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Metrics } from "../telemetry/metrics.ts";
import { Vendor, VendorFailure, type VendorPlan } from "./vendor.ts";

const PLAN: VendorPlan = {
  name: "Example",
  timeoutMs: 100,
  retries: 2,
  firstWaitMs: 2,
  longestWaitMs: 400,
  breakAfter: 4,
  restMs: 60,
  longestRestMs: 1_000,
  atOnce: 2,
  waiting: 1,
};

function vendor(more: Partial<VendorPlan> = {}): Vendor {
  return new Vendor({ ...PLAN, ...more }, new Metrics());
}

/** Fails in this way as often as it is told, then answers. */
function failing(
  times: number,
  error: () => Error,
): { readonly asked: () => number; readonly request: () => Promise<string> } {
  let asked = 0;
  return {
    asked: () => asked,
    request: async () => {
      asked += 1;
      if (asked <= times) throw error();
      return `answer ${asked}`;
    },
  };
}

test("equal requests in flight are one request; others are their own", async () => {
  const asked: string[] = [];
  const under = vendor({ atOnce: 10 });
  const ask = (key: string | null): Promise<number> =>
    under.ask(key, async () => {
      asked.push(String(key));
      await delay(10);
      return asked.length;
    });
  const [one, same] = await Promise.all([ask("a"), ask("a"), ask("b"), ask(null), ask(null)]);
  expect(one).toBe(same);
  expect(asked.toSorted((x, y) => x.localeCompare(y))).toEqual(["a", "b", "null", "null"]);
  await ask("a");
  expect(asked).toHaveLength(5);
});

test("a failure that may pass is tried again; a refusal is not", async () => {
  const passing = failing(2, () => new Error("reset"));
  expect(await vendor().ask(null, passing.request)).toBe("answer 3");
  const refused = failing(9, () => new VendorFailure("The key is wrong.", false));
  await expect(vendor().ask(null, refused.request)).rejects.toThrow("The key is wrong.");
  expect(refused.asked()).toBe(1);
});

test("a vendor that wants to be left alone for a while is", async () => {
  const busy = failing(1, () => new VendorFailure("Too many requests.", true, 150));
  const began = performance.now();
  expect(await vendor().ask(null, busy.request)).toBe("answer 2");
  expect(performance.now() - began).toBeGreaterThanOrEqual(149);
});

test("a vendor that does not answer is given up, told so, and named", async () => {
  const signals: AbortSignal[] = [];
  const silent = vendor({ retries: 1, timeoutMs: 30 }).ask(null, (signal) => {
    signals.push(signal);
    return new Promise<string>(() => undefined);
  });
  await expect(silent).rejects.toMatchObject({
    message: "Example did not answer within 30 ms.",
    retryable: true,
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test("a vendor that is down is not asked until it had a rest, and then once; when that succeeds it is well", async () => {
  const under = vendor({ retries: 0 });
  let down = true;
  let asked = 0;
  const ask = (): Promise<string> =>
    under.ask(null, async () => {
      asked += 1;
      if (down) throw new Error("down");
      return "well";
    });
  for (let attempt = 0; attempt < 4; attempt += 1)
    await expect(ask()).rejects.toThrow("could not be reached");
  expect(under.resting).toBe(true);
  await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining("asked again") as string });
  expect(asked).toBe(4);
  await expect
    .poll(
      () =>
        ask().then(
          () => asked,
          () => asked,
        ),
      { timeout: 5_000 },
    )
    .toBe(5);
  expect(under.resting).toBe(true);
  down = false;
  await expect.poll(() => ask().then(null, () => "resting"), { timeout: 5_000 }).toBe("well");
  expect(under.resting).toBe(false);
});

test("more than may wait are refused at once, and those that were let in are answered", async () => {
  const under = vendor();
  const slow = (): Promise<string> => under.ask(null, async () => delay(20, "done"));
  const outcomes = await Promise.allSettled([slow(), slow(), slow(), slow(), slow()]);
  expect(outcomes.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
});
