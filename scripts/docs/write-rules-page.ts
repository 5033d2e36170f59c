import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rulesPage } from "./rules-page.ts";

writeFileSync(resolve(import.meta.dirname, "../../docs/rules.md"), rulesPage());
