import { type ClientReport, clientReportSchema } from "@spotlight/contracts";
import { expect, test } from "vitest";
import { ClientReporter } from "./client-reporter.ts";

function setUp(paintMs: number | null = null) {
  const sent: ClientReport[] = [];
  const clock = { nowMs: 0 };
  const reporter = new ClientReporter({
    send: (report) => sent.push(clientReportSchema.parse(report)),
    nowMs: () => clock.nowMs,
    paintMs: () => paintMs,
  });
  return { reporter, sent, clock };
}

test("reports are at least a minute apart, however often the page is put away", () => {
  const { reporter, sent, clock } = setUp();
  for (clock.nowMs = 0; clock.nowMs < 600_000; clock.nowMs += 1_000) {
    reporter.tick();
    reporter.putAway();
  }
  expect(sent).toHaveLength(9);
});

test("an open page reports every five minutes, so that its last report is rarely too early", () => {
  const { reporter, sent, clock } = setUp();
  for (clock.nowMs = 0; clock.nowMs <= 600_000; clock.nowMs += 1_000) reporter.tick();
  expect(sent).toHaveLength(2);
});

test("each measurement is sent once, quantiles are of the frames since the report before", () => {
  const { reporter, sent, clock } = setUp(4);
  reporter.noteVital("lcpMs", 900);
  reporter.noteReconnect();
  for (let frame = 1; frame <= 100; frame += 1) reporter.noteFrame(frame);
  clock.nowMs = 60_000;
  reporter.putAway();
  clock.nowMs = 120_000;
  reporter.noteVital("cls", 0.01);
  reporter.putAway();
  expect(sent).toEqual([
    { vitals: { lcpMs: 900 }, frames: { p50Ms: 50, p95Ms: 95 }, paintMs: 4, reconnects: 1 },
    { vitals: { cls: 0.01 }, paintMs: 4, reconnects: 0 },
  ]);
});
