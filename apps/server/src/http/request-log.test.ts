import Fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify";
import pino from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { Metrics } from "../telemetry/metrics.ts";
import { NO_TRACES, type OpenSpan, type SpanAttributes, type Tracer } from "../telemetry/tracer.ts";
import { requestIdOf, watchRequests } from "./request-log.ts";

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly path: string;
  readonly route: string;
  readonly status: number;
  readonly requestId: string;
}

const open: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

/** An application with one route for each outcome, its lines and its metrics. */
function setUp(tracer: Tracer = NO_TRACES) {
  const lines: Line[] = [];
  const meter = new Metrics();
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const logger: FastifyBaseLogger = pino({ level: "debug" }, destination);
  const app = Fastify({
    loggerInstance: logger,
    logController: new Fastify.LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
  });
  watchRequests(app, { meter, tracer });
  app.get("/good/:what", () => ({ ok: true }));
  app.get("/bad", (_request, reply) => reply.status(502).send({}));
  app.get("/busy", (_request, reply) => reply.status(503).send({}));
  app.get("/thrown", () => {
    throw new Error("on purpose");
  });
  open.push(app);
  return { app, lines, meter };
}

describe("one line a request", () => {
  test.each([
    ["/good/SPY?apiKey=abc", 200, 20, "/good/:what"],
    ["/nothing?token=abc", 404, 20, "none"],
    ["/bad", 502, 40, "/bad"],
    ["/thrown", 500, 40, "/thrown"],
    ["/busy", 503, 20, "/busy"],
  ])("%s", async (url, status, level, route) => {
    const { app, lines } = setUp();
    const answer = await app.inject({ url, headers: { "x-request-id": "mine" } });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["x-request-id"]).toBe("mine");
    const own = lines.filter((line) => line.route !== undefined);
    expect(own).toMatchObject([{ level, status, route, path: url.split("?")[0], requestId: "mine" }]);
    expect(JSON.stringify(lines)).not.toContain("abc");
  });

  test("ids that could break a line, or are none, are replaced", async () => {
    const { app } = setUp();
    for (const given of ["a b", "x".repeat(65), "<script>", ""]) {
      const answer = await app.inject({ url: "/good/x", headers: { "x-request-id": given } });
      expect(answer.headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
    }
  });
});

test("requests are counted and timed by pattern, method and class of status", async () => {
  const { app, meter } = setUp();
  for (const url of ["/good/a", "/good/b", "/thrown", "/nothing"]) await app.inject(url);
  const text = await meter.text();
  expect(text).toContain('http_requests_total{method="GET",route="/good/:what",status="2xx"} 2');
  expect(text).toContain('http_requests_total{method="GET",route="/thrown",status="5xx"} 1');
  expect(text).toContain('http_requests_total{method="GET",route="none",status="4xx"} 1');
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/good/:what"} 2');
});

test("each request is one span, which ends with its status and carries the caller's trace on", async () => {
  const spans: {
    name: string;
    parent: string | undefined;
    ended: SpanAttributes | undefined;
    failed: boolean;
  }[] = [];
  const tracer: Tracer = {
    open: (name, _attributes, traceparent): OpenSpan => {
      const span = {
        name,
        parent: traceparent,
        ended: undefined as SpanAttributes | undefined,
        failed: false,
      };
      spans.push(span);
      return {
        run: (work) => work(),
        end: (attributes, error) => Object.assign(span, { ended: attributes, failed: error !== undefined }),
      };
    },
    close: async () => undefined,
  };
  const { app } = setUp(tracer);
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await app.inject({ url: "/good/a", headers: { traceparent } });
  await app.inject("/bad");
  expect(spans).toEqual([
    {
      name: "GET /good/:what",
      parent: traceparent,
      ended: { "http.response.status_code": 200 },
      failed: false,
    },
    { name: "GET /bad", parent: undefined, ended: { "http.response.status_code": 502 }, failed: true },
  ]);
});
