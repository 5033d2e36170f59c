import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BackupFile } from "@spotlight/contracts";

/** The backups in a folder, newest first; none while it does not exist, null when it cannot be read. */
export async function listBackups(folder: string): Promise<BackupFile[] | null> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".spotlight"));
    const files = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return { name, bytes: size, writtenMs: Math.floor(mtimeMs) };
      }),
    );
    return files.sort((a, b) => b.writtenMs - a.writtenMs);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? [] : null;
  }
}
