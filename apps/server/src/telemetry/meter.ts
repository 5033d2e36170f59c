import type { METRICS, MetricName } from "./metric-list.ts";

type Named<Type extends string> = {
  [Name in MetricName]: (typeof METRICS)[Name]["type"] extends Type ? Name : never;
}[MetricName];

type LabelsOf<Name extends MetricName> = (typeof METRICS)[Name] extends { readonly labels: infer Labels }
  ? { readonly [Label in keyof Labels]: Labels[Label] extends readonly (infer Value)[] ? Value : string }
  : null;

/** The labels of a metric as arguments: none when it has none. */
export type LabelArguments<Name extends MetricName> =
  LabelsOf<Name> extends null ? [] : [labels: LabelsOf<Name>];

type OneValueOf<Labels> = Labels[keyof Labels];

/** Names of the metrics that only grow. */
export type CounterName = Named<"counter">;
/** Names of the metrics that are read when they are asked for. */
export type GaugeName = Named<"gauge">;
/** Names of the distributions of times. */
export type DurationName = Extract<Named<"histogram">, `${string}_seconds`>;
/** Names of the distributions of anything else. */
export type RatioName = Exclude<Named<"histogram">, DurationName>;

/**
 * How a gauge is read: its value now, null while that is not known (it is then left out rather than shown as 0). With a
 * label: the value of each of the label's values.
 */
export type GaugeReader<Name extends GaugeName> =
  LabelsOf<Name> extends null
    ? () => number | null
    : () => Readonly<Partial<Record<Extract<OneValueOf<LabelsOf<Name>>, string>, number>>>;

/**
 * What rooms count with. Only names of the metric list exist. Counting costs less than a microsecond, but not nothing:
 * count batches, not trades.
 */
export interface Meter {
  count<Name extends CounterName>(name: Name, by: number, ...labels: LabelArguments<Name>): void;
  /** Notes how long something took, in milliseconds. */
  time<Name extends DurationName>(name: Name, milliseconds: number, ...labels: LabelArguments<Name>): void;
  /** Notes a value that is not a time. */
  observe<Name extends RatioName>(name: Name, value: number, ...labels: LabelArguments<Name>): void;
  /** Says how a gauge is read from now on. */
  gauge<Name extends GaugeName>(name: Name, read: GaugeReader<Name>): void;
}
