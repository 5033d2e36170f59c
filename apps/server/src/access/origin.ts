import type { FastifyRequest } from "fastify";

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
/** What a browser says of a request that no other site caused (Fetch Metadata). */
const OWN_SITES: ReadonlySet<string> = new Set(["same-origin", "none"]);

/**
 * Whether another site's page caused this write. Browsers name the page's origin on every write; what is no browser
 * names none and holds no cookie by accident.
 */
export function isForeignWrite(request: FastifyRequest, appOrigin: string | null): boolean {
  if (SAFE_METHODS.has(request.method)) return false;
  const { origin, "sec-fetch-site": site } = request.headers;
  if (origin !== undefined) return origin !== appOrigin && !isOwnOrigin(origin, request);
  return typeof site === "string" && !OWN_SITES.has(site);
}

/** Whether a browser reached this server under a name of this machine, and not under one that points here for a moment. */
export function isLoopbackName(request: FastifyRequest): boolean {
  return LOOPBACK_NAMES.test((request.headers.host ?? "").replace(/:\d+$/, ""));
}

function isOwnOrigin(origin: string, request: FastifyRequest): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  return host === request.host.toLowerCase() && /^https?:$/.test(protocol);
}
