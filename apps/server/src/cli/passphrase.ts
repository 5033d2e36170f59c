import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "./command.ts";

/** The variable that holds a passphrase where nobody can be asked. */
export const PASSPHRASE_VARIABLE = "SPOTLIGHT_BACKUP_PASSPHRASE";
const LENGTH_MIN = 8;

/** Asks for a passphrase on the terminal without showing it. */
export async function askPassphrase(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError(`A passphrase is needed: set ${PASSPHRASE_VARIABLE}, or run this in a terminal.`);
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}

/** The passphrase of a new backup: the variable's, or asked for twice. */
export async function newPassphrase(given: string | undefined): Promise<string> {
  const passphrase = given ?? (await askPassphrase("Passphrase of the backup: "));
  if (passphrase.length < LENGTH_MIN)
    throw new UsageError(`The passphrase must have at least ${LENGTH_MIN} characters.`);
  if (given === undefined && (await askPassphrase("Once more: ")) !== passphrase)
    throw new UsageError("The two passphrases differ; no backup was written.");
  return passphrase;
}
