import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { AuditTrail } from "../access/audit.ts";
import { readConfig } from "../config.ts";
import { exportLines } from "../personal/export.ts";
import { type ImportReport, importLines } from "../personal/import.ts";
import { openDatabase, withClient } from "../store/database.ts";
import { type Command, UsageError, text } from "./command.ts";
import { targetOf, withReader } from "./connection.ts";
import { productVersion } from "./version.ts";

const REJECTED_SHOWN = 20;

/** `export`: a person's own data as JSON lines. */
export const exportCommand: Command = {
  name: "export",
  summary: "write your own data (symbols, flags) as JSON lines; the server may run",
  usage: `export [--out FILE] [--json]

Without --out it goes to standard output. docs/formats.md describes it. For everything there is, use backup.`,
  options: { out: { type: "string" } },
  run: async (call) => {
    const out = text(call, "out");
    let records = -1;
    await withReader(targetOf(readConfig(call.variables)), async (client) => {
      const lines = async function* (): AsyncGenerator<string> {
        for await (const line of exportLines(client, productVersion(), Date.now())) {
          records += 1;
          yield line;
        }
      };
      if (out === undefined) for await (const line of lines()) call.print(line.trimEnd());
      else await writeWhole(resolve(out), lines());
    });
    if (out !== undefined)
      call.print(call.json ? JSON.stringify({ file: out, records }) : `${records} records: ${out}`);
    return 0;
  },
};

/** `import`: takes what `export` wrote. */
export const importCommand: Command = {
  name: "import",
  summary: "take in what export wrote; twice is as once. The server must be stopped",
  usage: `import FILE [--dry-run] [--json]

--dry-run says what would happen and changes nothing. Exit code 1 when a line was rejected.`,
  options: { "dry-run": { type: "boolean" } },
  run: async (call) => {
    const [file] = call.positionals;
    if (file === undefined) throw new UsageError("Name the file to import: spotlight import FILE.");
    const dryRun = call.options["dry-run"] === true;
    const database = await openDatabase(targetOf(readConfig(call.variables)), () => undefined);
    try {
      const report = await withClient(await database.connect(), (client) =>
        importLines(client, linesOf(resolve(file)), { dryRun, nowMs: Date.now() }),
      );
      const { rejected, ...counts } = report;
      if (!dryRun)
        await new AuditTrail(database.pool, Date.now).record({
          action: "import",
          details: { ...counts, rejected: rejected.length },
        });
      call.print(call.json ? JSON.stringify({ dryRun, ...report }) : inWords(report, dryRun));
      return rejected.length === 0 ? 0 : 1;
    } finally {
      await database.close();
    }
  },
};

async function writeWhole(file: string, lines: AsyncIterable<string>): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(lines, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function inWords({ added, changed, same, rejected }: ImportReport, dryRun: boolean): string {
  const lines = rejected.slice(0, REJECTED_SHOWN).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = rejected.length - lines.length;
  const end = `${added} added, ${changed} changed, ${same} as they were, ${rejected.length} rejected.`;
  return [
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
    dryRun ? `Nothing was changed. It would be: ${end}` : end,
  ].join("\n");
}
