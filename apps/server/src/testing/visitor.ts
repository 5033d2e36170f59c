import type { ServerProcess } from "./server-process.ts";

/** A browser's part in the protocol: keeps the cookie that it is given and sends it along. */
export class Visitor {
  readonly #server: ServerProcess;
  cookie: string | null = null;

  constructor(server: ServerProcess) {
    this.#server = server;
  }

  /** Asks the server; the session cookie goes along unless headers of one's own bring another. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie !== null && !headers.has("cookie")) headers.set("cookie", this.cookie);
    const answer = await fetch(`${this.#server.url}${path}`, { redirect: "manual", ...init, headers });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = /Max-Age=0/.test(set) ? null : (set.split(";")[0] ?? null);
    return answer;
  }

  /** Sends JSON. */
  async send(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const all = new Headers(headers);
    all.set("content-type", "application/json");
    return this.fetch(path, { method, headers: all, body: JSON.stringify(body) });
  }

  /** Enters the PIN; answers the status. */
  async enter(pin: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const answer = await this.send("POST", "/api/auth/pin", { pin }, headers);
    await answer.arrayBuffer();
    return answer.status;
  }
}
