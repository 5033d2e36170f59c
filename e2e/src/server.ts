import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";
import { freePort } from "../../apps/server/src/testing/free-port.ts";

const MAIN = join(import.meta.dirname, "../../apps/server/dist/main.js");
const PAGE = join(import.meta.dirname, "../../apps/web/dist/index.html");

/** What a test of the whole needs and does not find; null when everything is there. */
export function missingBuild(): string | null {
  if (!existsSync(MAIN)) return "apps/server is not built: npm run build";
  return existsSync(PAGE) ? null : "apps/web is not built: npm run build";
}

/** The built server on a port of its own with data of its own. It can be killed and started again on both. */
export class TestServer {
  readonly origin: string;
  readonly #port: number;
  readonly #dataDir: string;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #output = "";

  private constructor(port: number, dataDir: string, environment: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#dataDir = dataDir;
    this.#environment = environment;
    this.origin = `http://127.0.0.1:${port}`;
  }

  /** Starts the simulator at 20 times real time and waits until the server is ready. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const dataDir = await mkdtemp(join(tmpdir(), "spotlight-e2e-"));
    const server = new TestServer(await freePort(), dataDir, environment);
    await server.run();
    return server;
  }

  /** Starts the process and waits for readiness; throws with its output when it ends instead. */
  async run(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        NODE_ENV: "test",
        PORT: String(this.#port),
        DATA_DIR: this.#dataDir,
        FEED: "sim",
        SIM_SPEED: "20",
        SYMBOLS: "SPY,QQQ,NVDA",
        HISTORY_DAYS: "40",
        LOG_LEVEL: "warn",
        ...this.#environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const closed = once(child, "close");
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-8_000);
      });
    }
    await until("the server to be ready", 90_000, async () => {
      if (child.exitCode !== null) {
        await closed;
        throw new Error(`the server ended with ${child.exitCode}:\n${this.#output}`);
      }
      const answer = await fetch(`${this.origin}/api/readyz`).catch(() => null);
      return answer?.status === 200;
    });
  }

  /** Ends the process at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Ends the process and removes its data. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
