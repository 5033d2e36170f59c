import { lookup as lookUp } from "node:dns/promises";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { type LookupFunction, isIP } from "node:net";
import { isPublicAddress } from "./addresses.ts";
import { VendorFailure } from "./vendor.ts";

/** What was at an address. */
export interface PublicPage {
  /** Where it was in the end, after redirects. */
  readonly url: string;
  readonly type: "html" | "text" | "pdf";
  readonly bytes: Buffer;
}

/** How addresses are asked, and which of them may be. */
export interface PublicPagesParts {
  readonly isPublic: (address: string) => boolean;
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly ports: ReadonlySet<string>;
  /** Longest time for all of it, redirects included, ms. */
  readonly longestMs: number;
  readonly bytesMax: number;
}

const REDIRECTS = 5;
const TYPES: Readonly<Record<string, PublicPage["type"]>> = {
  "text/html": "html",
  "application/xhtml+xml": "html",
  "text/plain": "text",
  "text/markdown": "text",
  "application/pdf": "pdf",
};
const PARTS: PublicPagesParts = {
  isPublic: isPublicAddress,
  resolve: async (host) => (await lookUp(host, { all: true })).map(({ address }) => address),
  // The empty one is that of the scheme.
  ports: new Set(["", "80", "443"]),
  longestMs: 15_000,
  bytesMax: 10_485_760,
};

/**
 * Fetches pages of the public internet that a person names, and nothing else: every address that a name stands for, the one
 * that is connected to, and those of every redirect are looked at. Bounded in time, size and type. Rejects with
 * {@link VendorFailure}, whose message says what to do.
 */
export class PublicPages {
  readonly #parts: PublicPagesParts;

  constructor(parts: Partial<PublicPagesParts> = {}) {
    this.#parts = { ...PARTS, ...parts };
  }

  async get(address: string): Promise<PublicPage> {
    const signal = AbortSignal.timeout(this.#parts.longestMs);
    let url = this.#allowed(address);
    for (let hop = 0; hop <= REDIRECTS; hop += 1) {
      const response = await this.#open(url, signal);
      try {
        const { statusCode = 0, headers } = response;
        const next = statusCode >= 300 && statusCode < 400 ? headers.location : undefined;
        if (next === undefined) return await this.#read(url, response, signal);
        if (!URL.canParse(next, url.href)) throw failure("It leads to an address that is none.");
        url = this.#allowed(new URL(next, url).href);
      } finally {
        response.destroy();
      }
    }
    throw failure("It leads from one address to the next without end.");
  }

  #allowed(address: string): URL {
    if (!URL.canParse(address)) throw failure("This is no address. It begins with https://.");
    const url = new URL(address);
    if (url.protocol !== "https:" && url.protocol !== "http:")
      throw failure("Only pages at http and https addresses are fetched.");
    if (url.username !== "" || url.password !== "")
      throw failure("Leave the name and password out of the address.");
    if (!this.#parts.ports.has(url.port)) throw failure("Only pages at the usual ports are fetched.");
    const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
    if (isIP(literal) !== 0 && !this.#parts.isPublic(literal)) throw notPublic();
    return url;
  }

  /** Connects to an address that was looked at, and to no other. */
  async #open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const addresses = await this.#addressesOf(url, signal);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = { accept: "text/html, text/plain, application/pdf", "accept-encoding": "identity" };
    return new Promise((resolve, reject) => {
      const asked = send(url, { agent: false, signal, lookup: lookupOf(addresses), headers });
      asked.on("socket", (socket) =>
        socket.once("connect", () => {
          if (!this.#parts.isPublic(socket.remoteAddress ?? "")) asked.destroy(notPublic());
        }),
      );
      asked.once("response", resolve);
      asked.once("error", (error) => reject(this.#whyOf(error, signal)));
      asked.end();
    });
  }

  /** What a name stands for; refused when any of it is not public. */
  async #addressesOf({ hostname }: URL, signal: AbortSignal): Promise<readonly string[]> {
    const { resolve, isPublic } = this.#parts;
    let addresses: readonly string[];
    try {
      addresses = await Promise.race([resolve(hostname.replace(/^\[(.*)\]$/, "$1")), givenUp(signal)]);
    } catch (error) {
      throw this.#whyOf(error, signal);
    }
    if (addresses.length === 0 || !addresses.every(isPublic)) throw notPublic();
    return addresses;
  }

  async #read(url: URL, response: IncomingMessage, signal: AbortSignal): Promise<PublicPage> {
    const { statusCode = 0, headers } = response;
    if (statusCode !== 200) throw failure(`The page answers with status ${statusCode}.`, statusCode >= 500);
    const type = TYPES[(headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? ""];
    if (type === undefined) throw failure("It is neither a page, nor text, nor a PDF.");
    if ((headers["content-encoding"] ?? "identity") !== "identity")
      throw failure("It is sent compressed, which was not asked for.");
    const pieces: Buffer[] = [];
    let size = 0;
    try {
      for await (const piece of response as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size > this.#parts.bytesMax)
          throw failure(`It is larger than ${Math.floor(this.#parts.bytesMax / 1_048_576)} MiB.`);
        pieces.push(piece);
      }
    } catch (error) {
      throw this.#whyOf(error, signal);
    }
    return { url: url.href, type, bytes: Buffer.concat(pieces) };
  }

  #whyOf(error: unknown, signal: AbortSignal): VendorFailure {
    if (error instanceof VendorFailure) return error;
    if (signal.aborted) return failure("The page takes too long.", true, error);
    return failure("The page does not answer. Check the address.", true, error);
  }
}

/** A lookup that knows these addresses alone. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, done) => {
    if (options.all === true) done(null, all);
    else done(null, all[0]?.address ?? "", all[0]?.family);
  };
}

async function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function failure(message: string, retryable = false, cause?: unknown): VendorFailure {
  return new VendorFailure(message, retryable, null, cause);
}

function notPublic(): VendorFailure {
  return failure("This address is not on the public internet. Only public pages are fetched.");
}
