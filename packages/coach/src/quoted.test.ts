import type { MemoryHit } from "@spotlight/contracts";
import { expect, test } from "vitest";
import { checkWords } from "./gate/check-words.ts";
import { LIBRARY } from "./library/index.ts";
import { passagesOf } from "./memory/passages.ts";
import { tellJournal, tellMemory, tellPage } from "./quoted.ts";

const AT_MS = Date.UTC(2026, 5, 2, 14, 42);
const WHOLE = "The memory page shows it whole.";

function hit(title: string, text: string, kind: MemoryHit["kind"] = "glossary"): MemoryHit {
  const place = { page: null, heading: null, offset: 0 };
  return { memory: title, kind, title, text, place, origin: { kind: "text" }, learnedMs: AT_MS, score: 1 };
}

function shipped(title: string): MemoryHit {
  const page = LIBRARY.find((each) => each.title === title);
  if (page === undefined) throw new Error(`${title} is no page of the library`);
  return hit(page.title, passagesOf([{ page: null, text: page.text }])[0]?.text ?? "", page.kind);
}

test("a page that comes with the product is quoted; the one of the very word before one that ranks higher", () => {
  expect(tellPage([shipped("EMA"), shipped("VWAP")], "vwap", "glossary")[0]).toBe(
    "VWAP: Volume-weighted average price: what the average share cost since the session's open.",
  );
});

test("most pages are quoted, and a sentence that would need evidence from none", () => {
  const said = tellPage([shipped("R")], "r", "glossary");
  expect(said).toEqual(["R: What a trade risks, from entry to stop.", WHOLE]);
  const quoted = LIBRARY.filter(
    ({ title, kind }) => tellPage([shipped(title)], title, kind)[0]?.startsWith("Nearest") === false,
  );
  expect(quoted.length).toBeGreaterThan(0.8 * LIBRARY.length);
});

test.each(LIBRARY.map(({ title, kind }) => [title, kind] as const))("%s is told", (title, kind) => {
  const said = tellPage([shipped(title)], title, kind);
  expect(said.length).toBeGreaterThan(0);
  for (const sentence of said) {
    expect(sentence).not.toMatch(/\d/);
    expect([
      sentence,
      checkWords(sentence, { evidence: [], symbols: ["SPY", "QQQ"], asked: title }).problems,
    ]).toEqual([sentence, []]);
  }
});

test("of what a person wrote the title alone is said, and of that nothing which needs evidence or is a promise", () => {
  const changed = hit("VWAP", "SPY is at 999.99.");
  expect(tellPage([changed], "vwap", "glossary")).toEqual(["Nearest in the glossary is “VWAP”.", WHOLE]);
  expect(tellMemory([hit("Fridays", "I lost 3 R.", "insight")])).toEqual([
    "Nearest in your memory is “Fridays”.",
    WHOLE,
  ]);
  for (const title of ["SPY goes to 999", "Won 19 of 20", "A guaranteed win", "Up twenty percent"])
    expect(tellMemory([hit(title, "")])[0]).toBe(
      "Something in your memory fits; nothing bears out what its title says.",
    );
});

test("the newest entry of the journal is told by its time, and by its title when it has one", () => {
  const entry = { id: "1", day: "2026-06-02", atMs: AT_MS, symbol: null, text: "SPY 999.99", tags: [] };
  expect(tellJournal([{ ...entry, kind: "note", title: "" }])).toEqual([
    "Your newest entry is of 2026-06-02 at 10:42.",
    "The journal page shows it whole.",
  ]);
  expect(tellJournal([{ ...entry, kind: "note", title: "Waited" }])[1]).toBe("It is called “Waited”.");
});

test("nothing that fits is said to be nothing", () => {
  expect(tellPage([], "theta", "glossary")).toEqual(["The glossary has nothing on that."]);
  expect(tellMemory([])).toEqual(["Nothing in your memory fits that."]);
  expect(tellJournal([])).toEqual(["Your journal has no such entry."]);
});
