import { describe, expect, test } from "vitest";
import { clock, zone } from "./clock.ts";
import { strangeNames, wrongValues } from "./environment.ts";
import { nodeVersion } from "./installation.ts";
import { flags } from "./services.ts";

describe("settings", () => {
  test("a name that nothing reads is told, with the one that was meant", () => {
    const around = { SYMBOLDS: "SPY", HOME: "/root", PWD: "/" };
    const findings = strangeNames(["DATABSE_URL", "MY_OWN", "PORT"], around);
    expect(findings.map(({ status, mend }) => [status, mend])).toEqual([
      ["warn", "Did you mean DATABASE_URL?"],
      ["warn", expect.stringContaining("Take the line out")],
      ["warn", "Did you mean SYMBOLS?"],
    ]);
  });

  test("every wrong value is told at once, and none of them is repeated", () => {
    const secret = "123-secret";
    const variables = { PORT: "eighty", AUTH_PIN: secret, LOG_LEVEL: "loud", HOST: "", DATABASE_URL: secret };
    const findings = wrongValues(variables);
    const names = findings.map(({ says }) => says.slice(0, says.indexOf(" "))).sort();
    expect(names).toEqual(["AUTH_PIN", "DATABASE_URL", "LOG_LEVEL", "PORT"]);
    expect(JSON.stringify(findings)).not.toContain(secret);
    expect(wrongValues({ PORT: "8080", HOST: "" })).toEqual([]);
  });
});

test.each([
  ["20.19.0", "ok"],
  ["20.18.3", "fail"],
  ["18.20.1", "fail"],
  ["22.0.0", "ok"],
])("Node.js %s is %s", (version, status) => {
  expect(nodeVersion(version).status).toBe(status);
});

test("a clock that cannot be right fails", () => {
  expect(clock(Date.UTC(2026, 11, 1)).status).toBe("ok");
  expect(clock(0).status).toBe("fail");
  expect(clock(Date.UTC(2120, 0, 1)).status).toBe("fail");
});

const standardTime = (ms: number): string => new Date(ms - 5 * 3_600_000).toISOString().slice(11, 16);

test("time zone data without New York's summer time fails", () => {
  expect(zone(standardTime).status).toBe("fail");
  const options = {
    timeZone: "America/New_York",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  expect(zone((ms) => new Intl.DateTimeFormat("en-US", options).format(ms)).status).toBe("ok");
});

test("flags past their day are told", () => {
  expect(flags(Date.UTC(2026, 0, 1)).status).toBe("ok");
  expect(flags(Date.UTC(2100, 0, 1))).toMatchObject({ status: "warn" });
});
