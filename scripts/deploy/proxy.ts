import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { ROOT } from "./dockerfile.ts";

/** A real proxy with the shipped configuration, on a port of this machine. */
export interface Proxy {
  readonly name: "nginx" | "caddy";
  /** https://localhost:PORT */
  readonly origin: string;
  readonly process: ChildProcess;
  readonly output: () => string;
}

/** What a proxy is started with. */
export interface ProxyWish {
  readonly folder: string;
  readonly port: number;
  /** Port of the plain listener that only sends on to https. */
  readonly plainPort: number;
  readonly upstreamPort: number;
}

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${program}`], { env: pathEnv(), stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The environment with the folders in which Debian puts servers. */
export function pathEnv(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}

/** Writes nginx's configuration: the shipped file with what it says is to be changed, inside a frame for this test. */
export function writeNginx({ folder, port, plainPort, upstreamPort }: ProxyWish): string {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-days", "2", "-nodes"];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      ...subject,
      "-keyout",
      key,
      "-out",
      certificate,
    ],
    { stdio: "ignore" },
  );
  const shipped = readFileSync(join(ROOT, "deploy/nginx.conf"), "utf8")
    .replaceAll("trader.example.org;", "localhost;")
    .replaceAll("127.0.0.1:8080", `127.0.0.1:${upstreamPort}`)
    .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`)
    .replaceAll("listen 443", `listen 127.0.0.1:${port}`)
    .replaceAll("listen 80", `listen 127.0.0.1:${plainPort}`)
    .replaceAll(/^\s*listen \[::\].*\n/gm, "");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => {
    mkdirSync(join(folder, name), { recursive: true });
    return `${name}_temp_path ${join(folder, name)};`;
  });
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1; ${process.getuid?.() === 0 ? "user root;" : ""}
     events {} http { access_log off; ${temporary.join(" ")} ${shipped} }`,
  );
  return file;
}

/** Starts a proxy before a server on this machine. */
export function startProxy(name: Proxy["name"], wish: ProxyWish): Proxy {
  const child = name === "nginx" ? startNginx(wish) : startCaddy(wish);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { name, origin: `https://localhost:${wish.port}`, process: child, output: () => output };
}

function startNginx(wish: ProxyWish): ChildProcess {
  return spawn("nginx", ["-c", writeNginx(wish), "-p", wish.folder], { env: pathEnv() });
}

function startCaddy({ folder, port, plainPort, upstreamPort }: ProxyWish): ChildProcess {
  const frame = join(folder, "Caddyfile");
  writeFileSync(
    frame,
    `{\n\tadmin off\n\tskip_install_trust\n\tlocal_certs\n\thttp_port ${plainPort}\n\thttps_port ${port}\n}\nimport ${join(ROOT, "deploy/Caddyfile")}\n`,
  );
  const places = { XDG_DATA_HOME: join(folder, "data"), XDG_CONFIG_HOME: join(folder, "config") };
  const env = { ...pathEnv(), ...places, DOMAIN: `localhost:${port}`, UPSTREAM: `127.0.0.1:${upstreamPort}` };
  return spawn("caddy", ["run", "--adapter", "caddyfile", "--config", frame], { env });
}

/** An answer through a proxy whose certificate nobody signed. */
export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks through a proxy. `onText` hears the body as it grows; answering true ends the request. */
export function ask(
  origin: string,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly onText?: (text: string) => boolean;
  } = {},
): Promise<ProxiedAnswer> {
  const { method = "GET", headers = {}, body, onText } = options;
  return new Promise((done, failed) => {
    const sent = request(
      `${origin}${path}`,
      { method, headers, rejectUnauthorized: false, agent: false },
      (answer) => {
        let text = "";
        const end = (): void => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
          if (onText?.(text) !== true) return;
          end();
          sent.destroy();
        });
        answer.on("end", end);
        answer.on("error", () => end());
      },
    );
    sent.on("error", failed);
    sent.end(body);
  });
}
