import type { Command } from "../workspace/commands.ts";
import type { VoiceSession } from "./voice-session.ts";

/** What a trader does with the voice, by key. */
export function voiceCommands(voice: VoiceSession): Command[] {
  const isOn = (): boolean => voice.state.phase !== "off";
  return [
    {
      id: "voice.toggle",
      title: "Voice on or off",
      group: "Coach",
      keys: ["alt+="],
      run: () => voice.toggle(),
    },
    {
      id: "voice.talk",
      title: "Talk to the coach, or end what you say",
      group: "Coach",
      keys: ["alt+0"],
      run: () => (voice.state.phase === "listening" ? voice.endTalking() : voice.startTalking()),
    },
    {
      id: "voice.mute",
      title: "Mute or unmute the voice",
      group: "Coach",
      keys: ["alt+-"],
      when: isOn,
      run: () => voice.mute(),
    },
    {
      id: "voice.hush",
      title: "Silence now",
      group: "Coach",
      keys: ["alt+End"],
      when: isOn,
      run: () => voice.hush(),
    },
  ];
}
