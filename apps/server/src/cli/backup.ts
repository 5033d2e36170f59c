import { resolve } from "node:path";
import { readConfig } from "../config.ts";
import { backUp, stampOf } from "../ops/backups.ts";
import { openDatabase } from "../store/database.ts";
import { restoreBackup } from "../store/embedded/embedded.ts";
import { markRestored } from "../log/feed-store.ts";
import { type Command, type CommandCall, UsageError } from "./command.ts";

/** `backup`: one archive of the embedded database, beside those that the server writes by itself. */
export const backup: Command = {
  name: "backup",
  summary:
    "write a backup of the embedded database (the server must be stopped; a running one makes its own)",
  usage: "backup [--json]",
  options: {},
  run: async (call) => {
    const { dataDir, environment } = embeddedConfig(call);
    const database = await openDatabase({ kind: "embedded", dataDir }, () => undefined);
    try {
      const write = database.backup ?? (() => Promise.reject(new Error("the database has no backup")));
      const folder = resolve(dataDir, "backups");
      const file = await backUp({
        folder,
        everyHours: 0,
        keep: environment.BACKUP_KEEP,
        wallMs: Date.now,
        write,
      });
      call.print(call.json ? JSON.stringify({ file }) : `Backup written: ${file}`);
      return 0;
    } finally {
      await database.close();
    }
  },
};

/** `restore`: puts a backup in the database's place and keeps what was there beside it. */
export const restore: Command = {
  name: "restore",
  summary: "put a backup in the place of the embedded database; what was there is kept",
  usage: "restore FILE [--json]",
  options: {},
  run: async (call) => {
    const [file] = call.positionals;
    if (file === undefined) throw new UsageError("Name the backup to restore: spotlight restore FILE.");
    const { dataDir } = embeddedConfig(call);
    const former = await restoreBackup(dataDir, file, stampOf(Date.now())).catch((error: unknown) => {
      throw new UsageError(
        `${file} was not restored; nothing changed. ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    const database = await openDatabase({ kind: "embedded", dataDir }, () => undefined);
    await markRestored(database.pool);
    await database.close();
    const kept = former === null ? "" : ` What was there is kept in ${former}.`;
    call.print(call.json ? JSON.stringify({ restored: file, former }) : `Restored ${file}.${kept}`);
    return 0;
  },
};

function embeddedConfig(call: CommandCall): ReturnType<typeof readConfig> {
  const config = readConfig(call.variables);
  if (config.databaseUrl !== null) {
    throw new UsageError(
      "DATABASE_URL names a PostgreSQL server: back it up with its own tools (pg_dump, pg_restore).",
    );
  }
  return config;
}
