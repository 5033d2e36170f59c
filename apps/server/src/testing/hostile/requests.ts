import { BROKEN_BODIES, PATH_TRICKS, type Random, hostileJson, hostileText, pick } from "./values.ts";

/** A route as the router names it. */
export interface KnownRoute {
  readonly method: string;
  readonly url: string;
}

/** The part of JSON Schema that the API's description uses. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** The part of an OpenAPI description that requests are made from. */
export interface ApiDescription {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly {
              readonly name: string;
              readonly in: string;
              readonly schema: Schema;
            }[];
            readonly requestBody?: {
              readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
            };
          }
        >
      >
    >
  >;
}

/** Bytes to send, and what can be said of the answer beforehand. */
export interface HostileRequest {
  readonly bytes: Buffer;
  /** Answers to HEAD have no body. */
  readonly head: boolean;
  /** The bytes may be no HTTP at all: the connection may end with the answer, or without one. */
  readonly unreadable: boolean;
}

/** Who asks: with a session, with none, or with a cookie that is none. */
export interface Cookies {
  readonly valid: string;
}

/**
 * Routes that would stop the server, make its feed or its readers start anew, or set the log to a flood: they are only
 * asked for what they must refuse.
 */
const DANGEROUS: ReadonlySet<string> = new Set([
  "POST /api/admin/drain",
  "POST /api/admin/log-level",
  "POST /api/admin/feed/reconnect",
  "POST /api/admin/streams/reconnect",
]);
/** Ends the session whatever else is said, so it is never asked for with one. */
const LOGOUT = "POST /api/auth/logout";
const SYMBOLS = ["SPY", "QQQ"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "SEARCH"];
const CONTENT_TYPES = [
  "application/json; charset=utf-7",
  "application/json;",
  "APPLICATION/JSON",
  "application/jsonx",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "text/plain",
  "text/html; charset=\u00ff",
  "application/xml",
  "*/*",
  "",
  "a".repeat(300),
];

