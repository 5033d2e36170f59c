import type { CoachMessage, MessagesAnswer } from "@spotlight/contracts";
import { expect, test } from "vitest";
import { Emitter } from "../stream/emitter.ts";
import type { ConnectionState } from "../stream/index.ts";
import { settle } from "../stream/testing/fixtures.ts";
import { CoachApi } from "./coach-api.ts";
import { CoachInbox } from "./coach-inbox.ts";
import { CoachSession } from "./coach-session.ts";

const LIVE: ConnectionState = {
  phase: "live",
  attempt: 0,
  retryAtMs: null,
  reason: null,
  epochId: "first",
  cursor: 1,
};

function message(minute: number): CoachMessage {
  const text = "Risk is GREEN again.";
  const atMs = Date.UTC(2026, 5, 2, 14, minute);
  return { id: `m${minute}`, kind: "risk", symbol: null, atMs, text, claims: [], evidence: [] };
}

/** An inbox at a stream, and a server that has said `earlier`, the newest first. */
function open(earlier: CoachMessage[]) {
  const answers: (() => Response)[] = [];
  let requests = 0;
  const api = new CoachApi({
    fetch: async () => {
      requests += 1;
      const messages = earlier.map((one) => ({ ...one, heard: [] }));
      return answers.shift()?.() ?? Response.json({ messages } satisfies MessagesAnswer);
    },
  });
  const counts = { connections: 1, bars: 0, duplicates: 0, badFrames: 0, gaps: 0 };
  const stream = { messages: new Emitter<CoachMessage>(), states: new Emitter<ConnectionState>(), counts };
  const coach = new CoachSession(api);
  const inbox = new CoachInbox(api, coach);
  const arrived: string[] = [];
  inbox.arrivals.on(({ id }) => arrived.push(id));
  inbox.start(stream);
  return {
    inbox,
    stream,
    coach,
    arrived,
    answers,
    earlier,
    requests: () => requests,
    ids: () => inbox.received.map(({ message: { id } }) => id),
  };
}

test("what was said before the page was opened stands first, and does not arrive", async () => {
  const { stream, arrived, ids } = open([message(3), message(2), message(1)]);
  stream.states.emit(LIVE);
  stream.messages.emit(message(4));
  await settle();
  expect(ids()).toEqual(["m1", "m2", "m3", "m4"]);
  expect(arrived).toEqual(["m4"]);
});

test("a message that comes twice stands there once and arrives once", async () => {
  const { stream, arrived, ids } = open([message(1)]);
  stream.messages.emit(message(1));
  stream.messages.emit(message(1));
  stream.states.emit(LIVE);
  await settle();
  expect(ids()).toEqual(["m1"]);
  expect(arrived).toEqual(["m1"]);
});

test("after a gap and after a restart it asks for what it missed, and not in between", async () => {
  const { stream, earlier, ids, requests } = open([]);
  stream.states.emit(LIVE);
  stream.states.emit({ ...LIVE, cursor: 2 });
  await settle();
  expect(requests()).toBe(1);
  earlier.unshift(message(1));
  stream.counts.gaps += 1;
  stream.states.emit(LIVE);
  await settle();
  expect(ids()).toEqual(["m1"]);
  earlier.unshift(message(2));
  stream.states.emit({ ...LIVE, epochId: "second" });
  await settle();
  expect(ids()).toEqual(["m1", "m2"]);
  expect(requests()).toBe(3);
});

test("a load that failed is tried again with the next state", async () => {
  const { stream, answers, ids } = open([message(1)]);
  answers.push(() => Response.json({ error: { code: "failed", message: "Not now." } }, { status: 503 }));
  stream.states.emit(LIVE);
  await settle();
  expect(ids()).toEqual([]);
  stream.states.emit(LIVE);
  await settle();
  expect(ids()).toEqual(["m1"]);
});

test("it keeps the newest, each with the turn that it came after, and hears nothing once stopped", () => {
  const { inbox, stream, coach, ids } = open([]);
  for (let minute = 1; minute <= 20; minute += 1) stream.messages.emit(message(minute));
  coach.begin("Any setup?");
  for (let minute = 21; minute <= 35; minute += 1) stream.messages.emit(message(minute));
  expect(ids()).toHaveLength(30);
  expect(ids().at(0)).toBe("m6");
  expect(inbox.received.at(0)?.after).toBe(0);
  expect(inbox.received.at(-1)?.after).toBe(coach.turns.at(-1)?.id);
  inbox.stop();
  stream.messages.emit(message(40));
  expect(ids().at(-1)).toBe("m35");
});
