import type { MetricsAnswer } from "@spotlight/contracts";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { METRICS, type MetricDefinition } from "./metric-list.ts";
import { type PlainValue, distributions, textLabels } from "./distributions.ts";
import type {
  CounterName,
  DurationName,
  GaugeName,
  GaugeReader,
  LabelArguments,
  Meter,
  RatioName,
} from "./meter.ts";

/** What every name begins with. */
export const METRIC_PREFIX = "spotlight_";
const MS_PER_SECOND = 1_000;
/** The library's quantiles of the event loop's delay hold the pause between two looks as well; ours do not. */
const MISLEADING = ["min", "max", "mean", "stddev", "p50", "p90", "p99"].map(
  (statistic) => `nodejs_eventloop_lag_${statistic}_seconds`,
);

type Labels = Readonly<Record<string, string>>;
/** Every metric as data, by its full name. */
type MetricsView = MetricsAnswer["metrics"];
type MetricView = MetricsView[string];

/** The metrics of one running server, in Prometheus' form and as data. */
export class Metrics implements Meter {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #readers = new Map<string, () => number | null | Readonly<Record<string, number>>>();

  constructor() {
    for (const [name, definition] of Object.entries(METRICS)) this.#declare(name, definition);
    collectDefaultMetrics({ register: this.#registry, prefix: METRIC_PREFIX });
    for (const name of MISLEADING) this.#registry.removeSingleMetric(`${METRIC_PREFIX}${name}`);
  }

  count<Name extends CounterName>(name: Name, by: number, ...[labels]: LabelArguments<Name>): void {
    if (by === 0) return;
    const counter = this.#counters.get(name);
    if (labels === undefined) counter?.inc(by);
    else counter?.inc(labels as Labels, by);
  }

  time<Name extends DurationName>(name: Name, milliseconds: number, ...[labels]: LabelArguments<Name>): void {
    this.#note(name, milliseconds / MS_PER_SECOND, labels as Labels | undefined);
  }

  observe<Name extends RatioName>(name: Name, value: number, ...[labels]: LabelArguments<Name>): void {
    this.#note(name, value, labels as Labels | undefined);
  }

  gauge<Name extends GaugeName>(name: Name, read: GaugeReader<Name>): void {
    this.#readers.set(name, read as () => number | null | Readonly<Record<string, number>>);
  }

  /** Every metric in Prometheus' text format. */
  async text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Media type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Every metric as data, by its full name; values that are not numbers yet are left out. */
  async view(): Promise<MetricsView> {
    const metrics = await this.#registry.getMetricsAsJSON();
    return Object.fromEntries(
      metrics.map(({ name, help, type, values }) => {
        const plain = (values as readonly PlainValue[]).filter(({ value }) => Number.isFinite(value));
        const histogram = String(type) === "histogram";
        const shown = histogram
          ? distributions(plain)
          : plain.map(({ labels, value }) => ({ labels: textLabels(labels), value }));
        return [name, { type: String(type) as MetricView["type"], help, values: shown }];
      }),
    );
  }

  #note(name: string, value: number, labels: Labels | undefined): void {
    const histogram = this.#histograms.get(name);
    if (labels === undefined) histogram?.observe(value);
    else histogram?.observe(labels, value);
  }

  #declare(name: string, definition: MetricDefinition): void {
    const { help, labels = {} } = definition;
    const labelNames = Object.keys(labels);
    const common = { name: `${METRIC_PREFIX}${name}`, help, labelNames, registers: [this.#registry] };
    if (definition.type === "counter") {
      const counter = new Counter(common);
      for (const known of knownLabels(labels)) counter.inc(known, 0);
      this.#counters.set(name, counter);
    } else if (definition.type === "histogram") {
      this.#histograms.set(name, new Histogram({ ...common, buckets: [...definition.buckets] }));
    } else {
      this.#gauges.set(name, new Gauge({ ...common, collect: () => this.#collect(name, labelNames) }));
    }
  }

  #collect(name: string, [label]: readonly string[]): void {
    const gauge = this.#gauges.get(name);
    const value = this.#readers.get(name)?.() ?? null;
    gauge?.reset();
    if (label === undefined) {
      if (typeof value === "number") gauge?.set(value);
      else gauge?.remove();
    } else if (value !== null && typeof value === "object") {
      for (const [key, each] of Object.entries(value)) gauge?.set({ [label]: key }, each);
    }
  }
}

/** The labels of a counter with one label whose values are known: they begin at 0, so that a first event is a change. */
function knownLabels(labels: NonNullable<MetricDefinition["labels"]>): readonly Labels[] {
  const [only, ...others] = Object.entries(labels);
  if (only === undefined || others.length > 0 || typeof only[1] === "string") return [];
  return only[1].map((value) => ({ [only[0]]: value }));
}
