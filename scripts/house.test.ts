import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, matchesGlob, resolve } from "node:path";
import { expect, test } from "vitest";
import config from "../vitest.config.ts";

const root = resolve(import.meta.dirname, "..");
const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");

test("P1 the built server imports nothing that plain node could not find", () => {
  const dist = join(root, "apps/server/dist");
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  expect(files).toContain("main.js");
  for (const file of files) {
    for (const [, specifier = ""] of readFileSync(join(dist, file), "utf8").matchAll(/from "([^"]+)"/g)) {
      if (specifier.startsWith("."))
        expect(existsSync(resolve(dist, file, "..", specifier)), `${file}: ${specifier}`).toBe(true);
      else expect(specifier, file).toMatch(/^(node:|@?[a-z])(?!.*\.ts$)/);
    }
  }
});

test("P2 .env.example names every variable that the server reads, and nothing else", async () => {
  const { environmentSchema } = await import("../apps/server/src/config.ts");
  const example = readFileSync(join(root, ".env.example"), "utf8");
  const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name);
  const ofTheClient = ["VITE_API_BASE", "VITE_HTTPS"];
  expect(named.toSorted()).toEqual([...Object.keys(environmentSchema.shape), ...ofTheClient].toSorted());
});

test("P39 every test file is run, and every one is type-checked", () => {
  const tests = tracked.filter((file) => /\.test\.tsx?$/.test(file));
  const include = config.test?.include ?? [];
  expect(tests.length).toBeGreaterThan(30);
  for (const file of tests)
    expect(
      include.some((pattern) => matches(file, pattern)),
      `${file} is not run`,
    ).toBe(true);
  const checked = ["packages/", "apps/server/src/", "apps/web/src/", "e2e/src/", "scripts/"];
  for (const file of tests)
    expect(
      checked.some((folder) => file.startsWith(folder)),
      `${file} is not checked`,
    ).toBe(true);
  for (const file of ["tsconfig.json", "apps/web/tsconfig.json", "e2e/tsconfig.json"]) {
    expect(readFileSync(join(root, file), "utf8"), `${file} leaves tests out`).not.toMatch(
      /"exclude"[^\]]*test/,
    );
  }
});

function matches(file: string, pattern: string): boolean {
  return matchesGlob(file, pattern);
}
