import type { Command } from "../workspace/commands.ts";
import { useDesk, useOver } from "../workspace/stores.ts";
import { ApiError } from "../stream/index.ts";
import type { DecisionsSession } from "./decisions-session.ts";

/** What a trader does with callouts, by key. */
export function decisionCommands(decisions: DecisionsSession, go: (path: string) => void): Command[] {
  const answer = (action: "accept" | "reject" | "snooze", title: string, key: "y" | "x" | "z"): Command => ({
    id: `callout.${action}`,
    title,
    group: "Callouts",
    keys: [`alt+${key}`],
    when: () => decisions.waiting !== null,
    run: () => {
      const { waiting } = decisions;
      if (waiting === null) return;
      decisions.respond(waiting.id, action).catch((error: unknown) => {
        const notice = error instanceof ApiError ? error.message : "The answer could not be sent.";
        useOver.setState({ notice });
      });
    },
  });
  return [
    answer("accept", "Accept the proposal", "y"),
    answer("reject", "Reject the proposal", "x"),
    answer("snooze", "Snooze the symbol for 30 seconds", "z"),
    {
      id: "callout.show",
      title: "Show the proposal's symbol",
      group: "Callouts",
      keys: ["alt+g"],
      when: () => decisions.waiting !== null,
      run: () => useDesk.setState({ symbol: decisions.waiting?.signal.symbol ?? null }),
    },
    {
      id: "attention.show",
      title: "Show the symbol that asks for most attention",
      group: "Callouts",
      keys: ["alt+."],
      run: () => void showBusiest(decisions),
    },
    {
      id: "callout.sound",
      title: "Sound for new proposals on or off",
      group: "Callouts",
      keys: ["alt+u"],
      run: () => useDesk.setState(({ sound }) => ({ sound: !sound })),
    },
    { id: "go.risk", title: "Limits and trades", group: "Go to", keys: ["alt+k"], run: () => go("/risk") },
  ];
}

/** Puts the symbol on the chart that asks for most attention now. */
async function showBusiest({ api }: DecisionsSession): Promise<void> {
  try {
    const [most] = (await api.attention()).symbols;
    if (most !== undefined) useDesk.setState({ symbol: most.symbol });
  } catch (error) {
    useOver.setState({ notice: error instanceof ApiError ? error.message : "The server did not answer." });
  }
}
