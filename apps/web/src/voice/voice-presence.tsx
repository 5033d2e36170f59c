import { AudioLines, LoaderCircle, Mic, TriangleAlert, Volume2, VolumeOff, VolumeX } from "lucide-react";
import type { PointerEvent, ReactElement, ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { labelsOf } from "../workspace/command-button.tsx";
import { useCommands, useWorkspace } from "../workspace/context.tsx";
import { ariaKeys } from "../workspace/keys.ts";
import { useVoiceState, useVoiceWishes } from "./use-voice.ts";
import type { VoicePhase } from "./voice-session.ts";
import { PHASES, secondsText } from "./words.ts";

const ICONS: Readonly<Record<VoicePhase, ReactNode>> = {
  off: <VolumeOff size={14} />,
  elsewhere: <VolumeOff size={14} />,
  idle: <Volume2 size={14} />,
  connecting: <LoaderCircle size={14} />,
  listening: <Mic size={14} />,
  thinking: <LoaderCircle size={14} />,
  speaking: <AudioLines size={14} />,
  muted: <VolumeX size={14} />,
  error: <TriangleAlert size={14} />,
};
const LOOK =
  "flex h-7 min-w-7 items-center justify-center gap-1 rounded-6 px-1.5 text-12 transition-colors duration-100 hover:bg-raised-2";

/** Presses of a pointer are held to talk; a key or a screen reader begins and ends by a click each. */
function Talk({ phase }: { readonly phase: VoicePhase }): ReactElement {
  const { voice, commands } = useWorkspace();
  const command = useCommands().find(({ id }) => id === "voice.talk");
  const hold = ({ button }: PointerEvent): void => {
    if (button !== 0) return;
    if (phase === "listening") voice.endTalking();
    else voice.startTalking();
  };
  return (
    <Tooltip
      content={phase === "listening" ? "Stop listening" : "Talk; hold it where you decide when you end"}
      keys={labelsOf(command?.keys)}
    >
      <button
        type="button"
        aria-label="Talk to the coach"
        aria-pressed={phase === "listening"}
        aria-keyshortcuts={ariaKeys(command?.keys)}
        data-testid="voice-talk"
        className={`${LOOK} ${phase === "listening" ? "text-brand" : "text-ink-2"}`}
        onPointerDown={hold}
        onPointerUp={() => voice.stopTalking()}
        onPointerCancel={() => voice.stopTalking()}
        onClick={({ detail }) => {
          if (detail === 0) commands.run("voice.talk");
        }}
      >
        <Mic size={14} />
      </button>
    </Tooltip>
  );
}

/** The voice's presence: what it does now, on or off by a click, and the button to talk. */
export function VoicePresence(): ReactElement {
  const { commands } = useWorkspace();
  const { phase, problem, latencyMs } = useVoiceState();
  const command = useCommands().find(({ id }) => id === "voice.toggle");
  const { word, sentence } = PHASES[phase];
  const tone = phase === "off" || phase === "elsewhere" || phase === "muted" ? "text-ink-2" : "text-brand";
  return (
    <span className="flex items-center">
      {latencyMs === null || phase === "off" ? null : (
        <Tooltip content="From your question to the first word heard">
          <span className="px-1 text-12 text-ink-2" data-testid="voice-latency">
            {secondsText(latencyMs)}
          </span>
        </Tooltip>
      )}
      <Tooltip content={problem ?? sentence} keys={labelsOf(command?.keys)}>
        <button
          type="button"
          aria-label={`Voice: ${word}`}
          aria-pressed={phase !== "off"}
          aria-keyshortcuts={ariaKeys(command?.keys)}
          data-testid="voice"
          data-phase={phase}
          className={`${LOOK} ${phase === "error" ? "text-warn" : tone} ${phase === "listening" ? "breathes" : ""}`}
          onClick={() => commands.run("voice.toggle")}
        >
          {ICONS[phase]}
          <span>{word}</span>
        </button>
      </Tooltip>
      <Talk phase={phase} />
    </span>
  );
}

/** What has gone wrong with the voice, and what it is for before it was ever turned on. */
export function VoiceNotes(): ReactElement | null {
  const { voice } = useWorkspace();
  const { phase, problem } = useVoiceState();
  const { hinted } = useVoiceWishes();
  if (problem !== null && phase !== "off")
    return (
      <p role="status" data-testid="voice-problem" className="pt-1.5 text-warn">
        {problem}
      </p>
    );
  if (hinted || phase !== "off") return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5 pt-1.5 text-12 text-ink-2" data-testid="voice-hint">
      <span className="w-full">The coach can read answers and proposals aloud, without any key.</span>
      <Button kind="main" onClick={() => voice.toggle()}>
        Turn voice on
      </Button>
      <Button onClick={() => voice.wishes.change({ hinted: true })}>Not now</Button>
    </div>
  );
}
