import { ensureInstalled } from "./lib/ready.mjs";

await ensureInstalled();