/** A request to one of the routes, made to be refused, or at the edge of what is taken. */
export function hostileRequest(
  random: Random,
  routes: readonly KnownRoute[],
  api: ApiDescription,
  cookies: Cookies,
): HostileRequest {
  if (random() < 0.03) return garbage(random);
  const route = pick(random, routes);
  const trick = random() < 0.08;
  const method = random() < 0.05 ? pick(random, METHODS) : route.method;
  const dangerous = DANGEROUS.has(`${method} ${route.url}`);
  const path = trick ? pick(random, PATH_TRICKS) : pathOf(random, route, api);
  const body = bodyOf(random, method, route, api, dangerous);
  const headers = [
    `Host: 127.0.0.1`,
    ...cookieHeaders(random, cookies, `${method} ${route.url}` === LOGOUT),
    ...bodyHeaders(random, body),
    ...(random() < 0.3 ? [extraHeader(random)] : []),
  ];
  return {
    bytes: Buffer.concat([
      Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`, "latin1"),
      body ?? Buffer.alloc(0),
    ]),
    head: method === "HEAD",
    unreadable:
      trick ||
      headers.some(
        (header) => header.length > 2_000 || /^(Host: [^1]|Content-Length: .*[^\d]|Transfer)/.test(header),
      ),
  };
}

/** Bytes that are no request. */
function garbage(random: Random): HostileRequest {
  const kinds: readonly (() => string)[] = [
    () => Array.from({ length: 200 }, () => String.fromCharCode(Math.floor(random() * 256))).join(""),
    () => "GET\r\n\r\n",
    () => "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    () => "GET / HTTP/1.1\r\n\r\n",
    () => "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    () => "GET / HTTP/1.1\nHost: a\n\n",
    () => "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
    () => "POST /api/symbols HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    () => "POST /api/symbols HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    () =>
      "POST /api/symbols HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    () => "POST /api/symbols HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
    () => "POST /api/symbols HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, x\r\n\r\n",
    () => `GET / HTTP/1.1\r\nHost: a\r\n${"X: y\r\n".repeat(3_000)}\r\n`,
    () => `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"y".repeat(40_000)}\r\n\r\n`,
    () => `GET /${"a".repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    () => "GET / HTTP/1.1\r\nHost: a\r\n folded: header\r\n\r\n",
    () => "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    () => "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n",
    () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  ];
  return { bytes: Buffer.from(pick(random, kinds)(), "latin1"), head: false, unreadable: true };
}

function pathOf(random: Random, { method, url }: KnownRoute, api: ApiDescription): string {
  const description = api.paths[url.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
  const path = url.replaceAll(/:\w+|\*/g, () =>
    random() < 0.5 ? pick(random, SYMBOLS) : encodeText(random, hostileText(random).slice(0, 500)),
  );
  const query = (description?.parameters ?? [])
    .filter((parameter) => parameter.in === "query" && random() < 0.7)
    .flatMap(({ name, schema }) => {
      const value = `${name}=${encodeText(random, queryValue(random, schema))}`;
      return random() < 0.03 ? [value, value] : [value];
    });
  if (random() < 0.1) query.push(`${encodeText(random, hostileText(random).slice(0, 100))}=1`);
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

/** Percent-encoded; now and then wrongly. */
function encodeText(random: Random, text: string): string {
  // A text that is no text, half of a pair, is sent as what it becomes in UTF-8.
  const encoded = encodeURIComponent(Buffer.from(text).toString());
  return random() < 0.05 ? `${encoded}%${pick(random, ["", "z", "ff", "c3%28", "00"])}` : encoded;
}

function queryValue(random: Random, schema: Schema): string {
  if (random() < 0.45) return hostileText(random);
  return String(validValue(random, schema));
}

/** A value that the schema takes, or one at its edge. */
function validValue(random: Random, schema: Schema): unknown {
  if (schema.enum !== undefined) return pick(random, schema.enum);
  if (schema.anyOf !== undefined) return validValue(random, pick(random, schema.anyOf));
  if (schema.type === "boolean") return random() < 0.5;
  if (schema.type === "integer" || schema.type === "number") {
    const { minimum = 0, maximum = 1_000 } = schema;
    return pick(random, [minimum, maximum, minimum - 1, maximum + 1, Math.floor(minimum + random() * 100)]);
  }
  if (schema.type === "object") return validObject(random, schema);
  if (schema.pattern?.includes("A-Z") === true) return pick(random, SYMBOLS);
  if (schema.pattern?.includes("-02-29") === true)
    return pick(random, ["2024-02-29", "2026-11-23", "0001-01-01", "9999-12-31"]);
  if (schema.pattern?.includes("{6,12}") === true) return pick(random, ["000000", "999999999999"]);
  return pick(random, SYMBOLS);
}

function validObject(random: Random, { properties = {}, required = [] }: Schema): object {
  const names = Object.keys(properties).filter((name) => required.includes(name) || random() < 0.6);
  return Object.fromEntries(names.map((name) => [name, validValue(random, properties[name] ?? {})]));
}

function bodyOf(
  random: Random,
  method: string,
  { url }: KnownRoute,
  api: ApiDescription,
  dangerous: boolean,
): Buffer | null {
  if (dangerous) return random() < 0.5 ? pick(random, BROKEN_BODIES) : Buffer.from('"no object"');
  if (["GET", "HEAD"].includes(method) ? random() < 0.97 : random() < 0.05) return null;
  if (random() < 0.15) return pick(random, BROKEN_BODIES);
  const description = api.paths[url.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
  const schema = description?.requestBody?.content["application/json"]?.schema;
  if (schema === undefined || random() < 0.3) return Buffer.from(hostileJson(random));
  return Buffer.from(bentObject(random, schema));
}

/** An object as the schema wants it, with some of its values, or its names, exchanged for hostile ones. */
function bentObject(random: Random, schema: Schema): string {
  const entries = Object.entries(validObject(random, schema)).map(([name, value]) => [
    JSON.stringify(name),
    random() < 0.4 ? hostileJson(random) : JSON.stringify(value),
  ]);
  if (random() < 0.3) entries.push([JSON.stringify(hostileText(random).slice(0, 200)), hostileJson(random)]);
  return `{${entries.map(([name, value]) => `${name}:${value}`).join(",")}}`;
}

function cookieHeaders(random: Random, { valid }: Cookies, withoutSession: boolean): string[] {
  const [name = "", token = ""] = valid.split("=");
  const roll = random();
  if (roll < 0.75 && !withoutSession) return [`Cookie: ${valid}`];
  if (roll < 0.85) return [];
  const forged = [
    `${name}=`,
    `${name}=${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`,
    `${name}=${"a".repeat(token.length)}`,
    `${name}=eyJhbGciOiJub25lIn0.e30.`,
    `${name}=a; ${name}=b`,
    `__proto__=1; constructor=2`,
    `;;;===;;`,
    `${name}="${"x".repeat(4_000)}"`,
  ];
  return [`Cookie: ${pick(random, forged)}`];
}

function bodyHeaders(random: Random, body: Buffer | null): string[] {
  if (body === null) return random() < 0.05 ? ["Content-Type: application/json"] : [];
  const type = random() < 0.85 ? "application/json" : pick(random, CONTENT_TYPES);
  return [`Content-Type: ${type}`, `Content-Length: ${body.length}`];
}

function extraHeader(random: Random): string {
  return pick(random, [
    "Accept: ,;q=x",
    "Accept-Encoding: zstd;q=9, x, *;q=0",
    "Accept-Encoding: gzip",
    "Authorization: Bearer x",
    "Authorization: Basic \u00ff",
    "Content-Encoding: gzip",
    "Expect: 100-continue",
    "Expect: the-impossible",
    "If-Modified-Since: yesterday",
    'If-None-Match: "*", W/"x"',
    "Last-Event-ID: -1",
    "Last-Event-ID: 99999999999999999999",
    "Last-Event-ID: 1e5",
    "Origin: null",
    "Origin: https://evil.example",
    "Origin: __proto__",
    "Range: bytes=-1",
    "Range: bytes=0-18446744073709551615",
    "Range: bytes=5-1,1-5,",
    "Referer: \u00e9",
    "Sec-Fetch-Site: cross-site",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13",
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "X-Forwarded-For: not an address",
    `X-Forwarded-For: ${"1.2.3.4, ".repeat(100)}1.2.3.4`,
    "X-Forwarded-For: ::ffff:999.1.1.1",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: javascript",
    "X-Request-Id: \u00ff\u00fe",
    `X-Request-Id: ${"x".repeat(1_500)}`,
    "X-HTTP-Method-Override: DELETE",
    "Transfer-Encoding: identity",
    "Connection: close",
    "Keep-Alive: timeout=999999999",
    "traceparent: 00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff",
    "__proto__: polluted",
    "constructor: polluted",
    "Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: x",
  ]);
}
