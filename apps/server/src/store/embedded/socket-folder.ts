import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How the folder begins in the data folder, so that what a killed process left is found and removed. */
export const SOCKET_FOLDER_PREFIX = "socket-";
/** Bytes of the longest path that every system takes for a socket (104 on macOS, with the closing zero). */
const PATH_BYTES_MAX = 103;

/**
 * Makes a folder that only this user may enter, for a socket of this name: in the data folder, where commands find it also
 * when the server is a service with a /tmp of its own; in the system's temporary folder where the path would be too long or
 * the file system has no sockets.
 */
export async function makeSocketFolder(dataDir: string, name: string): Promise<string> {
  const inData = await mkdtemp(join(dataDir, SOCKET_FOLDER_PREFIX));
  if (await takesSocket(join(inData, name))) return inData;
  await rm(inData, { recursive: true, force: true });
  return mkdtemp(join(tmpdir(), "spotlight-"));
}

async function takesSocket(path: string): Promise<boolean> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) return false;
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(path, () => resolve(true));
  });
  if (listening) await new Promise((closed) => server.close(closed));
  return listening;
}
