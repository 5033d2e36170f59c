import type { ClientBase } from "pg";
import { z } from "zod";
import { EXPORT_VERSION, ExportUnusable, exportHeadSchema, exportLineSchema } from "./format.ts";
import type { Outcome } from "./section.ts";
import { SECTIONS } from "./sections.ts";

/** Characters of the longest line that is taken. */
const LINE_MAX = 1_048_576;

/** A line that was not taken. */
export interface RejectedLine {
  /** Counted from 1, the head included. */
  readonly line: number;
  readonly reason: string;
}

/** What an import did, or with `dryRun` would do. */
export interface ImportReport {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly rejected: readonly RejectedLine[];
}

/**
 * Takes every line that is right and reports every other. In one transaction: a failure of the database leaves nothing
 * behind, and so does `dryRun`. The same file again changes nothing.
 *
 * @throws {ExportUnusable} when the first line is no head of an export that this version reads.
 */
export async function importLines(
  client: ClientBase,
  lines: AsyncIterable<string>,
  options: { readonly dryRun: boolean; readonly nowMs: number },
): Promise<ImportReport> {
  await client.query("BEGIN");
  try {
    const report = await takeLines(client, lines, options.nowMs);
    await client.query(options.dryRun ? "ROLLBACK" : "COMMIT");
    return report;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

async function takeLines(
  client: ClientBase,
  lines: AsyncIterable<string>,
  nowMs: number,
): Promise<ImportReport> {
  const counts: Record<Outcome, number> = { added: 0, changed: 0, same: 0 };
  const rejected: RejectedLine[] = [];
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (line === 1) checkHead(text);
    else if (text.trim() !== "") {
      const taken = await takeLine(client, text, nowMs);
      if (typeof taken === "string") counts[taken] += 1;
      else rejected.push({ line, reason: taken.reason });
    }
  }
  if (line === 0) throw new ExportUnusable("The file is empty.");
  return { ...counts, rejected };
}

function checkHead(text: string): void {
  const head = exportHeadSchema.safeParse(parsed(text));
  if (!head.success) throw new ExportUnusable("The file is no export of Spotlight Trader.");
  if (head.data.version > EXPORT_VERSION)
    throw new ExportUnusable(
      `The export has format ${head.data.version}, and this version reads ${EXPORT_VERSION}: update Spotlight Trader first.`,
    );
}

async function takeLine(
  client: ClientBase,
  text: string,
  nowMs: number,
): Promise<Outcome | { readonly reason: string }> {
  if (text.length > LINE_MAX) return { reason: "The line is too long." };
  const line = exportLineSchema.safeParse(parsed(text));
  if (!line.success) return { reason: "The line is not JSON with a kind and data." };
  const section = SECTIONS.find(({ kind }) => kind === line.data.kind);
  if (section === undefined) return { reason: `There is no kind ${line.data.kind.slice(0, 40)}.` };
  const data = section.schema.safeParse(line.data.data);
  if (!data.success) return { reason: z.prettifyError(data.error).replaceAll("\n", " ") };
  return section.write(client, data.data, nowMs);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
