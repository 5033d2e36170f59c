import { expect, test } from "vitest";
import { agentText, bytesText, durationText, momentText, spanText } from "./format.ts";

const plain = (text: string): string => text.replaceAll("\u202F", " ");

test("bytes", () => {
  expect([0, 812, 1_024, 1_536, 104_857_600, 4_509_715_660].map(bytesText).map(plain)).toEqual([
    "0 B",
    "812 B",
    "1.0 KiB",
    "1.5 KiB",
    "100 MiB",
    "4.2 GiB",
  ]);
});

test("stretches of time", () => {
  expect([0, 999, 14_000, 185_000, 3_600_000, 187_200_000, -5].map(spanText).map(plain)).toEqual([
    "0 s",
    "0 s",
    "14 s",
    "3 min 5 s",
    "1 h",
    "2 d 4 h",
    "0 s",
  ]);
});

test("durations", () => {
  expect([0.424, 1.26, 12.4, 1_340].map(durationText).map(plain)).toEqual([
    "0.42 ms",
    "1.3 ms",
    "12 ms",
    "1.3 s",
  ]);
});

test("moments carry their day when it is not today", () => {
  const now = new Date(2026, 10, 24, 15, 0).getTime();
  expect(momentText(new Date(2026, 10, 24, 14, 3, 22).getTime(), now)).toBe("14:03:22");
  expect(momentText(new Date(2026, 10, 21, 14, 3, 22).getTime(), now)).toBe("21 Nov 14:03");
});

test("agents", () => {
  expect(
    agentText(
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    ),
  ).toBe("Chrome on Linux");
  expect(agentText("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")).toBe(
    "Safari on iPhone",
  );
  expect(agentText("curl/8.5.0")).toBe("curl");
  expect(agentText("")).toBe("Unknown");
});
