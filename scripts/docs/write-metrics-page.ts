import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Metrics } from "../../apps/server/src/telemetry/metrics.ts";
import { metricsPage } from "./metrics-page.ts";

writeFileSync(resolve(import.meta.dirname, "../../docs/metrics.md"), await metricsPage(new Metrics()));
