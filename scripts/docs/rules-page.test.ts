import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkRule, describeBuiltins, STATEMENTS } from "../../packages/strategy/src/index.ts";
import { rulesPage } from "./rules-page.ts";

/** Text without what the formatter adds: the padding of tables and the breaks of lines. */
function plain(text: string): string {
  return text.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ").trim();
}

/** A whole rule around a statement, which stands in the place of the one that is usual. */
function ruleWith(statement: string): string {
  const usual = ['rule "Test"', "long", "when close > vwap", "stop low", "target 2 R"];
  const [word = ""] = statement.split(" ");
  const others = usual.filter((each) => each.split(" ")[0] !== (word === "short" ? "long" : word));
  return [statement, ...others].join("\n");
}

describe("docs/rules.md", () => {
  it("is what the code says: npm run docs:rules", () => {
    const written = readFileSync(resolve(import.meta.dirname, "../../docs/rules.md"), "utf8");
    expect(plain(written)).toBe(plain(rulesPage()));
  });

  it.each(Object.values(STATEMENTS))("shows a statement that holds together: $form", ({ form }) => {
    expect(checkRule(ruleWith(form)).errors).toEqual([]);
  });

  it.each(describeBuiltins())("shows an example of $name that holds together", ({ name, example }) => {
    const source = example.startsWith("stop ") ? ruleWith(example) : ruleWith(`when ${example}`);
    expect(checkRule(source).errors).toEqual([]);
    expect(example).toMatch(new RegExp(String.raw`\b${name}\b`));
  });
});
