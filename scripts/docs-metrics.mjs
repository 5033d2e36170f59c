import { ensureInstalled } from "./lib/ready.mjs";
import { must } from "./lib/run.mjs";

await ensureInstalled();
await must("tsx", ["--conditions=spotlight-source", "scripts/docs/write-metrics-page.ts"]);
await must("oxfmt", ["docs/metrics.md"]);
