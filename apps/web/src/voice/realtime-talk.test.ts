import { ScriptedRealtimeTransport } from "@openai/agents-realtime/testing";
import type { ToolAnswer, VoiceTokenAnswer } from "@spotlight/contracts";
import { expect, it, vi } from "vitest";
import { RealtimeTalk, type TalkNews } from "./realtime-talk.ts";
import { AT_MS, priceAnswer } from "./testing/price-answer.ts";

const PRICE = priceAnswer(581.2);

function grant(talk: VoiceTokenAnswer["talk"]): VoiceTokenAnswer {
  const parameters = {
    type: "object" as const,
    properties: { symbol: { type: "string" } },
    required: ["symbol"],
  };
  return {
    secret: "ek_test",
    expiresMs: AT_MS,
    callsUrl: "http://127.0.0.1/v1/realtime/calls",
    model: "a model",
    transcriptionModel: "an ear",
    instructions: "You are the coach of one day trader, beside a live chart.",
    voice: "marin",
    talk,
    tools: [{ name: "get_last_price", description: "The last price.", parameters }],
  };
}

/** A talk over the SDK's scripted transport, and everything that it told. */
async function talking(mode: VoiceTokenAnswer["talk"], answer: ToolAnswer = PRICE) {
  const transport = new ScriptedRealtimeTransport();
  const track = { enabled: true };
  const asked: [string, object][] = [];
  const talk = new RealtimeTalk(
    grant(mode),
    { getAudioTracks: () => [track] } as unknown as MediaStream,
    {
      callTool: async (name, input) => {
        asked.push([name, input]);
        if (name === "summarize_session") throw new Error("away");
        return answer;
      },
      symbols: () => ["SPY"],
      before: () => [{ question: "what is up", answer: "Little." }],
    },
    transport,
  );
  const told: TalkNews[] = [];
  talk.news.on((news) => told.push(news));
  await talk.open();
  const tell = (event: object): boolean => transport.emit("*", event as never);
  const sent = (): unknown[] =>
    transport.calls.flatMap((call) => ("event" in call ? [(call.event as { type: string }).type] : []));
  return { talk, transport, track, asked, told, tell, sent };
}

function words(told: readonly TalkNews[]): string[] {
  return told.flatMap((news) =>
    news.type === "event" && news.event.type === "words" ? [news.event.text] : [],
  );
}

/** Lets what was promised so far happen. */
async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

it("opens with what the server decided, and tells the model what was said before", async () => {
  const { transport, talk } = await talking("detect");
  const connected = transport.calls.find(({ method }) => method === "connect");
  expect(connected).toMatchObject({
    options: {
      model: "a model",
      initialSessionConfig: {
        instructions: grant("detect").instructions,
        outputModalities: ["text"],
        audio: { input: { transcription: { model: "an ear" }, turnDetection: { type: "server_vad" } } },
        tools: [{ name: "get_last_price" }],
      },
    },
  });
  expect(JSON.stringify(transport.calls)).toContain("what is up");
  talk.close();
});

it("asks the tool that the model names, and tells what it writes of the answer", async () => {
  const { talk, transport, asked, told, tell } = await talking("detect");
  tell({ type: "input_audio_buffer.speech_started" });
  tell({ type: "input_audio_buffer.committed", item_id: "i1" });
  tell({ type: "conversation.item.input_audio_transcription.completed", item_id: "i1", transcript: "SPY" });
  transport.emit("turn_started", { type: "response_started", providerData: { response: { id: "r1" } } });
  const call = {
    type: "function_call",
    id: "f1",
    callId: "c1",
    name: "get_last_price",
    responseId: "r1",
  } as const;
  transport.emit("function_call", { ...call, arguments: '{"symbol":"SPY"}' });
  await vi.waitFor(() => {
    const answered = transport.calls.find(({ method }) => method === "sendFunctionCallOutput");
    expect(answered).toMatchObject({ output: expect.stringContaining("581.20") as unknown });
  });
  expect(asked).toContainEqual(["get_last_price", { symbol: "SPY" }]);
  tell({ type: "response.output_text.delta", delta: "SPY is at 581.20. SPY was at 590.00." });
  tell({ type: "response.output_text.done" });
  tell({ type: "response.done", response: { status: "completed", output: [{ type: "message" }] } });
  await settled();
  expect(told.map(({ type }) => type).slice(0, 3)).toEqual(["speech", "turn", "asked"]);
  expect(words(told)).toEqual(["SPY is at 581.20."]);
  expect(told.at(-1)).toMatchObject({ type: "event", event: { type: "done", coach: "a model" } });
  talk.close();
});

it("says nothing more of a turn once another has begun", async () => {
  const { talk, told, tell } = await talking("detect");
  tell({ type: "input_audio_buffer.committed", item_id: "i1" });
  tell({ type: "response.output_text.delta", delta: "Let me think. " });
  tell({ type: "input_audio_buffer.committed", item_id: "i2" });
  tell({ type: "response.output_text.delta", delta: "Here I am. " });
  tell({ type: "response.output_text.done" });
  await settled();
  expect(words(told)).toEqual(["Here I am."]);
  talk.close();
});

it("in push to talk ends what is said by letting go: the microphone first, then the answer is asked for", async () => {
  const { talk, track, sent } = await talking("push");
  talk.listen(true);
  expect(track.enabled).toBe(true);
  talk.commit();
  expect(track.enabled).toBe(false);
  expect(sent().slice(-3)).toEqual([
    "input_audio_buffer.clear",
    "input_audio_buffer.commit",
    "response.create",
  ]);
  talk.close();
});

it("tells that a response failed, and once that the line is closed", async () => {
  const { talk, transport, told, tell } = await talking("detect");
  tell({ type: "input_audio_buffer.committed", item_id: "i1" });
  tell({ type: "response.done", response: { status: "failed", output: [] } });
  tell({ type: "response.done", response: "nonsense" });
  tell({ type: "nothing.known" });
  expect(told.filter(({ type }) => type === "failed")).toHaveLength(1);
  transport.disconnect();
  talk.close();
  expect(told.filter(({ type }) => type === "closed")).toHaveLength(1);
});
