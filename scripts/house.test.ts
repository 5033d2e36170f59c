import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
  const ofTheClient = ["VITE_API_BASE", "VITE_HTTPS", "VITE_BUILD_ID"];
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
  const checked = ["packages/", "apps/server/src/", "apps/web/src/", "e2e/src/", "scripts/", "standins/src/"];
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

test("every test that docs/security.md names exists", () => {
  const page = readFileSync(join(root, "docs/security.md"), "utf8");
  const cells = page.split("\n").filter((line) => /^\| \d/.test(line));
  expect(cells.length).toBeGreaterThan(30);
  let named = 0;
  for (const cell of cells) {
    let file = "";
    for (const [, path, words] of cell.matchAll(/`([\w/-]+\.test\.ts)`|"([^"]+)"/g)) {
      if (path !== undefined) file = path;
      if (words === undefined || file === "") continue;
      expect(readFileSync(join(root, "apps/server/src", file), "utf8"), `${file}: ${words}`).toContain(words);
      named += 1;
    }
  }
  expect(named).toBeGreaterThan(30);
});

test("P40 the checks refuse what made the first attempt unreadable: long functions, `any`, dead files, cycles", () => {
  const folder = mkdtempSync(join(tmpdir(), "spotlight-house-"));
  const long = Array.from({ length: 70 }, (_, line) => `  total += ${line};`).join("\n");
  const sample = join(folder, "sample.ts");
  writeFileSync(sample, `export function long(total: any): any {\n${long}\n  return total;\n}\n`);
  const said = spawnSync(
    join(root, "node_modules/.bin/oxlint"),
    ["-c", join(root, ".oxlintrc.json"), sample],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  rmSync(folder, { recursive: true });
  expect(said.status).not.toBe(0);
  expect(said.stdout).toContain("max-lines-per-function");
  expect(said.stdout).toContain("no-explicit-any");
  const checks = readFileSync(join(root, "scripts/check.mjs"), "utf8");
  for (const tool of ["knip", "oxlint", "house.mjs"]) expect(checks).toContain(tool);
  const sources = tracked.filter(
    (file) => /^(packages|apps)\/.*\.tsx?$/.test(file) && existsSync(join(root, file)),
  );
  for (const file of sources) {
    const text = readFileSync(join(root, file), "utf8");
    expect(text, file).not.toMatch(
      /:\s*any\b|\bas any\b|@ts-ignore|@ts-expect-error|oxlint-disable|eslint-disable/,
    );
  }
});

function matches(file: string, pattern: string): boolean {
  return matchesGlob(file, pattern);
}
