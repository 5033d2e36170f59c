import type { ClientBase } from "pg";
import { EXPORT_VERSION } from "./format.ts";
import { SECTIONS } from "./sections.ts";

/** The lines of an export, each with its line break: the head, then every record of every kind. */
export async function* exportLines(
  client: ClientBase,
  product: string,
  createdMs: number,
): AsyncGenerator<string> {
  yield asLine({ format: "spotlight-export", version: EXPORT_VERSION, product, createdMs });
  for (const section of SECTIONS)
    for (const data of await section.read(client)) yield asLine({ kind: section.kind, data });
}

function asLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
