import { expect, test } from "vitest";
import { Coalesced } from "./coalesced.ts";

const fail = (): Promise<number> => Promise.reject(new Error("no"));

test("equal questions in flight share one answer; a later one is asked anew", async () => {
  const coalesced = new Coalesced<number>();
  let asked = 0;
  const ask = async (): Promise<number> => {
    asked += 1;
    return asked;
  };
  expect(await Promise.all([coalesced.share("a", ask), coalesced.share("a", ask)])).toEqual([1, 1]);
  expect(await coalesced.share("a", ask)).toBe(2);
});

test("other questions have their own answers", async () => {
  const coalesced = new Coalesced<string>();
  const answers = ["a", "b"].map((key) => coalesced.share(key, async () => key));
  expect(await Promise.all(answers)).toEqual(["a", "b"]);
});

test("a failure reaches everybody who waited and is not kept", async () => {
  const coalesced = new Coalesced<number>();
  const both = await Promise.allSettled([coalesced.share("a", fail), coalesced.share("a", fail)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await coalesced.share("a", async () => 1)).toBe(1);
});
