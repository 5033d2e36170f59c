import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PIN_FILE, Pin, WeakPin, isWeakPin } from "./pin.ts";
import { SECRET_FILE, sessionSecret } from "./secret.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotlight-pin-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test("AUTH_PIN is in force, above a chosen one, and is named without being told", async () => {
  const pin = await Pin.open(folder, "a secret", "482913");
  const { source, id } = await pin.inForce();
  expect(source).toBe("environment");
  expect(id).not.toContain("482913");
  expect(await pin.matches("482913")).toBe(true);
  expect(await pin.matches("482914")).toBe(false);
  expect((await (await Pin.open(folder, "a secret", "482913")).inForce()).id).toBe(id);
  expect((await (await Pin.open(folder, "another secret", "482913")).inForce()).id).not.toBe(id);
});

test("a chosen PIN is stored as an Argon2id hash that only its owner can read, and can be reset", async () => {
  const pin = await Pin.open(folder, "a secret", null);
  expect((await pin.inForce()).source).toBe("none");
  expect(await pin.matches("482913")).toBe(false);
  await pin.choose("482913", 7);
  const file = join(folder, PIN_FILE);
  const text = await readFile(file, "utf8");
  expect(text).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
  expect(text).not.toContain("482913");
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(await pin.matches("482913")).toBe(true);
  const { id } = await pin.inForce();
  await pin.choose("739104", 8);
  expect((await pin.inForce()).id).not.toBe(id);
  expect(await pin.reset()).toBe(true);
  expect((await pin.inForce()).source).toBe("none");
  expect(await pin.reset()).toBe(false);
});

test("a damaged file locks, it does not open", async () => {
  await writeFile(join(folder, PIN_FILE), "{}");
  const pin = await Pin.open(folder, "a secret", null);
  expect((await pin.inForce()).source).toBe("chosen");
  expect(await pin.matches("482913")).toBe(false);
  await pin.reset();
});

test("PINs that anybody would try first are not taken", async () => {
  const pin = await Pin.open(folder, "a secret", null);
  for (const weak of ["000000", "123456", "987654321"]) {
    expect(isWeakPin(weak)).toBe(true);
    await expect(pin.choose(weak, 0)).rejects.toThrow(WeakPin);
  }
  expect(isWeakPin("482913")).toBe(false);
});

test("the secret is generated once, readable by its owner only, and one that is given stands above it", async () => {
  const generated = await sessionSecret(folder, null);
  expect(generated.length).toBeGreaterThanOrEqual(43);
  expect(await sessionSecret(folder, null)).toBe(generated);
  expect((await stat(join(folder, SECRET_FILE))).mode & 0o077).toBe(0);
  expect(await sessionSecret(folder, "given")).toBe("given");
  await writeFile(join(folder, SECRET_FILE), "short");
  await expect(sessionSecret(folder, null)).rejects.toThrow(/damaged/);
});
