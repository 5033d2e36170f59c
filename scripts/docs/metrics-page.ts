import { METRICS, type MetricDefinition } from "../../apps/server/src/telemetry/metric-list.ts";
import { METRIC_PREFIX, type Metrics } from "../../apps/server/src/telemetry/metrics.ts";

const HEAD = `# Metrics

Written by \`npm run docs:metrics\` from the list of metrics in the code; do not edit. \`GET /api/metrics\` has them in
Prometheus' text format, \`GET /api/metrics/json\` as JSON, where distributions carry quantiles estimated from their
buckets. Both take a session, the token METRICS_TOKEN, or an address of METRICS_ALLOW.
`;

/** The page that explains every metric, in Markdown. */
export async function metricsPage(metrics: Metrics): Promise<string> {
  const own = Object.entries(METRICS).map(([name, definition]) => ownRow(name, definition));
  const declared = new Set(Object.keys(METRICS).map((name) => `${METRIC_PREFIX}${name}`));
  const common = Object.entries(await metrics.view())
    .filter(([name]) => !declared.has(name))
    .map(([name, { type, help }]) => row([`\`${name}\``, type, help]));
  return [
    HEAD,
    "## Of the product\n",
    row(["name", "type", "labels", "says"]),
    row(["---", "---", "---", "---"]),
    ...own,
    "",
    "## Of the process\n",
    row(["name", "type", "says"]),
    row(["---", "---", "---"]),
    ...common,
    "",
  ].join("\n");
}

function ownRow(name: string, { type, help, labels = {} }: MetricDefinition): string {
  const described = Object.entries(labels).map(([label, values]) => {
    const what = typeof values === "string" ? values : values.map((value) => `\`${value}\``).join(" ");
    return `\`${label}\`: ${what}`;
  });
  return row([`\`${METRIC_PREFIX}${name}\``, type, described.join("; "), help]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
