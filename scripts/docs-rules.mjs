import { ensureInstalled } from "./lib/ready.mjs";
import { must } from "./lib/run.mjs";

await ensureInstalled();
await must("tsx", ["--conditions=source", "scripts/docs/write-rules-page.ts"]);
await must("oxfmt", ["docs/rules.md"]);
