import { type RequestListener, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isPublicAddress } from "./addresses.ts";
import { PublicPages, type PublicPagesParts } from "./public-pages.ts";

let server: Server;
let port: string;
let answer: RequestListener;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = String((server.address() as AddressInfo).port);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Pages of a world in which this machine is public, under the name `page.test`. */
function pages(more: Partial<PublicPagesParts> = {}): PublicPages {
  return new PublicPages({
    isPublic: (address) => address === "127.0.0.1" || isPublicAddress(address),
    resolve: async () => ["127.0.0.1"],
    ports: new Set(["", port]),
    ...more,
  });
}

const NOT_PUBLIC = "not on the public internet";

describe("addresses", () => {
  test.each([
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "",
    "localhost",
    "8.8.8",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["8.8.8.8", "93.184.216.34", "2606:4700::1111"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("pages of the public internet", () => {
  test("a page is fetched, with its type and where it was in the end", async () => {
    answer = (request, response) => {
      if (request.url === "/old") response.writeHead(302, { location: "/new" }).end();
      else response.writeHead(200, { "content-type": "Text/HTML; charset=utf-8" }).end("<p>hello");
    };
    const page = await pages().get(`http://page.test:${port}/old`);
    expect(page).toMatchObject({ url: `http://page.test:${port}/new`, type: "html" });
    expect(page.bytes.toString()).toBe("<p>hello");
  });

  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost/",
  ])("nothing of this machine or network is asked: %s", async (url) => {
    asked = [];
    const plain = new PublicPages({ resolve: async () => ["127.0.0.1"], ports: new Set(["", port]) });
    const address = url.replace(/^(http:\/\/(?:\[[^\]]*\]|[^/]*))\//, `$1:${port}/`);
    await expect(plain.get(address)).rejects.toThrow(NOT_PUBLIC);
    expect(asked).toEqual([]);
  });

  test("a name that stands for a private address too is not asked", async () => {
    asked = [];
    const mixed = pages({ resolve: async () => ["127.0.0.1", "10.0.0.1"] });
    await expect(mixed.get(`http://page.test:${port}/`)).rejects.toThrow(NOT_PUBLIC);
    expect(asked).toEqual([]);
  });

  test.each([
    "http://10.0.0.1/",
    "http://[fd00::1]/",
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "gopher://page.test/",
  ])("a redirect leads nowhere else: %s", async (location) => {
    answer = (_request, response) => response.writeHead(301, { location }).end();
    await expect(pages().get(`http://page.test:${port}/`)).rejects.toThrow(/public internet|Only pages/);
  });

  test("a name that has become another address by the redirect is not asked again", async () => {
    asked = [];
    let looked = 0;
    answer = (_request, response) => response.writeHead(301, { location: "/secret" }).end();
    const rebound = pages({ resolve: async () => [(looked += 1) === 1 ? "127.0.0.1" : "192.168.0.1"] });
    await expect(rebound.get(`http://page.test:${port}/first`)).rejects.toThrow(NOT_PUBLIC);
    expect(asked).toEqual(["/first"]);
  });

  test("the address that is connected to is looked at, whatever was said of it before", async () => {
    asked = [];
    let looked = 0;
    const changed = pages({ isPublic: () => (looked += 1) === 1 });
    answer = (_request, response) => response.end();
    await expect(changed.get(`http://page.test:${port}/`)).rejects.toThrow(NOT_PUBLIC);
    expect(looked).toBe(2);
  });

  test.each<[string, RequestListener, RegExp]>([
    ["an error", (_, response) => response.writeHead(404).end(), /status 404/],
    ["a picture", (_, response) => response.writeHead(200, { "content-type": "image/png" }).end(), /neither/],
    ["no type", (_, response) => response.writeHead(200).end("x"), /neither/],
    ["a loop", (_, response) => response.writeHead(302, { location: "/" }).end(), /without end/],
    [
      "something packed",
      (_, response) =>
        response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }).end(),
      /compressed/,
    ],
    [
      "too much",
      (_, response) => response.writeHead(200, { "content-type": "text/plain" }).end("x".repeat(2_000)),
      /larger/,
    ],
    ["nothing", (request) => request.socket.destroy(), /does not answer/],
    [
      "for ever",
      (_, response) => response.writeHead(200, { "content-type": "text/plain" }).write("x"),
      /too long/,
    ],
  ])("a page that answers with %s is refused with a sentence", async (_what, how, sentence) => {
    answer = how;
    const bounded = pages({ bytesMax: 1_000, longestMs: 300 });
    await expect(bounded.get(`http://page.test:${port}/`)).rejects.toThrow(sentence);
  });

  test.each([
    "",
    "page.test",
    "ftp://page.test/",
    "javascript:alert(1)",
    "http://me:secret@page.test/",
    "http://page.test:22/",
  ])("what is no address of a page is refused: %s", async (url) => {
    await expect(pages().get(url)).rejects.toThrow(/^\w.*\.$/);
  });
});
