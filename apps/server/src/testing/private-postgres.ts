import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const VERSIONS = "/usr/lib/postgresql";
const READY_TIMEOUT_MS = 30_000;

/** The folder of PostgreSQL's own programs; null where none is installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(a) - Number(b)) : [];
  const bin = versions
    .map((version) => join(VERSIONS, version, "bin"))
    .findLast((each) => existsSync(join(each, "initdb")));
  return bin ?? null;
}

/** A PostgreSQL server of a test's own, to be stopped, frozen and started again. */
export class PrivatePostgres {
  readonly port: number;
  readonly #folder: string;
  readonly #bin: string;
  #pid = 0;

  private constructor(port: number, folder: string, bin: string) {
    this.port = port;
    this.#folder = folder;
    this.#bin = bin;
  }

  /** Makes an empty cluster and starts it. */
  static async start(bin: string): Promise<PrivatePostgres> {
    const folder = await mkdtemp(join(tmpdir(), "spotlight-pg-"));
    if (isRoot()) {
      const [uid = "", gid = ""] = (await run("sh", ["-c", "id -u postgres && id -g postgres"])).stdout.split(
        "\n",
      );
      await chown(folder, Number(uid), Number(gid));
    }
    await chmod(folder, 0o700);
    const server = new PrivatePostgres(await freePort(), folder, bin);
    await server.#as([
      join(bin, "initdb"),
      "-D",
      join(folder, "data"),
      "-A",
      "trust",
      "-U",
      "postgres",
      "--no-sync",
    ]);
    await server.up();
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts the server and waits until it answers. */
  async up(): Promise<void> {
    const data = join(this.#folder, "data");
    const words = [
      join(this.#bin, "postgres"),
      "-D",
      data,
      "-p",
      String(this.port),
      "-k",
      this.#folder,
      "-c",
      "listen_addresses=127.0.0.1",
    ];
    const [command = "", ...args] = asPostgres(words);
    const child = spawn(command, args, { stdio: "ignore" });
    this.#pid = child.pid ?? 0;
    const until = performance.now() + READY_TIMEOUT_MS;
    while (!(await this.#answers())) {
      if (performance.now() > until) throw new Error("the private PostgreSQL server does not answer");
      await delay(50);
    }
    this.#pid = Number((await run("head", ["-1", join(data, "postmaster.pid")])).stdout);
  }

  /** Ends the server at once, as a crash would (SIGQUIT: immediate shutdown). */
  async down(): Promise<void> {
    process.kill(this.#pid, "SIGQUIT");
    while (await this.#answers()) await delay(20);
    while (existsSync(join(this.#folder, "data", "postmaster.pid"))) await delay(20);
  }

  /** Freezes every process of the server: connections stay, nothing answers. */
  async freeze(): Promise<void> {
    await this.#signalAll("-STOP");
  }

  /** Lets a frozen server go on. */
  async thaw(): Promise<void> {
    await this.#signalAll("-CONT");
  }

  /** Ends the server and removes its data. */
  async remove(): Promise<void> {
    await this.thaw().catch(() => undefined);
    if (await this.#answers()) await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #signalAll(signal: "-STOP" | "-CONT"): Promise<void> {
    const children = await run("pgrep", ["-P", String(this.#pid)]).then(({ stdout }) =>
      stdout.trim().split("\n"),
    );
    await run("kill", [signal, String(this.#pid), ...children]);
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("SELECT 1");
      return true;
    } catch {
      return false;
    } finally {
      void client.end().catch(() => undefined);
    }
  }

  async #as(words: readonly string[]): Promise<void> {
    const [command = "", ...args] = asPostgres(words);
    await run(command, args);
  }
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

/** PostgreSQL refuses to run as root. */
function asPostgres(words: readonly string[]): readonly string[] {
  return isRoot() ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", ...words] : words;
}
