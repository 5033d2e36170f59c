import { Pin } from "../access/pin.ts";
import { sessionSecret } from "../access/secret.ts";
import { readConfig } from "../config.ts";
import { type Command, UsageError } from "./command.ts";

const SAYS = {
  none: "No PIN is set: there is no login, and the server listens on this machine only.",
  environment: "The PIN is the one in AUTH_PIN. To change it, change AUTH_PIN and restart the server.",
  chosen: "A PIN was chosen. If it is forgotten: npm run spotlight -- pin --reset",
} as const;

/** `pin`: says where the PIN comes from, and forgets one that was chosen. Works while the server runs. */
export const pin: Command = {
  name: "pin",
  summary: "say where the PIN comes from; --reset forgets a chosen one and logs everybody out",
  usage: "pin [--reset] [--json]",
  options: { reset: { type: "boolean" } },
  run: async (call) => {
    const { options, variables, json } = call;
    const { dataDir, environment } = readConfig({ ...variables, NODE_ENV: "development", HOST: undefined });
    const secret = await sessionSecret(dataDir, environment.SESSION_SECRET ?? null);
    const held = await Pin.open(dataDir, secret, environment.AUTH_PIN ?? null);
    const { source } = await held.inForce();
    if (options["reset"] !== true) {
      call.print(json ? JSON.stringify({ source }) : SAYS[source]);
      return 0;
    }
    if (source === "environment") throw new UsageError(SAYS.environment);
    const reset = await held.reset();
    const words = reset
      ? "The PIN is forgotten, and everybody is logged out. Choose a new one under Settings, Access."
      : SAYS.none;
    call.print(json ? JSON.stringify({ reset }) : words);
    return 0;
  },
};
