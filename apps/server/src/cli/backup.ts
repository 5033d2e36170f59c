import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { backUp, backupFolder } from "../backup/schedule.ts";
import { writeBackup } from "../backup/write.ts";
import { readConfig } from "../config.ts";
import { type Command, text } from "./command.ts";
import { targetOf, withReader } from "./connection.ts";
import { PASSPHRASE_VARIABLE, newPassphrase } from "./passphrase.ts";
import { Progress } from "./progress.ts";
import { productVersion } from "./version.ts";

/** `backup`: everything in one file, of either database, also while the server runs. */
export const backup: Command = {
  name: "backup",
  summary: "write everything into one file and read it back; the server may run",
  usage: `backup [--out FILE] [--encrypt] [--json]

Without --out the file joins the server's own in DATA_DIR/backups, of which BACKUP_KEEP are kept.
--encrypt asks for a passphrase. ${PASSPHRASE_VARIABLE}, when set, encrypts without asking.`,
  options: { out: { type: "string" }, encrypt: { type: "boolean" } },
  run: async (call) => {
    const config = readConfig(call.variables);
    const given = config.environment.SPOTLIGHT_BACKUP_PASSPHRASE;
    const wanted = call.options["encrypt"] === true || given !== undefined;
    const passphrase = wanted ? await newPassphrase(given) : null;
    const progress = new Progress("Backing up", process.stderr);
    const write = (file: string, createdMs: number) =>
      withReader(targetOf(config), (client) =>
        writeBackup({
          client,
          dataDir: config.dataDir,
          file,
          product: productVersion(),
          createdMs,
          passphrase,
          onProgress: (done, total) => progress.step(done, total),
        }),
      );
    const out = text(call, "out");
    const { BACKUP_KEEP: keep } = config.environment;
    const file =
      out === undefined
        ? await backUp({ folder: backupFolder(config.dataDir), everyHours: 0, keep, wallMs: Date.now, write })
        : await writeTo(resolve(out), write);
    progress.end();
    const { size } = await stat(file);
    const how = passphrase === null ? "" : ", encrypted";
    call.print(
      call.json
        ? JSON.stringify({ file, bytes: size, encrypted: passphrase !== null })
        : `Backup written and read back: ${file} (${(size / 1_048_576).toFixed(1)} MiB${how})`,
    );
    return 0;
  },
};

async function writeTo(
  file: string,
  write: (file: string, createdMs: number) => Promise<unknown>,
): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await write(file, Date.now());
  return file;
}
