import type { Aspect, SessionKind } from "@spotlight/contracts";
import { spanText } from "../chart/brush.ts";
import type { ChartView } from "../chart/chart-view.ts";
import { clockText } from "../chart/time.ts";
import type { Command } from "../workspace/commands.ts";
import { showPanel } from "../workspace/panels.ts";
import { useDesk } from "../workspace/stores.ts";
import type { CoachSession } from "./coach-session.ts";
import { focusQuestion } from "./question-field.ts";

/** What the commands act on. */
export interface CoachTargets {
  readonly coach: CoachSession;
  readonly go: (path: string) => void;
  /** The chart on the screen; null on other pages. */
  readonly view: () => ChartView | null;
  /** The session that is shown now. */
  readonly session: () => SessionKind;
  /** Id of the proposal that waits for an answer; null while none does. */
  readonly waiting: () => string | null;
}

/** Brings the talk onto the screen. */
function openTalk(go: (path: string) => void): void {
  if (location.pathname !== "/") go("/");
  showPanel("market");
}

/** What a trader asks the coach by key. */
export function coachCommands({ coach, go, view, session, waiting }: CoachTargets): Command[] {
  const open = (): void => openTalk(go);
  const ask = (question: string): void => {
    open();
    void coach.ask(question, useDesk.getState().symbol);
  };
  const ofWaiting = (question: string, aspect: Aspect): void => {
    const id = waiting();
    if (id === null) return ask(question);
    open();
    void coach.explain(question, { kind: "callout", id }, aspect);
  };
  return [
    {
      id: "coach.ask",
      title: "Ask the coach",
      group: "Coach",
      keys: ["alt+/"],
      run: () => {
        open();
        // At once where the field is there, so that what is typed next goes into it.
        if (!focusQuestion()) requestAnimationFrame(focusQuestion);
      },
    },
    {
      id: "coach.why",
      title: "Why did the last callout fire?",
      group: "Coach",
      keys: ["alt+,"],
      run: () => ofWaiting("Why did this fire?", "why"),
    },
    {
      id: "coach.weaken",
      title: "What would weaken the callout?",
      group: "Coach",
      keys: ["alt+2"],
      when: () => waiting() !== null,
      run: () => ofWaiting("What would weaken this?", "weaken"),
    },
    {
      id: "coach.explain",
      title: "Explain the selected range, or the bar under the crosshair",
      group: "Coach",
      keys: ["alt+1"],
      when: () => view() !== null,
      run: () => {
        open();
        explainShown(coach, view(), session());
      },
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

/** Has explained what is selected on the chart, else the bar under the crosshair, else the newest closed bar. */
function explainShown(coach: CoachSession, view: ChartView | null, session: SessionKind): void {
  const { symbol, timeframe } = useDesk.getState();
  if (view === null || symbol === null) return;
  const span = view.brushedSpan;
  if (span !== null) {
    void coach.explain(`What happened ${spanText(span)}?`, { kind: "range", symbol, ...span }, "what");
    return;
  }
  const bar = view.barInFocus;
  if (bar === null) return;
  const words = `What is the bar at ${clockText(bar.bar_start)} doing?`;
  void coach.explain(words, { kind: "bar", symbol, timeframe, session, startMs: bar.bar_start }, "what");
}
