import { build, ensureInstalled } from "./lib/ready.mjs";

await ensureInstalled();
await build();
