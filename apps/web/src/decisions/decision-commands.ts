import type { Command } from "../workspace/commands.ts";
import { ApiError } from "../stream/index.ts";
import { useDesk, useOver } from "../workspace/stores.ts";
import { answerCallout } from "./answer-callout.ts";
import { type AnsweringState, useAnswering } from "./answering.ts";
import type { DecisionsSession } from "./decisions-session.ts";

/** What a trader does with callouts, by key. */
export function decisionCommands(decisions: DecisionsSession, go: (path: string) => void): Command[] {
  const when = (): boolean => decisions.waiting !== null;
  const answer = (action: "accept" | "snooze"): void => {
    const { waiting } = decisions;
    if (waiting !== null) void answerCallout(decisions, waiting, action);
  };
  const begin = (how: AnsweringState["how"]): void => {
    if (location.pathname !== "/") go("/");
    useAnswering.setState({ id: decisions.waiting?.id ?? null, how });
  };
  /** While limits forbid entries there is no fill to ask for: the server says at once why. */
  const accept = (): void => (decisions.facts.risk?.light === "RED" ? answer("accept") : begin("take"));
  return [
    {
      id: "callout.accept",
      title: "Accept the proposal, with its fill",
      group: "Callouts",
      keys: ["alt+y"],
      when,
      run: accept,
    },
    {
      id: "callout.reject",
      title: "Reject the proposal, with a reason",
      group: "Callouts",
      keys: ["alt+x"],
      when,
      run: () => begin("reject"),
    },
    {
      id: "callout.snooze",
      title: "Snooze the symbol for 30 seconds",
      group: "Callouts",
      keys: ["alt+z"],
      when,
      run: () => answer("snooze"),
    },
    {
      id: "callout.show",
      title: "Show the proposal's symbol",
      group: "Callouts",
      keys: ["alt+g"],
      when,
      run: () => useDesk.setState({ symbol: decisions.waiting?.signal.symbol ?? null }),
    },
    attentionCommand(decisions),
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

function attentionCommand(decisions: DecisionsSession): Command {
  return {
    id: "attention.show",
    title: "Show the symbol that asks for most attention",
    group: "Callouts",
    keys: ["alt+."],
    run: () => void showBusiest(decisions),
  };
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
