import { ensureBuilt } from "./lib/ready.mjs";
import { run } from "./lib/run.mjs";

const words = process.argv.slice(2);
const long = words.includes("--long");

await ensureBuilt();
const env = long ? { SPOTLIGHT_LONG: "1" } : {};
process.exit(await run("vitest", ["run", ...words.filter((word) => word !== "--long")], { env }));
