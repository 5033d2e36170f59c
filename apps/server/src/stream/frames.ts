import type { MarketState } from "@spotlight/contracts";
import { type MarketBar, toWireBar } from "@spotlight/market";
import type { View } from "../engine/day-book.ts";
import type { Fact } from "../log/market-log.ts";
import { frameText } from "./sse.ts";

/**
 * The frames by which readers of a view learn of a fact; empty when it tells them nothing. `bars` are what the fact
 * closed or changed in the view. What is about a person's decisions reaches that person's readers only. Only the last frame carries the cursor: a reader that is cut off between two frames of
 * one fact resumes before it and loses none.
 */
export function factFrames(
  fact: Fact,
  { view, owner }: { readonly view: View; readonly owner: string },
  bars: readonly MarketBar[],
  source: string,
): string {
  if ("owner" in fact) {
    const { kind, body, cursor } = fact;
    return fact.owner === owner && kind !== "input" ? frameText(kind, body, cursor) : "";
  }
  if (fact.kind === "status") {
    const { state, reason } = fact.body;
    const nowMs = fact.learnedMs;
    return frameText(
      "status",
      {
        state: state as MarketState,
        source,
        nowMs,
        lastEventMs: null,
        ...(reason === undefined ? {} : { reason }),
      },
      fact.cursor,
    );
  }
  const { symbol } = fact;
  return bars
    .map((bar, index) =>
      frameText(
        "bar",
        toWireBar(symbol, view.timeframe, bar),
        index === bars.length - 1 ? fact.cursor : undefined,
      ),
    )
    .join("");
}
