import {
  TOOL_NAMES,
  calloutStateSchema,
  messageKindSchema,
  revisionCauseSchema,
  signalStatusSchema,
  toolRefusalCodeSchema,
} from "@spotlight/contracts";

/** A label: the values that it can have, or a sentence about values that nobody can list. */
type LabelDefinition = readonly string[] | string;

/** What is said of every metric. */
interface Declared {
  readonly help: string;
  readonly labels?: Readonly<Record<string, LabelDefinition>>;
}

/** A metric as it is declared. Buckets are in the unit that the name ends with. */
export type MetricDefinition = Declared &
  (
    | { readonly type: "counter" }
    | { readonly type: "gauge" }
    | { readonly type: "histogram"; readonly buckets: readonly number[] }
  );

const SHORT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WEB_SECONDS = [0.016, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 1.8, 2.5, 4, 6, 10];

/**
 * Every metric of the product, by its name without the prefix `spotlight_`; the unit is the end of the name, as
 * Prometheus has it. What is not declared here cannot be counted: it does not compile.
 */
export const METRICS = {
  build_info: {
    type: "gauge",
    help: "Always 1; the label says which version serves.",
    labels: { version: "the product's version" },
  },

  feed_state: {
    type: "gauge",
    help: "1 for the state that the feed is in, 0 for the others.",
    labels: { state: ["starting", "live", "stale", "closed", "ended", "down"] },
  },
  feed_lag_seconds: {
    type: "gauge",
    help: "How late the newest trade was delivered, from the tape to the feed's delivery, on the feed's clock.",
  },
  feed_silent_seconds: { type: "gauge", help: "How long nothing at all has come from the feed." },
  feed_restarts_total: { type: "counter", help: "Times that a feed that failed was started again." },
  symbols: { type: "gauge", help: "Symbols that are watched." },
  trades_total: { type: "counter", help: "Trades that came from the feed." },
  late_prints_total: {
    type: "counter",
    help: "Prints that came after their minute had closed and changed its bar.",
  },
  events_ignored_total: {
    type: "counter",
    help: "Events of the feed that changed nothing.",
    labels: { reason: "why, in the market fold's words" },
  },
  revisions_total: {
    type: "counter",
    help: "Changes of closed bars.",
    labels: { cause: revisionCauseSchema.options },
  },
  gap_minutes_total: { type: "counter", help: "Minutes that were not covered whole, of all symbols." },
  volume_spikes_total: {
    type: "counter",
    help: "Bars whose volume needs a look.",
    labels: { kind: ["first_volume", "revised_volume"] },
  },

  facts_total: { type: "counter", help: "Facts that became durable." },
  commit_duration_seconds: {
    type: "histogram",
    help: "Time to make one batch of facts durable.",
    buckets: SHORT_SECONDS,
  },
  log_head_cursor: { type: "gauge", help: "Cursor of the newest durable fact." },
  log_waiting_facts: { type: "gauge", help: "Facts that wait to become durable." },
  log_waiting_seconds: {
    type: "gauge",
    help: "Age of the oldest fact that waits to become durable; 0 when none does.",
  },
  spool_bytes: {
    type: "gauge",
    help: "Bytes in the spool on disk, where facts wait for the database.",
  },
  spool_facts: { type: "gauge", help: "Facts that are durable in the spool and not in the database yet." },

  decision_duration_seconds: {
    type: "histogram",
    help: "Time to decide what follows from one moment's bars, for every strategy and symbol concerned.",
    buckets: SHORT_SECONDS,
  },
  signals_total: {
    type: "counter",
    help: "Signals, and what became of them when their bars changed.",
    labels: { status: signalStatusSchema.options },
  },
  callouts_total: {
    type: "counter",
    help: "Callouts, each time that they came to a state.",
    labels: { state: calloutStateSchema.options },
  },

  tool_calls_total: {
    type: "counter",
    help: "Questions to the coach's tools: answered, or why not.",
    labels: { tool: TOOL_NAMES, outcome: ["answered", ...toolRefusalCodeSchema.options] },
  },
  tool_duration_seconds: {
    type: "histogram",
    help: "Time that a tool took to answer or refuse.",
    labels: { tool: TOOL_NAMES },
    buckets: SHORT_SECONDS,
  },

  coach_sentences_total: {
    type: "counter",
    help: "Sentences of the coach: said, or withheld because a number in them was not proved.",
    labels: { fate: ["said", "withheld"] },
  },
  coach_messages_total: {
    type: "counter",
    help: "What the coach said unasked, by what made it speak.",
    labels: { kind: messageKindSchema.options },
  },
  coach_answer_duration_seconds: {
    type: "histogram",
    help: "Time from a question to the end of the coach's answer.",
    buckets: SHORT_SECONDS,
  },

  readers: { type: "gauge", help: "Readers that are connected to the market stream." },
  readers_started_total: {
    type: "counter",
    help: "Streams that were opened: new ones, those that resumed, and those whose cursor was too old.",
    labels: { as: ["new", "resumed", "gap"] },
  },
  readers_ended_total: {
    type: "counter",
    help: "Streams that ended, by why.",
    labels: { farewell: ["slow", "closed", "shutdown", "revoked"] },
  },
  frames_sent_total: {
    type: "counter",
    help: "Writes of frames to readers.",
    labels: { kind: ["durable", "forming", "tick"] },
  },
  frames_dropped_total: { type: "counter", help: "Frames of single trades that a reader was too slow for." },
  frames_conflated_total: {
    type: "counter",
    help: "Forming bars that a slow reader was not sent because a newer one follows.",
  },
  fan_out_duration_seconds: {
    type: "histogram",
    help: "Time to prepare one batch of facts for all readers and to write it to their sockets.",
    buckets: SHORT_SECONDS,
  },

  http_requests_total: {
    type: "counter",
    help: "Requests that were answered. Streams count as readers instead.",
    labels: {
      method: "the request's method",
      route: "the route's pattern; `none` when there is no such route",
      status: ["1xx", "2xx", "3xx", "4xx", "5xx"],
    },
  },
  http_request_duration_seconds: {
    type: "histogram",
    help: "Time from a request's head to the end of its answer.",
    labels: {
      method: "the request's method",
      route: "the route's pattern; `none` when there is no such route",
    },
    buckets: SECONDS,
  },
  logins_total: {
    type: "counter",
    help: "Attempts to log in.",
    labels: { result: ["in", "wrong", "wait", "no_pin"] },
  },
  rate_limited_total: {
    type: "counter",
    help: "Requests that were refused because there were too many.",
    labels: { limit: ["address", "standard", "history", "stream", "write", "backtest", "voice", "login"] },
  },

  ready: {
    type: "gauge",
    help: "1 while a check of readiness holds, 0 while it does not.",
    labels: { check: "a check's name in /api/readyz" },
  },
  event_loop_delay_p99_seconds: {
    type: "gauge",
    help: "99th percentile of the event loop's delay over the last half second.",
  },
  event_loop_delay_max_seconds: {
    type: "gauge",
    help: "The longest that anything had to wait for the event loop in the last five seconds.",
  },
  process_errors_total: {
    type: "counter",
    help: "Errors that nothing caught.",
    labels: { kind: ["unhandled_rejection", "uncaught_exception"] },
  },
  log_lines_total: {
    type: "counter",
    help: "Lines of the log that tell of trouble.",
    labels: { level: ["warn", "error", "fatal"] },
  },

  vendor_requests_total: {
    type: "counter",
    help: "Questions to services that others run, by what became of them.",
    labels: {
      vendor: "the service's name",
      outcome: ["answered", "failed", "not_asked", "shared"],
    },
  },
  database_connections: {
    type: "gauge",
    help: "Connections to the database.",
    labels: { state: ["busy", "idle"] },
  },
  database_waiting: { type: "gauge", help: "Questions that wait for a connection to the database." },
  database_query_duration_seconds: {
    type: "histogram",
    help: "Time that the database took to answer a statement.",
    buckets: SHORT_SECONDS,
  },
  database_errors_total: { type: "counter", help: "Statements that the database refused or did not answer." },
  backups_total: {
    type: "counter",
    help: "Backups that the server wrote by its schedule.",
    labels: { outcome: ["written", "failed"] },
  },
  backup_last_timestamp_seconds: {
    type: "gauge",
    help: "When the last backup was written; absent before the first.",
  },

  client_reports_total: { type: "counter", help: "Reports that browsers sent of how the page does." },
  client_largest_paint_seconds: {
    type: "histogram",
    help: "Largest Contentful Paint of pages, as browsers report it.",
    buckets: WEB_SECONDS,
  },
  client_interaction_seconds: {
    type: "histogram",
    help: "Interaction to Next Paint of pages, as browsers report it.",
    buckets: WEB_SECONDS,
  },
  client_layout_shift_ratio: {
    type: "histogram",
    help: "Cumulative Layout Shift of pages, as browsers report it.",
    buckets: [0, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
  },
  client_chart_frame_interval_seconds: {
    type: "histogram",
    help: "Time between two frames while the chart was painted, as browsers report it.",
    labels: { percentile: ["p50", "p95"] },
    buckets: [0.004, 0.007, 0.0085, 0.012, 0.0175, 0.025, 0.034, 0.05, 0.1, 0.25, 1],
  },
  client_paint_latency_seconds: {
    type: "histogram",
    help: "Time from data's arrival in the browser to the frame that shows it, as browsers report its median.",
    buckets: WEB_SECONDS,
  },
  client_reconnects_total: { type: "counter", help: "Times that a page's stream had to connect again." },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** Every name that a metric can be counted under. */
export type MetricName = keyof typeof METRICS;
