import { expect, test } from "vitest";
import { isNewVersion } from "./new-version.tsx";

test.each([
  ["a", "a", false],
  ["a", "b", true],
  [undefined, "b", false],
  ["", "b", false],
  ["a", null, false],
])("a page of build %s is %s's: new version %s", (own, served, expected) => {
  expect(isNewVersion(own, served)).toBe(expected);
});
