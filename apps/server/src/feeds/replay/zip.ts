import { buffer } from "node:stream/consumers";
import yauzl from "yauzl";

/** Largest file that is unpacked, bytes: far above any day of trades, far below what would harm the process. */
const UNPACKED_MAX = 1_000_000_000;

/** Unpacks the only file of a zip archive. @throws Error naming the file when it is no such archive. */
export async function unzipOnly(path: string): Promise<Buffer> {
  const archive = await yauzl.openPromise(path, { lazyEntries: true }).catch((error: unknown) => {
    throw new Error(`${path} is not a readable zip file: ${String(error)}`);
  });
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.uncompressedSize > UNPACKED_MAX)
        throw new Error(`${path} unpacks to more than ${UNPACKED_MAX} bytes`);
      return await buffer(await archive.openReadStreamPromise(entry));
    }
    throw new Error(`${path} holds no file`);
  } finally {
    archive.close();
  }
}
