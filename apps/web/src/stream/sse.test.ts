import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SseItem, SseParser } from "./sse.ts";

const encoder = new TextEncoder();

function parse(chunks: readonly Uint8Array[]): SseItem[] {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
}

function parseText(text: string): SseItem[] {
  return parse([encoder.encode(text)]);
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const edges = [0, ...sorted, bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index] ?? 0, end));
}

const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
const value = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/[\r\n\0]/g, "·"));
const line = fc.oneof(
  value.map((text) => `data: ${text}`),
  value.map((text) => `data:${text}`),
  value.map((text) => `event: ${text}`),
  value.map((text) => `id: ${text}`),
  value.map((text) => `: ${text}`),
  fc.nat(60_000).map((ms) => `retry: ${ms}`),
  value.map((text) => `other: ${text}`),
  fc.constant("data"),
  fc.constant(""),
);
const transcript = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(line, lineEnd), { maxLength: 30 }))
  .map(([bom, lines]) => (bom ? "\uFEFF" : "") + lines.map(([text, end]) => text + end).join(""));

describe("SseParser", () => {
  it("gives the same items wherever the bytes are cut", () => {
    fc.assert(
      fc.property(transcript, fc.array(fc.nat(2_000), { maxLength: 20 }), (text, places) => {
        const bytes = encoder.encode(text);
        expect(parse(cutAt(bytes, places))).toEqual(parseText(text));
      }),
      { numRuns: 400 },
    );
  });

  it("gives the same items byte by byte", () => {
    const text = '\uFEFFevent: bar\r\nid: 7\rdata: {"é":"😀"}\n\ndata: a\r\ndata: b\r\n\r\n: beat\n\n';
    const bytes = encoder.encode(text);
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(parse(single)).toEqual([
      { type: "event", event: "bar", data: '{"é":"😀"}', id: "7" },
      { type: "event", event: "message", data: "a\nb", id: null },
      { type: "comment", text: "beat" },
    ]);
  });

  it("dispatches nothing without data and drops what was left unfinished", () => {
    expect(parseText("event: bar\nid: 3\n\ndata: unfinished")).toEqual([]);
  });

  it("treats CR, LF and CRLF alike and does not see an empty line inside CRLF", () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      expect(parseText(`data: x${end}data: y${end}${end}`)).toHaveLength(1);
    }
  });

  it("takes retry only in digits, and ignores ids with NUL", () => {
    expect(parseText("retry: 12x\nretry: 250\nid: a\0b\ndata: 1\n\n")).toEqual([
      { type: "retry", ms: 250 },
      { type: "event", event: "message", data: "1", id: null },
    ]);
  });
});
