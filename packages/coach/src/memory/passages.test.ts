import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passagesOf } from "./passages.ts";

const LONG = "A sentence of a long text. ".repeat(200);

function plain(text: string): string {
  return text.replaceAll(/\s/g, "");
}

describe("passages", () => {
  it("stand under their heading, on their page, at their offset", () => {
    const first = "# Entries\n\nWait for the close.\n\nThen act.\n\n## Stops\nBelow the low.";
    const passages = passagesOf([
      { page: 1, text: first },
      { page: 2, text: "  Never widen." },
    ]);
    expect(passages).toEqual([
      { text: "Wait for the close.\n\nThen act.", place: { page: 1, heading: "Entries", offset: 11 } },
      { text: "Below the low.", place: { page: 1, heading: "Stops", offset: first.indexOf("Below") } },
      { text: "Never widen.", place: { page: 2, heading: "Stops", offset: first.length + 2 } },
    ]);
  });

  it("are cut after sentences, else after words, else where they must be", () => {
    const cut = passagesOf([{ page: null, text: LONG }]);
    expect(cut.length).toBeGreaterThan(3);
    for (const { text } of cut) expect(text.endsWith(".")).toBe(true);
    expect(passagesOf([{ page: null, text: "x".repeat(4_000) }]).map(({ text }) => text.length)).toEqual([
      1_600, 1_600, 800,
    ]);
  });

  it("lose no word, and are where they say they are", () => {
    const text = fc.stringMatching(/^([a-z]{1,9}[ .]{0,2}(\n\n?)?){0,400}$/);
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), (pages) => {
        const whole = pages.join("");
        const passages = passagesOf(pages.map((page, at) => ({ page: at + 1, text: page })));
        for (const { text: words, place } of passages) {
          expect(words.length).toBeLessThanOrEqual(1_602);
          expect(whole.startsWith(words.slice(0, words.search(/\n|$/)), place.offset)).toBe(true);
        }
        expect(plain(passages.map((passage) => passage.text).join(""))).toBe(plain(whole));
      }),
      { numRuns: 100 },
    );
  });
});
