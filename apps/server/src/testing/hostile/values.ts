/** A source of random numbers in [0, 1). */
export type Random = () => number;

/** One of a list. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
}

/** Texts that have broken somebody's server. */
const TEXTS: readonly string[] = [
  "",
  " ",
  "\0",
  "a\0b",
  "NaN",
  "Infinity",
  "-Infinity",
  "1e309",
  "-0",
  "0x10",
  "9007199254740993",
  "-9223372036854775809",
  "1.5",
  "null",
  "undefined",
  "true",
  "[]",
  "[object Object]",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "' OR '1'='1",
  "'; DROP TABLE fact_log; --",
  "$(id)",
  "`id`",
  "{{7*7}}",
  "${7*7}",
  "../../../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "<script>alert(1)</script>",
  "\r\nSet-Cookie: a=b",
  "é日本🦉",
  "\u202e\u0301\ufeff\ufffd",
  "\ud800",
  "SPY",
  "spy",
  "SPY,SPY,QQQ",
  "A".repeat(64),
  "x".repeat(5_000),
  ",".repeat(300),
];

/** A hostile text. */
export function hostileText(random: Random): string {
  if (random() < 0.8) return pick(random, TEXTS);
  return Array.from({ length: Math.floor(random() * 40) }, () =>
    String.fromCharCode(Math.floor(random() * 0xffff)),
  ).join("");
}

/** JSON that is right as JSON and wrong as anything else. */
const LITERALS: readonly string[] = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e308",
  "1e999",
  "-1e999",
  "9007199254740993",
  "123456789012345678901234567890",
  "[]",
  "{}",
  "[[[[]]]]",
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"a":1,"a":2}',
  '{"":""}',
  '{"toString":1,"valueOf":2}',
];

/** JSON text of a hostile value, now and then deep or large. */
export function hostileJson(random: Random): string {
  const roll = random();
  if (roll < 0.55) return pick(random, LITERALS);
  if (roll < 0.85) return JSON.stringify(hostileText(random));
  const depth = 1 + Math.floor(random() ** 3 * 20_000);
  if (roll < 0.9) return "[".repeat(depth) + "]".repeat(depth);
  if (roll < 0.95) return '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
  return JSON.stringify(Array.from({ length: 1 + Math.floor(random() ** 4 * 50_000) }, (_, index) => index));
}

/** Bodies that are not JSON. */
export const BROKEN_BODIES: readonly Buffer[] = [
  "{",
  "}",
  "[1,",
  '{"a":}',
  "nul",
  "'single'",
  "\ufeff{}",
  '{"symbol":"SPY"}garbage',
  "NaN",
  "Infinity",
  "a=b&c=d",
  "--boundary\r\n",
  "\0\0\0\0",
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
    Buffer.from([0xc3, 0x28]),
    Buffer.from([0xed, 0xa0, 0x80]),
  ]);

/** Paths that try to get out of where they are, or to hide where they go. */
export const PATH_TRICKS: readonly string[] = [
  "/../../../../etc/passwd",
  "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/assets/../../../server/package.json",
  "/assets/..%2f..%2f..%2fserver%2fpackage.json",
  "/assets/%2e%2e/%2e%2e/index.html",
  "/assets/..%5c..%5cindex.html",
  "/assets/%252e%252e%252findex.html",
  "/assets/....//....//package.json",
  "/assets/%00index.html",
  "/assets/",
  "/assets/.",
  "/assets//",
  "/assets/%c0%ae%c0%ae/package.json",
  "//api//symbols",
  "//evil.example/api/livez",
  "/api/./symbols",
  "/api/x/../symbols",
  "/api%2fsymbols",
  "/api/symbols/%2e%2e%2fhistory",
  "/api/symbols/",
  "/api/symbols/%",
  "/api/symbols/%zz",
  "/api/symbols/%ff",
  "/api/symbols/SPY%00",
  "/api/symbols/SPY/../../admin/snapshot",
  "/api/symbols;x=1",
  "/API/SYMBOLS",
  "/api/symbols?",
  "/api/symbols?&&&===",
  "/api/symbols#fragment",
  "/api/history?symbol=SPY&symbol=QQQ",
  "/api/history?symbol[]=SPY",
  "/api/history?symbol[__proto__]=SPY",
  "/api/history?__proto__=1&constructor=2",
  "/api/docs/static/..%2f..%2fpackage.json",
  "/api/docs/static/%2e%2e/%2e%2e/package.json",
  "/api/admin/routes/..;/livez",
  "/.env",
  "/.git/config",
  "/.data/lock",
  "/server/package.json",
  "http://evil.example/api/livez",
  "*",
  `/${"a".repeat(4_000)}`,
  `/${"a/".repeat(4_000)}`,
  `/api/symbols/${"A".repeat(3_000)}`,
  `/api/history?symbol=${"A".repeat(12_000)}`,
  `/api/history?${"a=1&".repeat(3_000)}`,
];
