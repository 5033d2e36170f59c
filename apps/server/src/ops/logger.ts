import type { LogLevel, Trouble } from "@spotlight/contracts";
import pino, { type DestinationStream, type Logger } from "pino";
import { createScrub } from "./scrub.ts";

/** The levels that tell of trouble. */
export type TroubleLevel = Trouble["level"];

/** How the log is written. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Readable lines for a person who watches, in place of JSON. */
  readonly pretty: boolean;
  /** Values that must never be written. */
  readonly secrets: readonly string[];
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** The process's log. */
export interface Log {
  readonly logger: Logger;
  /** Changes what is written from now on; loggers of requests that are in flight keep theirs. */
  level: LogLevel;
  /** The newest 200 lines that told of trouble, oldest first; secrets are cut out. */
  trouble(): readonly Trouble[];
  /** Calls back at each line that tells of trouble. */
  onTrouble(listener: (level: TroubleLevel) => void): void;
}

const TROUBLE_KEPT = 200;
const WARN = 40;
const NAMES = [
  "pin",
  "currentPin",
  "apiKey",
  "secret",
  "token",
  "password",
  "passphrase",
  "authorization",
  "cookie",
];
const HEADERS = ["authorization", "cookie", "set-cookie"].map((name) => `["${name}"]`);

/** What is cut out by its name: at the top of a line, one level below, and in headers. */
const REDACTED = [
  ...NAMES,
  ...NAMES.map((name) => `*.${name}`),
  ...HEADERS.flatMap((name) => [`headers${name}`, `*.headers${name}`]),
];

/**
 * Opens the log. Every line is written before the call that logs it returns, so that none is lost however the process
 * ends; secrets are cut out by name, by value and by place.
 */
export async function openLog({ level, pretty, secrets, destination }: LogOptions): Promise<Log> {
  const output = destination ?? (pretty ? await prettyOutput() : pino.destination({ dest: 1, sync: true }));
  const stream = new CleanStream(output, createScrub(secrets));
  const logger = pino({ level, redact: { paths: REDACTED, censor: "[secret]" } }, stream);
  return {
    logger,
    get level() {
      return logger.level as LogLevel;
    },
    set level(next) {
      logger.level = next;
    },
    trouble: () => stream.trouble,
    onTrouble: (listener) => stream.listeners.push(listener),
  };
}

async function prettyOutput(): Promise<DestinationStream> {
  const { default: pretty } = await import("pino-pretty");
  return pretty({ sync: true, translateTime: "HH:MM:ss", ignore: "pid,hostname" });
}

/** Cuts secrets out of each line, keeps those that tell of trouble, and passes them on. */
class CleanStream implements DestinationStream {
  readonly trouble: Trouble[] = [];
  readonly listeners: ((level: TroubleLevel) => void)[] = [];
  /** Set by pino before each line, because of the symbol below. */
  lastLevel = 0;
  readonly [pino.symbols.needsMetadataGsym] = true;
  readonly #output: DestinationStream;
  readonly #scrub: (text: string) => string;

  constructor(output: DestinationStream, scrub: (text: string) => string) {
    this.#output = output;
    this.#scrub = scrub;
  }

  write(line: string): void {
    const clean = this.#scrub(line);
    this.#output.write(clean);
    if (this.lastLevel >= WARN) this.#keep(clean);
  }

  #keep(line: string): void {
    const level = pino.levels.labels[this.lastLevel] as TroubleLevel;
    const parsed = JSON.parse(line) as TroubleLine;
    this.trouble.push({
      atMs: parsed.time,
      level,
      message: parsed.msg ?? "",
      error: parsed.err?.message ?? null,
      requestId: parsed.requestId ?? null,
    });
    if (this.trouble.length > TROUBLE_KEPT) this.trouble.shift();
    for (const listener of this.listeners) listener(level);
  }
}

interface TroubleLine {
  readonly time: number;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
  readonly requestId?: string;
}
