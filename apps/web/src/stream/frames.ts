import {
  type StreamFrames,
  barSchema,
  bootstrapFrameSchema,
  calloutSchema,
  coachMessageSchema,
  epochFrameSchema,
  flagsFrameSchema,
  gapFrameSchema,
  microbarFrameSchema,
  riskStateSchema,
  shutdownFrameSchema,
  signalSchema,
  statusFrameSchema,
} from "@spotlight/contracts";
import type { SseEvent } from "./sse.ts";

/** Names of the frames that this client reads; others are skipped, so that a newer server may add some. */
type FrameName = Exclude<keyof StreamFrames, "tick">;

/** A validated frame. `cursor` is its place in the log, null for frames that are not kept there. */
export type MarketFrame = {
  [Name in FrameName]: {
    readonly name: Name;
    readonly frame: StreamFrames[Name];
    readonly cursor: number | null;
  };
}[FrameName];

/** A frame about the person's decisions. */
export type DecisionFrame = Extract<MarketFrame, { readonly name: "signal" | "callout" | "risk" }>;

/** What became of an event: a frame, nothing of interest, or something that breaks the contract. */
export type DecodedFrame = MarketFrame | { readonly name: "unknown" } | BadFrame;

/** A frame that does not follow the contract, with the event's name and the reason in words. */
interface BadFrame {
  readonly name: "bad";
  readonly event: string;
  readonly reason: string;
}

const SCHEMAS = {
  bootstrap: bootstrapFrameSchema,
  epoch: epochFrameSchema,
  bar: barSchema,
  microbar: microbarFrameSchema,
  status: statusFrameSchema,
  gap: gapFrameSchema,
  shutdown: shutdownFrameSchema,
  flags: flagsFrameSchema,
  signal: signalSchema,
  callout: calloutSchema,
  risk: riskStateSchema,
  coach: coachMessageSchema,
} as const;

function isFrameName(name: string): name is FrameName {
  return Object.hasOwn(SCHEMAS, name);
}

function parseCursor(id: string | null): number | null {
  if (id === null || !/^\d{1,15}$/.test(id)) return null;
  return Number(id);
}

/** Validates one event against the contract. Never throws. */
export function decodeFrame(event: SseEvent): DecodedFrame {
  const name = event.event;
  if (!isFrameName(name)) return { name: "unknown" };
  const cursor = parseCursor(event.id);
  let value: unknown;
  try {
    value = JSON.parse(event.data);
  } catch {
    return { name: "bad", event: name, reason: "not JSON" };
  }
  const result = SCHEMAS[name].safeParse(value);
  if (!result.success) {
    return { name: "bad", event: name, reason: result.error.issues[0]?.message ?? "invalid" };
  }
  if (name === "bar" && cursor === null) return { name: "bad", event: name, reason: "a bar without an id" };
  return { name, frame: result.data, cursor } as MarketFrame;
}
