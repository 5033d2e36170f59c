import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Name of the generated secret in the data folder. */
export const SECRET_FILE = "session-secret";
const SECRET_BYTES = 32;

/**
 * The key that session tokens are stored under: the given one, else the one in the data folder, generated once. Another
 * key ends every session.
 */
export async function sessionSecret(dataDir: string, given: string | null): Promise<string> {
  if (given !== null) return given;
  const file = join(dataDir, SECRET_FILE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, randomBytes(SECRET_BYTES).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const secret = (await readFile(file, "utf8")).trim();
  if (secret.length >= SECRET_BYTES) return secret;
  throw new Error(`${file} is damaged: delete it, and everybody logs in again`);
}
