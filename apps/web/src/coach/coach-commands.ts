import type { Command } from "../workspace/commands.ts";
import { showPanel } from "../workspace/panels.ts";
import { useDesk } from "../workspace/stores.ts";
import type { CoachSession } from "./coach-session.ts";
import { focusQuestion } from "./question-field.ts";

/** What a trader asks the coach by key. */
export function coachCommands(coach: CoachSession, go: (path: string) => void): Command[] {
  const ask = (question: string): void => {
    if (location.pathname !== "/") go("/");
    showPanel("market");
    void coach.ask(question, useDesk.getState().symbol);
  };
  return [
    {
      id: "coach.ask",
      title: "Ask the coach",
      group: "Coach",
      keys: ["alt+/"],
      run: () => {
        if (location.pathname !== "/") go("/");
        showPanel("market");
        // At once where the field is there, so that what is typed next goes into it.
        if (!focusQuestion()) requestAnimationFrame(focusQuestion);
      },
    },
    {
      id: "coach.why",
      title: "Why did the last callout fire?",
      group: "Coach",
      keys: ["alt+,"],
      run: () => ask("Why did this fire?"),
    },
    {
      id: "coach.plan",
      title: "Plan for the symbol",
      group: "Coach",
      keys: ["alt+;"],
      run: () => ask("Plan"),
    },
  ];
}
