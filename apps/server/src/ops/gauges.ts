import type { MarketState } from "@spotlight/contracts";
import type { Engine } from "../engine/engine.ts";
import type { MarketLog } from "../log/market-log.ts";
import type { Pool } from "../store/database.ts";
import type { Hub } from "../stream/hub.ts";
import type { Meter } from "../telemetry/meter.ts";
import type { EventLoopWatch } from "./event-loop.ts";
import type { Readiness } from "./readiness.ts";

const MS_PER_SECOND = 1_000;
const STATES: readonly MarketState[] = ["starting", "live", "stale", "closed", "ended", "down"];

/** Says how the gauges of the process are read. */
export function gaugeProcess(
  meter: Meter,
  { version, readiness, eventLoop }: { version: string; readiness: Readiness; eventLoop: EventLoopWatch },
): void {
  meter.gauge("build_info", () => ({ [version]: 1 }));
  meter.gauge("event_loop_delay_p99_seconds", () => eventLoop.p99Ms / MS_PER_SECOND);
  meter.gauge("event_loop_delay_max_seconds", () => eventLoop.longestMs / MS_PER_SECOND);
  meter.gauge("ready", () => {
    const { checks } = readiness.report();
    return Object.fromEntries(Object.entries(checks).map(([check, holds]) => [check, Number(holds)]));
  });
}

/** Says how the gauges of the database's connections are read. */
export function gaugeDatabase(meter: Meter, pool: Pool): void {
  meter.gauge("database_connections", () => ({
    busy: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
  }));
  meter.gauge("database_waiting", () => pool.waitingCount);
}

/** Says how the gauges of the market, its log and its readers are read. */
export function gaugeMarket(
  meter: Meter,
  { engine, log, hub }: { engine: Engine; log: MarketLog; hub: Hub },
): void {
  meter.gauge("feed_state", () =>
    Object.fromEntries(STATES.map((state) => [state, Number(engine.state.state === state)])),
  );
  meter.gauge("feed_lag_seconds", () => {
    const newest = engine.newestTrade;
    return newest === null ? null : (newest.receivedMs - newest.eventMs) / MS_PER_SECOND;
  });
  meter.gauge("feed_silent_seconds", () => engine.silentMs / MS_PER_SECOND);
  meter.gauge("symbols", () => engine.symbols().length);
  meter.gauge("log_head_cursor", () => log.head);
  meter.gauge("log_waiting_facts", () => engine.waiting.facts);
  meter.gauge("log_waiting_seconds", () => engine.waiting.oldestMs / MS_PER_SECOND);
  meter.gauge("readers", () => hub.count());
}

/** Says how the gauges of the spool are read. */
export function gaugeSpool(
  meter: Meter,
  spool: { readonly waitingFacts: number; readonly spoolBytes: number },
): void {
  meter.gauge("spool_facts", () => spool.waitingFacts);
  meter.gauge("spool_bytes", () => spool.spoolBytes);
}
