const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
const THIN = "\u202F";

/** An amount of bytes with three significant digits at most: `812 B`, `4.2 GiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)}${THIN}${UNITS[unit] ?? ""}`;
}

/** A stretch of time in its two largest units: `14 s`, `3 min 5 s`, `2 d 4 h`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `0${THIN}s`;
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${THIN}${unit}`)
    .join(" ");
}

/** A short duration: `0.42 ms`, `12 ms`, `1.3 s`. */
export function durationText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)}${THIN}s`;
  if (ms >= 10) return `${Math.round(ms)}${THIN}ms`;
  return `${ms.toFixed(ms >= 1 ? 1 : 2)}${THIN}ms`;
}

/** A time of this machine's day, with the day when it is another one: `14:03:22`, `21 Nov 14:03`. */
export function momentText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const today = new Date(nowMs).toDateString() === at.toDateString();
  const clock = at.toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(today ? { second: "2-digit" } : {}),
  });
  if (today) return clock;
  return `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock}`;
}

/** Which browser and system an agent names, as far as a person wants to know: `Chrome on Linux`. */
export function agentText(agent: string): string {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(agent))?.[0];
  const system = SYSTEMS.find(([, pattern]) => pattern.test(agent))?.[0];
  if (browser === undefined) return agent === "" ? "Unknown" : (agent.split(/[ /]/)[0] ?? agent);
  return system === undefined ? browser : `${browser} on ${system}`;
}

const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ["Edge", /\bEdg/],
  ["Opera", /\bOPR\//],
  ["Firefox", /\bFirefox\//],
  ["Chrome", /\b(Headless)?Chrome\//],
  ["Safari", /\bSafari\//],
];
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
];
