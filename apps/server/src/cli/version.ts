import { readFileSync } from "node:fs";

/** The product's version, from the package beside the sources and the build alike. */
export function productVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
