import { COACH_ASK_PATH, EXPLAIN_PATH } from "@spotlight/contracts";

/** What can be asked about the replayed day as about the live market. */
const REPLAYED = [
  "/stream/market",
  "/api/history",
  "/api/bars/revisions",
  "/api/bars/digest",
  "/api/market/status",
  "/api/symbols",
  "/api/signals",
  "/api/coach/messages",
  "/api/copilot/callouts",
  "/api/risk",
  "/api/trades",
  "/api/tools",
  "/api/journals",
  "/api/memory",
  COACH_ASK_PATH,
  EXPLAIN_PATH,
];
/** What is asked with a body, or answered on the replayed desk. */
const SENT = ["/api/copilot/callouts", "/api/tools", COACH_ASK_PATH, EXPLAIN_PATH];

/**
 * A `fetch` that asks about the day that is replayed. What changes the live desk (limits, fills, the watch list) still goes
 * there.
 */
export function replayFetch(live: typeof fetch): typeof fetch {
  return (input, init) => {
    if (typeof input !== "string") return live(input, init);
    const answers = init?.method === undefined || SENT.some((path) => input.includes(path));
    const asks = answers && REPLAYED.some((path) => input.includes(path));
    return live(asks ? `${input}${input.includes("?") ? "&" : "?"}replay=1` : input, init);
  };
}
