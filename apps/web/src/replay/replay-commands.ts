import type { Command } from "../workspace/commands.ts";
import type { KeySequence } from "../workspace/keys.ts";
import type { ReplaySession } from "./replay-session.ts";

/** How a replay is moved in, by key. */
export function replayCommands(replay: ReplaySession, go: (path: string) => void): Command[] {
  const whileOn = (id: string, title: string, keys: KeySequence, run: () => void): Command => ({
    id: `replay.${id}`,
    title,
    group: "Replay",
    keys,
    when: () => replay.on,
    run,
  });
  return [
    {
      id: "go.replay",
      title: "Replay a day",
      group: "Go to",
      keys: ["alt+o"],
      run: () => go("/replay"),
    },
    whileOn("play", "Play or pause the replay", ["\\"], () => replay.togglePlay()),
    whileOn("back", "Replay: a minute back", [","], () => replay.seek({ minutes: -1 })),
    whileOn("on", "Replay: a minute on", ["."], () => replay.seek({ minutes: 1 })),
    whileOn("slower", "Replay slower", [";"], () => replay.changeSpeed(-1)),
    whileOn("faster", "Replay faster", ["'"], () => replay.changeSpeed(1)),
    whileOn("leave", "Leave the replay", ["alt+w"], () => void replay.leave()),
  ];
}
