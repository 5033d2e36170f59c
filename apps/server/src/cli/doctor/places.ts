import { access, constants, stat, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { backupFolder, newestBackupMs } from "../../backup/schedule.ts";
import { environmentSchema } from "../../config.ts";
import { livingHolder } from "../../store/embedded/lock.ts";
import type { CommandCall } from "../command.ts";
import { type Check, type Finding, fail, ok, warn } from "./check.ts";

const GIB = 1_073_741_824;
const FREE_WARN_BYTES = 2 * GIB;
const FREE_FAIL_BYTES = GIB / 4;
const GROUP_AND_OTHERS = 0o077;
const HOUR_MS = 3_600_000;

/** The port and the data folder. */
export const placesCheck: Check = {
  name: "places",
  run: async (call) => [await port(call), ...(await dataFolder(call)), ...(await backups(call))],
};

function setting({ variables }: CommandCall, name: "HOST" | "PORT" | "DATA_DIR" | "BACKUP_EVERY_HOURS") {
  return environmentSchema.shape[name].parse(variables[name] === "" ? undefined : variables[name]);
}

async function port(call: CommandCall): Promise<Finding> {
  const [host, number] = [String(setting(call, "HOST")), Number(setting(call, "PORT"))];
  const refused = await new Promise<NodeJS.ErrnoException | null>((done) => {
    const server = createServer();
    server.once("error", done);
    server.listen({ host, port: number }, () => server.close(() => done(null)));
  });
  if (refused === null) return ok("port", `Port ${number} on ${host} is free.`);
  if (refused.code !== "EADDRINUSE")
    return fail(
      "port",
      `Port ${number} on ${host} cannot be used: ${refused.code}.`,
      "Set PORT or HOST to another.",
    );
  if (await isOurs(number)) return ok("port", `Spotlight Trader runs on port ${number}.`);
  return fail(
    "port",
    `Something else listens on port ${number}.`,
    "npm run spotlight -- ports says what; set PORT to another, or stop it.",
  );
}

async function isOurs(number: number): Promise<boolean> {
  const options = { signal: AbortSignal.timeout(2_000) };
  const answer = await fetch(`http://127.0.0.1:${number}/api/healthz`, options).catch(() => null); // outside: a port of this machine
  const body: unknown = await answer?.json().catch(() => null);
  return typeof body === "object" && body !== null && "epochId" in body;
}

async function dataFolder(call: CommandCall): Promise<readonly Finding[]> {
  const folder = resolve(String(setting(call, "DATA_DIR")));
  const found = await stat(folder).catch(() => null);
  const writable = await access(found === null ? dirname(folder) : folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable || found?.isDirectory() === false)
    return [
      fail(
        "data",
        `${folder} cannot be written to.`,
        "Set DATA_DIR to a folder of this user, or change its owner.",
      ),
    ];
  const findings = [await freeSpace(found === null ? dirname(folder) : folder)];
  if (found === null) return [ok("data", `${folder} is made at the first start.`), ...findings];
  const holder = await livingHolder(folder);
  findings.push(
    ok("data", holder === null ? `${folder} is free.` : `${folder} is in use by process ${holder.pid}.`),
  );
  if (process.platform !== "win32" && (found.mode & GROUP_AND_OTHERS) !== 0)
    findings.push(warn("data", `${folder} can be read by other users.`, `Run chmod 700 ${folder}.`));
  return findings;
}

async function freeSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const bytes = bavail * bsize;
  const says = `${(bytes / GIB).toFixed(1)} GiB are free for ${folder}.`;
  const mend = "Make room, or set DATA_DIR to a larger disk.";
  if (bytes < FREE_FAIL_BYTES) return fail("disk", says, mend);
  return bytes < FREE_WARN_BYTES ? warn("disk", says, mend) : ok("disk", says);
}

async function backups(call: CommandCall): Promise<readonly Finding[]> {
  const everyHours = Number(setting(call, "BACKUP_EVERY_HOURS"));
  const newestMs = await newestBackupMs(backupFolder(resolve(String(setting(call, "DATA_DIR")))));
  if (newestMs === null) return [ok("backups", "There is no backup yet; a running server makes its own.")];
  const ageHours = Math.floor((Date.now() - newestMs) / HOUR_MS);
  if (everyHours > 0 && ageHours > 2 * everyHours)
    return [
      warn(
        "backups",
        `The newest backup is ${ageHours} hours old.`,
        "Look for failed backups in the server's log.",
      ),
    ];
  return [ok("backups", `The newest backup is ${ageHours} hours old.`)];
}
