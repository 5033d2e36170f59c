import { badManners, checkWords, secretOf } from "@spotlight/coach";
import { type RunTool, type ToolContext, ToolRefused } from "../tool.ts";

export const setVoice: RunTool<"set_voice"> = async ({ voice }, context) => {
  await context.voice.choose(voice);
  return standing(context);
};

export const mute: RunTool<"mute"> = (_input, context) => {
  context.voice.mute(true);
  return standing(context);
};

export const unmute: RunTool<"unmute"> = (_input, context) => {
  context.voice.mute(false);
  return standing(context);
};

/** What is said this way rests on no evidence, so nothing is said that would need some. */
export const speak: RunTool<"speak"> = ({ text }, { voice, market: { engine } }) => {
  const { grounded } = checkWords(text, { evidence: [], symbols: engine.symbols(), asked: "" });
  if (!grounded || badManners(text, secretOf("")) !== null)
    throw new ToolRefused(
      "refused",
      "Only words without numbers, directions and promises are spoken this way. Ask the coach, which proves what it says.",
    );
  if (voice.muted || !voice.say(text))
    throw new ToolRefused("refused", "The voice is off or muted. The person turns it on in the page.");
  return { data: { text }, asOfMs: engine.nowMs };
};

function standing({ voice: { voice, muted, isHeld }, market: { engine } }: ToolContext) {
  return { data: { voice, muted, on: isHeld }, asOfMs: engine.nowMs };
}
