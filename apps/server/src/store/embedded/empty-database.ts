import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { limitWal } from "./wal.ts";

/** Beside the built code; code that runs from its sources uses what was built. */
const FILE = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts") ? "../../../dist/store/embedded/empty.tar.gz" : "./empty.tar.gz",
    import.meta.url,
  ),
);

/**
 * Creates an empty database in a folder that does not exist. PostgreSQL needs seconds to make one from nothing, so the
 * build keeps one to unpack; without it, it is made.
 */
export async function createEmptyDatabase(dataDir: string): Promise<void> {
  const archive = await readFile(FILE).catch(() => null);
  const database = await PGlite.create({
    dataDir,
    ...(archive === null ? {} : { loadDataDir: new Blob([archive]) }),
  });
  await limitWal(database);
  await database.close();
}

/** Makes the empty database that is unpacked later. Part of the build; `folder` is for its work, and gone after it. */
export async function keepEmptyDatabase(folder: string): Promise<void> {
  const database = await PGlite.create({ dataDir: folder });
  await limitWal(database);
  const archive = await database.dumpDataDir("gzip");
  await database.close();
  await writeFile(`${FILE}.part`, Buffer.from(await archive.arrayBuffer()));
  await rename(`${FILE}.part`, FILE);
  await rm(folder, { recursive: true, force: true });
}
