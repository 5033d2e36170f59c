import type { Claim } from "@spotlight/contracts";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceText, piecesOf } from "./claims.ts";

function claim(start: number, end: number): Claim {
  return { text: "", start, end, evidence: ["e1"] };
}

it("cuts a sentence at its claims", () => {
  expect(
    piecesOf("SPY at 581.20 now", [claim(7, 13)]).map(({ text, claim: of }) => [text, of !== null]),
  ).toEqual([
    ["SPY at ", false],
    ["581.20", true],
    [" now", false],
  ]);
});

it("loses and repeats nothing, whatever the claims", () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(40), fc.nat(40)).map(([start, more]) => claim(start, start + more)),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), ranges, (text, claims) => {
      expect(
        piecesOf(text, claims)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }),
    { verbose: true },
  );
});

it("says what stands behind a number", () => {
  const atMs = Date.UTC(2026, 5, 2, 14, 42, 7);
  const origin = { kind: "risk" } as const;
  expect(
    evidenceText({
      id: "e1",
      tool: "t",
      label: "stop",
      symbol: "SPY",
      value: 580.6,
      unit: "price",
      atMs,
      origin,
    }),
  ).toBe("SPY stop 580.60, of 10:42:07");
});
