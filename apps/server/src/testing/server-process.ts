import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./free-port.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/main.js");
const READY_TIMEOUT_MS = 120_000;

/** The built server as a process of its own, to be killed and started again on the same port. */
export class ServerProcess {
  readonly port: number;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #output = "";

  private constructor(port: number, environment: Readonly<Record<string, string>>) {
    this.port = port;
    this.#environment = environment;
  }

  /** A server with this environment on a free port; not started yet. */
  static async prepare(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
    return new ServerProcess(await freePort(), environment);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything that the process has written. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts the process without waiting for it. */
  spawn(): void {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env["PATH"] ?? "",
        PORT: String(this.port),
        LOG_LEVEL: "warn",
        ...this.#environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#child = child;
  }

  /** Starts the process and waits until it is ready. */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Waits until `GET /api/readyz` is 200; fails with the output when the process ends instead. */
  async ready(): Promise<void> {
    const until = performance.now() + READY_TIMEOUT_MS;
    while (performance.now() < until) {
      if (this.#child?.exitCode !== null) break;
      const answer = await fetch(`${this.url}/api/readyz`).catch(() => null);
      if (answer?.status === 200) return;
      await delay(25);
    }
    throw new Error(`the server did not become ready:\n${this.#output.slice(-4_000)}`);
  }

  /** `kill -9`. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to stop; answers its exit code. */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Fetches JSON from it; fails on any status but 200. */
  async get<Answer>(path: string): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const gone = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
    child.kill(signal);
    return gone;
  }
}
