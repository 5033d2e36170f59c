import type { AuthStatus } from "@spotlight/contracts";
import { afterEach, describe, expect, test, vi } from "vitest";
import { JsonApi } from "../stream/json-api.ts";
import { AuthSession } from "./auth-session.ts";
import { gatedFetch } from "./gated-fetch.ts";

const PIN = "471908";
const OUT: AuthStatus = {
  pin: "chosen",
  authenticated: false,
  recent: false,
  recentUntilMs: null,
  expiresMs: null,
};

/** A server with one PIN, as far as access goes. */
class FakeServer {
  status: AuthStatus = OUT;
  starting = false;
  away = false;
  waitSeconds: number | null = null;
  readonly asked: string[] = [];

  readonly fetch: typeof fetch = async (input, init) => {
    const path = typeof input === "string" ? input : "";
    const method = init?.method ?? "GET";
    this.asked.push(`${method} ${path}`);
    if (this.away) throw new TypeError("fetch failed");
    if (path === "/api/auth/status") return Response.json(this.status);
    if (path === "/api/healthz")
      return Response.json({ ok: !this.starting, checks: { migrations: !this.starting }, reasons: {} });
    if (path === "/api/auth/pin") return this.#pin(typeof init?.body === "string" ? init.body : "{}");
    if (path === "/api/auth/logout") {
      this.status = OUT;
      return new Response(null, { status: 204 });
    }
    if (!this.status.authenticated) return refusal(401, "login_required", "Log in with the PIN first.");
    if (path.startsWith("/api/admin") && !this.status.recent)
      return refusal(403, "step_up_required", "PIN again.");
    return Response.json({ path });
  };

  #pin(body: string): Response {
    if (this.waitSeconds !== null)
      return refusal(429, "too_many_guesses", "Too many wrong PINs.", {
        "retry-after": String(this.waitSeconds),
      });
    if ((JSON.parse(body) as { pin: string }).pin !== PIN)
      return refusal(401, "wrong_pin", "This is not the PIN.");
    this.status = { ...OUT, authenticated: true, recent: true };
    return new Response(null, { status: 204 });
  }
}

function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ error: { code, message } }, { status, headers });
}

function setUp() {
  const server = new FakeServer();
  const auth = new AuthSession({ fetch: server.fetch });
  const api = new JsonApi({ fetch: gatedFetch(server.fetch, auth) });
  return { server, auth, api };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the login of a browser", () => {
  test("is open without a PIN, also before the server has its database", async () => {
    const { server, auth } = setUp();
    server.status = { ...OUT, pin: "none" };
    await auth.load();
    expect(auth.phase).toBe("open");
  });

  test("is locked without a login, and the PIN opens it", async () => {
    const { auth } = setUp();
    await auth.load();
    expect(auth.phase).toBe("locked");
    expect(await auth.enter("000000")).toEqual({ kind: "wrong" });
    expect(auth.phase).toBe("locked");
    expect(await auth.enter(PIN)).toEqual({ kind: "in" });
    expect(auth.phase).toBe("open");
  });

  test("tells how long to wait, and what else went wrong", async () => {
    const { server, auth } = setUp();
    server.waitSeconds = 32;
    expect(await auth.enter(PIN)).toEqual({ kind: "wait", waitMs: 32_000 });
    server.away = true;
    expect(await auth.enter(PIN)).toEqual({ kind: "failed", sentence: "The server does not answer." });
  });

  test("a server that starts is not taken for one that knows no login, and is asked again", async () => {
    vi.useFakeTimers();
    const { server, auth } = setUp();
    server.starting = true;
    await auth.load();
    expect(auth.phase).toBe("starting");
    server.starting = false;
    server.status = { ...OUT, authenticated: true };
    await vi.advanceTimersByTimeAsync(1_000);
    expect(auth.phase).toBe("open");
  });

  test("a server that is away is asked again until it answers", async () => {
    vi.useFakeTimers();
    const { server, auth } = setUp();
    server.away = true;
    await auth.load();
    expect(auth.phase).toBe("unknown");
    await vi.advanceTimersByTimeAsync(3_000);
    server.away = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(auth.phase).toBe("locked");
  });

  test("a login in another window opens this one too, and then nobody is asked any more", async () => {
    vi.useFakeTimers();
    const { server, auth } = setUp();
    await auth.load();
    server.status = { ...OUT, authenticated: true };
    await vi.advanceTimersByTimeAsync(5_000);
    expect(auth.phase).toBe("open");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a page that goes away asks no more", async () => {
    vi.useFakeTimers();
    const { auth } = setUp();
    await auth.load();
    auth.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a 401 anywhere locks it, but not a server that is away", async () => {
    const { server, auth, api } = setUp();
    await auth.enter(PIN);
    server.away = true;
    await expect(api.send("GET", "/api/x")).rejects.toThrow("does not answer");
    auth.lost();
    await auth.load();
    expect(auth.phase).toBe("open");
    server.away = false;
    server.status = OUT;
    await expect(api.send("GET", "/api/x")).rejects.toThrow("Log in");
    await expect.poll(() => auth.phase).toBe("locked");
  });

  test("a late 401 from before the login does not lock it again", async () => {
    const { auth } = setUp();
    await auth.enter(PIN);
    auth.lost();
    await auth.load();
    expect(auth.phase).toBe("open");
  });

  test("logging out locks it", async () => {
    const { auth } = setUp();
    await auth.enter(PIN);
    await auth.logOut();
    expect(auth.phase).toBe("locked");
  });
});

/** A login whose PIN was entered long ago. */
async function opened() {
  const parts = setUp();
  await parts.auth.enter(PIN);
  parts.server.status = { ...parts.server.status, recent: false };
  return parts;
}

describe("entering the PIN again", () => {
  test("requests that need it wait for it and are then repeated, each once", async () => {
    const { server, auth, api } = await opened();
    const both = [api.send("POST", "/api/admin/a", {}), api.send("POST", "/api/admin/b", {})];
    await expect.poll(() => server.asked.filter((line) => line.includes("/api/admin")).length).toBe(2);
    await expect.poll(() => auth.asksAgain).toBe(true);
    expect(await auth.enter("000000")).toEqual({ kind: "wrong" });
    expect(auth.asksAgain).toBe(true);
    expect(await auth.enter(PIN)).toEqual({ kind: "in" });
    expect(await Promise.all(both)).toEqual([{ path: "/api/admin/a" }, { path: "/api/admin/b" }]);
    expect(auth.asksAgain).toBe(false);
    expect(server.asked.filter((line) => line.includes("/api/admin"))).toHaveLength(4);
  });

  test("given up, the request is refused with the server's sentence", async () => {
    const { auth, api } = await opened();
    const asked = api.send("POST", "/api/admin/a", {});
    await expect.poll(() => auth.asksAgain).toBe(true);
    auth.cancelStepUp();
    await expect(asked).rejects.toThrow("PIN again.");
    expect(auth.phase).toBe("open");
  });

  test("a login that ends meanwhile gives up too", async () => {
    const { server, auth, api } = await opened();
    const asked = api.send("POST", "/api/admin/a", {});
    await expect.poll(() => auth.asksAgain).toBe(true);
    server.status = OUT;
    auth.lost();
    await expect(asked).rejects.toThrow("PIN again.");
    expect(auth.phase).toBe("locked");
  });
});
