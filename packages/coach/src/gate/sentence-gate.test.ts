import { seededRandom } from "@spotlight/strategy";
import fc from "fast-check";
import { expect, it } from "vitest";
import { falseSentence, trueSentence } from "../testing/sentences.ts";
import { checkWords } from "./check-words.ts";
import { SentenceGate } from "./sentence-gate.ts";

const GROUND = { evidence: [], symbols: ["SPY", "BRK.B"], asked: "" };

function written(text: string, size = 1): string[] {
  const gate = new SentenceGate(() => GROUND);
  const gated = [];
  for (let from = 0; from < text.length; from += size)
    gated.push(...gate.push(text.slice(from, from + size)));
  return [...gated, ...gate.end()].map(({ said }) => said);
}

it("cuts at the ends of sentences and not at points inside numbers, symbols and shortened words", () => {
  const sentences = [
    "SPY is at 581.20 now. ",
    "The U.S. market opened at 9:30 a.m. in New York. ",
    "It pays R 2.0. ",
    "BRK.B has 2.0 R. ",
    "Is it so? ",
    "Yes… ",
    "Done.",
  ];
  expect(written(sentences.join(""))).toEqual(sentences);
});

it("withholds a sentence that does not end, and goes on after it", () => {
  const gate = new SentenceGate(() => GROUND);
  const gated = [...gate.push("calm ".repeat(500)), ...gate.push("and so on. All is calm. "), ...gate.end()];
  expect(gated.map(({ said }) => said).join("")).toBe(`${"calm ".repeat(500)}and so on. All is calm. `);
  expect(gated.filter(({ text }) => text !== "").map(({ text }) => text)).toEqual(["All is calm. "]);
});

it("says of streamed words what it says of whole ones, however they are cut", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
      (seed, truths, sizes) => {
        const random = seededRandom(seed);
        const made = truths.map((truth) => (truth ? trueSentence(random) : falseSentence(random)));
        const text = made.map((each) => each.text).join(" ");
        const ground = { ...GROUND, evidence: made.flatMap(({ evidence }) => evidence) };
        const gate = new SentenceGate(() => ground);
        const gated = [];
        for (let from = 0, turn = 0; from < text.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          gated.push(...gate.push(text.slice(from, from + size)));
          from += size;
        }
        gated.push(...gate.end());
        expect(gated.map(({ said }) => said).join("")).toBe(text);
        const whole = checkWords(text, ground);
        expect(gated.every(({ verdict }) => verdict.grounded)).toBe(whole.grounded);
        expect(gated.flatMap(({ verdict }) => verdict.claims.map((claim) => claim.evidence))).toEqual(
          whole.claims.map(({ evidence }) => evidence),
        );
        expect(
          gated.every(({ text: shown, said, verdict }) => shown === (verdict.grounded ? said : "")),
        ).toBe(true);
      },
    ),
    { verbose: true },
  );
});
