/** Days from which OpenAI serves a model no longer, as its client's types announce them (openai 7.57). */
const RETIREMENTS: Readonly<Record<string, string>> = {
  "tts-1": "2027-01-06",
  "tts-1-hd": "2027-01-06",
  "gpt-4o-mini-tts": "2027-01-06",
  "gpt-realtime": "2027-01-20",
  "gpt-realtime-mini": "2027-01-20",
  "whisper-1": "2027-02-26",
  "gpt-4o-transcribe": "2027-02-26",
  "gpt-4o-mini-transcribe": "2027-02-26",
};

/** What is known of a model's end, in a sentence; null when nothing is. */
export function retirementOf(model: string, nowMs: number): string | null {
  const day = RETIREMENTS[model];
  if (day === undefined) return null;
  const over = nowMs >= Date.parse(`${day}T00:00:00Z`);
  return over
    ? `${model} was retired on ${day}. Name another model in the environment.`
    : `${model} is retired on ${day}. Name another model in the environment before then.`;
}
