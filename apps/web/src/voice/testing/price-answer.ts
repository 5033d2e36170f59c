import type { ToolAnswer } from "@spotlight/contracts";

/** When it was found, epoch ms. */
export const AT_MS = Date.UTC(2026, 5, 2, 14, 42);

/** What a tool answers that found the last price of SPY, dollars. */
export function priceAnswer(value: number): ToolAnswer {
  const origin = { kind: "feed" } as const;
  const about = { id: "e1", tool: "get_last_price", label: "last price", symbol: "SPY", atMs: AT_MS, origin };
  return {
    ok: true,
    tool: "get_last_price",
    source: "test",
    asOfMs: AT_MS,
    ageMs: 0,
    data: {},
    evidence: [{ ...about, value, unit: "price" }],
  };
}
