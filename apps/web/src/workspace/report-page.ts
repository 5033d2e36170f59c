import { ClientReporter } from "./client-reporter.ts";
import type { MarketSession } from "./market-session.ts";

const TICK_MS = 15_000;

/** Measures this page and reports it to the server. Answers how to stop. */
export function reportPage(market: MarketSession): () => void {
  const reporter = new ClientReporter({
    send: (report) => {
      if (market.flags.clientReports && market.stream.state.phase === "live") market.api.report(report);
    },
    nowMs: () => performance.now(),
    paintMs: () => market.latency.read()?.paint ?? null,
  });
  const leaving = new AbortController();
  let phase = market.stream.state.phase;
  const putAway = (): void => {
    if (document.visibilityState === "hidden") reporter.putAway();
  };
  const offs = [
    market.frames.on(() => measureFrame(reporter)),
    market.stream.states.on((state) => {
      if (state.phase === "reconnecting" && phase !== "reconnecting") reporter.noteReconnect();
      ({ phase } = state);
    }),
  ];
  const timer = setInterval(() => reporter.tick(), TICK_MS);
  void watchLeaving(reporter, putAway, leaving.signal);
  return () => {
    clearInterval(timer);
    leaving.abort();
    for (const off of offs) off();
  };
}

/** Called in a frame that paints the chart: how long until the next frame. */
function measureFrame(reporter: ClientReporter): void {
  if (document.visibilityState === "hidden") return;
  const paintedMs = document.timeline.currentTime;
  requestAnimationFrame((nextMs) => {
    if (typeof paintedMs === "number" && nextMs > paintedMs) reporter.noteFrame(nextMs - paintedMs);
  });
}

/** The browser's measurements end when the page is put away: their listeners must have come before ours. */
async function watchLeaving(
  reporter: ClientReporter,
  putAway: () => void,
  signal: AbortSignal,
): Promise<void> {
  await measureVitals(reporter);
  if (!signal.aborted) document.addEventListener("visibilitychange", putAway, { signal });
}

/** Without what measures them a page reports the rest. */
async function measureVitals(reporter: ClientReporter): Promise<void> {
  const vitals = await import("web-vitals").catch(() => null);
  if (vitals === null) return;
  const { onCLS, onINP, onLCP } = vitals;
  onLCP(({ value }) => reporter.noteVital("lcpMs", value));
  onINP(({ value }) => reporter.noteVital("inpMs", value));
  onCLS(({ value }) => reporter.noteVital("cls", value));
}
