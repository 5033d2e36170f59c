import { seededRandom } from "@spotlight/strategy";
import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { checkWords } from "./gate/check-words.ts";
import type { Ground, WordsVerdict } from "./gate/ground.ts";
import { spokenForm } from "./spoken-form.ts";
import { exampleGround } from "./testing/example-ground.ts";
import { falseSentence, trueSentence } from "./testing/sentences.ts";

const SYMBOLS = ["SPY", "QQQ", "NVDA", "BRK.B", "IBM", "TSLA", "AMD"];
const COUNT = 3_000;

function judged(text: string, ground: Ground): { grounded: boolean; claims: readonly (readonly string[])[] } {
  const { grounded, claims }: WordsVerdict = checkWords(text, ground);
  return { grounded, claims: claims.map(({ evidence }) => [...evidence].sort()) };
}

test("what a voice says", () => {
  const said = {
    "SPY B proposed entry 581.20, stop 580.60, target 582.40, R 2.0. 11 of 19 (35–77 %).":
      "SPY B proposed entry five eighty-one twenty, stop five eighty sixty, target five eighty-two forty, R two. 11 of 19 (35 to 77 percent).",
    "SPY last price 581.00 at 10:42.": "SPY last price five hundred eighty-one at 10:42.",
    "SPY VWAP 605.05, 500.20, 81.09 and 10.42.":
      "SPY VWAP six oh five oh five, five hundred point two zero, eighty-one oh nine and ten point four two.",
    "Realised −1.5 R, −$12.50, +1.2 %, 1.8× and 2.0x.":
      "Realised minus one point five R, minus twelve point five zero dollars, plus one point two percent, one point eight times and two point zero times.",
    "On 2026-11-24 the 15-minute range of BRK.B was 12,345.67.":
      "On 2026-11-24 the 15-minute range of BRK.B was twelve thousand three hundred forty-five point six seven.",
    "1,900 shares at 0.1234.": "1,900 shares at zero point one two three four.",
  };
  expect(Object.keys(said).map((text) => spokenForm(text))).toEqual(Object.values(said));
});

describe("the gate reads in the spoken form what it reads in the written one", () => {
  it("of every price to the cent", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_500_000 }), (cents) => {
        const price = cents / 100;
        const ground = exampleGround("", [["opening price", price, "price", "NVDA"]]);
        const text = `NVDA price ${price.toFixed(price < 1 ? 4 : 2)}.`;
        expect(judged(text, ground).grounded).toBe(true);
        expect(judged(spokenForm(text), ground), spokenForm(text)).toEqual(judged(text, ground));
      }),
      { numRuns: COUNT },
    );
  });

  it("of sentences that hold, and lets none through that does not", () => {
    const random = seededRandom(20_261_129);
    for (let index = 0; index < COUNT; index += 1) {
      const right = trueSentence(random);
      const ground = { evidence: right.evidence, symbols: SYMBOLS, asked: "" };
      const written = judged(right.text, ground);
      if (written.grounded)
        expect(judged(spokenForm(right.text), ground), spokenForm(right.text)).toEqual(written);
      const wrong = falseSentence(random);
      const held = judged(spokenForm(wrong.text), { evidence: wrong.evidence, symbols: SYMBOLS, asked: "" });
      expect(held.grounded, spokenForm(wrong.text)).toBe(false);
    }
  });
});
