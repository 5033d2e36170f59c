import { parentPort, workerData } from "node:worker_threads";
import { readPage } from "./page.ts";
import { readPdf } from "./pdf.ts";
import { type ReadReply, type Unread, Unreadable } from "./protocol.ts";

const port = parentPort;
if (port === null) throw new Error("documents are read in a worker thread");

async function reply(unread: Unread): Promise<ReadReply> {
  try {
    return { read: unread.kind === "pdf" ? await readPdf(unread.bytes) : readPage(unread.html) };
  } catch (error) {
    return { refusal: error instanceof Unreadable ? error.message : "It could not be read." };
  }
}

port.postMessage(await reply(workerData as Unread));
