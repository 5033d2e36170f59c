import pino, { type Logger } from "pino";

/** The process's logger: JSON lines, or readable ones when a person watches. Secrets are cut out. */
export function createLogger(level: string, pretty: boolean): Logger {
  const redact = {
    paths: ["req.headers.authorization", "req.headers.cookie", "*.apiKey", "*.pin"],
    censor: "[secret]",
  };
  if (!pretty) return pino({ level, redact });
  const transport = { target: "pino-pretty", options: { translateTime: "HH:MM:ss", ignore: "pid,hostname" } };
  return pino({ level, redact, transport });
}
