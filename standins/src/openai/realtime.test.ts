import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { RealtimeStandin } from "./realtime.ts";

const API_KEY = "sk-standin";

let standin: RealtimeStandin;

beforeAll(async () => {
  standin = await RealtimeStandin.start({ apiKey: API_KEY });
});

afterAll(async () => {
  await standin.stop();
});

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** A session over WebSocket, and its events in the order in which they came. */
async function connect(token: string) {
  const url = `${standin.baseUrl.replace("http", "ws")}/realtime?model=any`;
  const socket = new WebSocket(url, ["realtime", `openai-insecure-api-key.${token}`]);
  const events: Event[] = [];
  let wake: (() => void) | null = null;
  socket.on("message", (data: Buffer) => {
    events.push(JSON.parse(data.toString()) as Event);
    wake?.();
  });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const until = async (type: string): Promise<Event> => {
    for (;;) {
      const at = events.findIndex((event) => event.type === type);
      if (at >= 0) return events.splice(0, at + 1).at(-1) as Event;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { socket, until, send: (event: object) => socket.send(JSON.stringify(event)) };
}

describe("the realtime stand-in", () => {
  it("mints secrets for the official client, and refuses a wrong key as the service does", async () => {
    const client = new OpenAI({ apiKey: API_KEY, baseURL: standin.baseUrl });
    const session = { type: "realtime" as const, model: "a-model", output_modalities: ["text" as const] };
    const made = await client.realtime.clientSecrets.create({ session });
    expect(made).toMatchObject({
      value: expect.stringMatching(/^ek_/) as unknown,
      session: { model: "a-model" },
    });
    expect(made.expires_at * 1_000).toBeGreaterThan(Date.now() + 590_000);
    const stranger = new OpenAI({ apiKey: "sk-wrong", baseURL: standin.baseUrl, maxRetries: 0 });
    await expect(stranger.realtime.clientSecrets.create({})).rejects.toMatchObject({ status: 401 });
  });

  it("holds a session in the service's order of events: a call, its output, words", async () => {
    const { until, send, socket } = await connect(API_KEY);
    await until("session.created");
    send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
    expect(await until("session.updated")).toMatchObject({ session: { output_modalities: ["text"] } });
    const content = [{ type: "input_text", text: "where is QQQ" }];
    send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
    await until("conversation.item.done");
    send({ type: "response.create" });
    await until("response.created");
    const { item } = (await until("response.output_item.done")) as unknown as { item: { call_id: string } };
    expect(item).toMatchObject({
      type: "function_call",
      name: "get_last_price",
      arguments: '{"symbol":"QQQ"}',
    });
    await until("response.done");
    const output = '{"price":490.1}';
    send({
      type: "conversation.item.create",
      item: { type: "function_call_output", call_id: item.call_id, output },
    });
    send({ type: "response.create" });
    expect(await until("response.output_text.done")).toMatchObject({ text: "QQQ is at 490.10." });
    expect(await until("response.done")).toMatchObject({ response: { status: "completed" } });
    socket.close();
  });

  it("answers wrong events, empty sound and needless cancels with errors, and goes on", async () => {
    const { until, send, socket } = await connect(API_KEY);
    const codes: unknown[] = [];
    for (const event of [
      { type: "nonsense" },
      { type: "input_audio_buffer.commit", event_id: "mine" },
      { type: "response.cancel" },
      { type: "conversation.item.retrieve", item_id: "none" },
    ]) {
      send(event);
      codes.push(((await until("error")) as unknown as { error: { code: string } }).error.code);
    }
    expect(codes).toEqual([
      "invalid_request_error",
      "input_audio_buffer_commit_empty",
      "response_cancel_not_active",
      "item_not_found",
    ]);
    send({ type: "session.update", session: { type: "realtime" } });
    await until("session.updated");
    socket.close();
  });

  it("cuts a response off when the person speaks, and opens nothing with a wrong or an expired token", async () => {
    const { until, send, socket } = await connect(API_KEY);
    await until("session.created");
    const detection = { type: "server_vad", interrupt_response: true, create_response: true };
    send({
      type: "session.update",
      session: { type: "realtime", audio: { input: { turn_detection: detection } } },
    });
    await until("session.updated");
    standin.script = () => [{ kind: "words", text: "One word after another. ".repeat(40) }];
    standin.conversations.at(-1)?.hear("talk");
    await until("response.output_text.delta");
    standin.conversations.at(-1)?.beginSpeech();
    expect(await until("response.done")).toMatchObject({
      response: { status: "cancelled", status_details: { reason: "turn_detected" } },
    });
    socket.close();
    await expect(connect("ek_unknown")).rejects.toThrow(/401/);
  });
});
