import { ensureBuilt } from "./lib/ready.mjs";

await ensureBuilt();
await import("../apps/server/dist/cli.js");
