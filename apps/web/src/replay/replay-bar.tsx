import type { ReactElement } from "react";
import { clockTextWithSeconds, dayText } from "../chart/time.ts";
import { CommandButton } from "../workspace/command-button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { useReplay } from "./use-replay.ts";

const MINUTE_MS = 60_000;

/** Below the chart while a day is replayed: where it stands, and how to move in it. */
export function ReplayBar(): ReactElement | null {
  const { replay } = useWorkspace();
  const on = useReplay((session) => session.on);
  const state = useReplay((session) => session.state);
  const failure = useReplay((session) => session.failure);
  if (!on || state === null) return null;
  const { positionMs, fromMs, untilMs, status, speed } = state;
  return (
    <section
      className="flex h-11 shrink-0 items-center gap-2 border-t border-hair bg-raised-1 px-3"
      aria-label="Replay"
      data-testid="replay-bar"
      data-status={status}
    >
      <span className="text-12 text-ink-2">Replay</span>
      <CommandButton command="replay.back">−1 min</CommandButton>
      <CommandButton command="replay.play" pressed={status === "playing"}>
        {status === "playing" ? "Pause" : status === "ended" ? "Over" : "Play"}
      </CommandButton>
      <CommandButton command="replay.on">+1 min</CommandButton>
      <input
        type="range"
        aria-label="Time of the day"
        aria-valuetext={clockTextWithSeconds(positionMs)}
        min={fromMs}
        max={untilMs}
        step={MINUTE_MS}
        value={positionMs}
        onChange={(event) => replay.seek({ toMs: Number(event.target.value) })}
        className="h-1 min-w-24 flex-1 accent-[var(--focus)]"
      />
      <span className="whitespace-nowrap" data-testid="replay-clock">
        {dayText(positionMs)} {clockTextWithSeconds(positionMs)}
      </span>
      <CommandButton command="replay.slower">Slower</CommandButton>
      <span className="min-w-12 text-center">{speed}×</span>
      <CommandButton command="replay.faster">Faster</CommandButton>
      {failure === null ? null : <span className="truncate text-bad">{failure}</span>}
      <CommandButton command="replay.leave" className="border border-hair text-ink-1">
        Back to live
      </CommandButton>
    </section>
  );
}
