import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { type Environment, ConfigurationError, environmentSchema, readConfig } from "../../config.ts";
import { type Check, type Finding, fail, ok, warn } from "./check.ts";

/** Read by Vite when the web app is built or developed. */
const OF_THE_CLIENT = ["VITE_API_BASE", "VITE_HTTPS", "VITE_BUILD_ID"];
const KNOWN = [...Object.keys(environmentSchema.shape), ...OF_THE_CLIENT];
/** Edits between a name and the one that was meant. */
const TYPO_MAX = 2;

/** The settings: names that nothing reads, values that are wrong, and whether the server would start with them. */
export const environmentCheck: Check = {
  name: "settings",
  run: ({ variables }) => {
    const inFile = existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};
    const findings = [...strangeNames(Object.keys(inFile), variables), ...wrongValues(variables)];
    if (findings.some(({ status }) => status === "fail")) return findings;
    return [...findings, ...starts(variables), ...production(variables)];
  },
};

/** Names of `.env` that nothing reads, and names of the environment that look like a slip of the pen. */
export function strangeNames(
  inFile: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const ofFile = inFile.filter((name) => !KNOWN.includes(name));
  const alike = Object.keys(variables).filter(
    (name) => !KNOWN.includes(name) && !inFile.includes(name) && name.length > 5 && isTypo(name),
  );
  return [...ofFile, ...alike].map((name) =>
    isTypo(name)
      ? warn("settings", `${name} is set, and nothing reads it.`, `Did you mean ${closest(name, KNOWN)}?`)
      : warn(
          "settings",
          `.env sets ${name}, and nothing reads it.`,
          "Take the line out, or see docs/environment.md.",
        ),
  );
}

function isTypo(name: string): boolean {
  return distance(name, closest(name, KNOWN)) <= TYPO_MAX;
}

/** Every wrong value at once. Values are not repeated: one of them may be a secret. */
export function wrongValues(variables: Readonly<Record<string, string | undefined>>): readonly Finding[] {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) =>
    fail(
      "settings",
      `${path.join(".")} is not usable: ${message}.`,
      "Correct it; docs/environment.md says what it takes.",
    ),
  );
}

function starts(variables: Readonly<Record<string, string | undefined>>): readonly Finding[] {
  try {
    readConfig(variables);
    return [ok("settings", "Every setting is understood.")];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [fail("settings", error.message, "The sentence says it; docs/environment.md says more.")];
  }
}

function production(variables: Readonly<Record<string, string | undefined>>): readonly Finding[] {
  const { NODE_ENV, APP_ORIGIN, HOST, TRUST_PROXY } = environmentSchema.parse(
    Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== "")),
  );
  if (NODE_ENV === "production") return [...origin(APP_ORIGIN), ...proxy(HOST, TRUST_PROXY)];
  try {
    readConfig({ ...variables, NODE_ENV: "production" });
    return [ok("production", "These settings would start in production too.")];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [ok("production", `Not ready for production, and does not run there: ${error.message}`)];
  }
}

function origin(address: string | undefined): readonly Finding[] {
  if (address === undefined)
    return [
      warn(
        "production",
        "APP_ORIGIN is not set, so writes are accepted from the address that the request names.",
        "Set APP_ORIGIN to the https address that people open.",
      ),
    ];
  if (address.startsWith("https://")) return [ok("production", `The app is opened at ${address}.`)];
  return [
    warn(
      "production",
      "APP_ORIGIN is not https, and the session's cookie is only sent over https.",
      "Put a proxy with a certificate before the server; docs/operations.md shows two.",
    ),
  ];
}

function proxy(host: string, trusted: Environment["TRUST_PROXY"]): readonly Finding[] {
  if (trusted !== 0) return [];
  return [
    warn(
      "production",
      `No proxy is trusted on ${host}, so behind one every client has the proxy's address and shares its limits.`,
      "Behind one proxy set TRUST_PROXY=1.",
    ),
  ];
}
