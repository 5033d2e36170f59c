import { resolve } from "node:path";
import { type Backup, readHead, verifyBackup } from "../backup/read.ts";
import { restoreBackup } from "../backup/restore.ts";
import { readConfig } from "../config.ts";
import { type Command, type CommandCall, UsageError } from "./command.ts";
import { targetOf } from "./connection.ts";
import { askPassphrase } from "./passphrase.ts";
import { Progress } from "./progress.ts";

/** `restore`: puts a backup in the place of the data and keeps what was there. */
export const restore: Command = {
  name: "restore",
  summary: "put a backup in the place of the data; what was there is kept",
  usage: `restore FILE [--check] [--replace] [--json]

--check reads the whole backup and changes nothing.
--replace puts the tables of a PostgreSQL database that has data into a schema of their own first.
The embedded database's folder is renamed. The server must be stopped.`,
  options: { check: { type: "boolean" }, replace: { type: "boolean" } },
  run: async (call) => {
    const [file] = call.positionals;
    if (file === undefined) throw new UsageError("Name the backup to restore: spotlight restore FILE.");
    const config = readConfig(call.variables);
    const backup = await checked(resolve(file), config.environment.SPOTLIGHT_BACKUP_PASSPHRASE);
    if (call.options["check"] === true) return report(call, backup);
    const progress = new Progress("Restoring", process.stderr);
    const kept = await restoreBackup({
      target: targetOf(config),
      dataDir: config.dataDir,
      backup,
      restoredMs: Date.now(),
      replace: call.options["replace"] === true,
      onProgress: (done, total) => progress.step(done, total),
    }).finally(() => progress.end());
    const where = config.databaseUrl === null ? "" : "the schema ";
    const was = kept === null ? "" : ` What was there is kept in ${where}${kept}.`;
    call.print(call.json ? JSON.stringify({ restored: file, kept }) : `Restored ${file}.${was}`);
    return 0;
  },
};

async function checked(file: string, given: string | undefined): Promise<Backup> {
  const { head } = await readHead(file);
  const passphrase =
    head.encryption === null ? null : (given ?? (await askPassphrase("Passphrase of the backup: ")));
  return verifyBackup(file, passphrase);
}

function report(call: CommandCall, { file, head }: Backup): number {
  const { product, createdMs, tables, encryption } = head;
  if (call.json) {
    call.print(
      JSON.stringify({ file, ok: true, product, createdMs, tables, encrypted: encryption !== null }),
    );
    return 0;
  }
  const when = new Date(createdMs).toISOString();
  const rows = tables.map(({ name, rows }) => `  ${name.padEnd(24)} ${rows.toLocaleString("en-US")}`);
  call.print([`${file} is whole: version ${product}, made ${when}.`, ...rows].join("\n"));
  return 0;
}
