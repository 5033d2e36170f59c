import type { Command } from "../workspace/commands.ts";
import type { KeySequence } from "../workspace/keys.ts";
import type { ReplaySession } from "./replay-session.ts";

/** How a replay is moved in, by key. */
export function replayCommands(replay: ReplaySession, go: (path: string) => void): Command[] {
  const while_ = (id: string, title: string, keys: KeySequence, run: () => void): Command => ({
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
    while_("play", "Play or pause the replay", ["\\"], () => replay.togglePlay()),
    while_("back", "Replay: a minute back", [","], () => replay.seek({ minutes: -1 })),
    while_("on", "Replay: a minute on", ["."], () => replay.seek({ minutes: 1 })),
    while_("slower", "Replay slower", [";"], () => replay.changeSpeed(-1)),
    while_("faster", "Replay faster", ["'"], () => replay.changeSpeed(1)),
    while_("leave", "Leave the replay", ["alt+w"], () => void replay.leave()),
  ];
}
