import type { ClientReport } from "@spotlight/contracts";
import type { Meter } from "../telemetry/meter.ts";

/** Adds what a browser reported to the metrics. */
export function noteClientReport(meter: Meter, { vitals, frames, paintMs, reconnects }: ClientReport): void {
  meter.count("client_reports_total", 1);
  meter.count("client_reconnects_total", reconnects);
  if (vitals.lcpMs !== undefined) meter.time("client_largest_paint_seconds", vitals.lcpMs);
  if (vitals.inpMs !== undefined) meter.time("client_interaction_seconds", vitals.inpMs);
  if (vitals.cls !== undefined) meter.observe("client_layout_shift_ratio", vitals.cls);
  if (paintMs !== undefined) meter.time("client_paint_latency_seconds", paintMs);
  if (frames !== undefined) {
    meter.time("client_chart_frame_interval_seconds", frames.p50Ms, { percentile: "p50" });
    meter.time("client_chart_frame_interval_seconds", frames.p95Ms, { percentile: "p95" });
  }
}
