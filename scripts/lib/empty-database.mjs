import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepEmptyDatabase } from "../../apps/server/dist/store/embedded/empty-database.js";

await keepEmptyDatabase(mkdtempSync(join(tmpdir(), "spotlight-empty-")));
