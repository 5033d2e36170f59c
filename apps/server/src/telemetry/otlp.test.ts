import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { OtlpTracer } from "./otlp.ts";
import { traced } from "./tracer.ts";

const attributeSchema = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.union([z.number(), z.string()]).optional(),
  }),
});
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attributeSchema),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
});
const requestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attributeSchema) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

/** A collector that keeps what it is sent, or refuses it. */
class Collector {
  readonly spans: z.infer<typeof spanSchema>[] = [];
  readonly services: string[] = [];
  readonly headers: unknown[] = [];
  refusing = false;
  asked = 0;
  readonly #server: Server = createServer((request, response) => {
    this.asked += 1;
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      if (this.refusing) {
        response.writeHead(400).end();
        return;
      }
      this.headers.push(request.headers["x-team"]);
      this.#take(requestSchema.parse(JSON.parse(body)));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  span(name: string): z.infer<typeof spanSchema> | undefined {
    return this.spans.find((span) => span.name === name);
  }

  #take({ resourceSpans }: z.infer<typeof requestSchema>): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === "service.name");
      this.services.push(service?.value.stringValue ?? "");
      for (const { spans } of scopeSpans) this.spans.push(...spans);
    }
  }
}

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setUp(): Promise<{ collector: Collector; tracer: OtlpTracer; troubles: (string | null)[] }> {
  const collector = new Collector();
  const endpoint = await collector.start();
  const troubles: (string | null)[] = [];
  const tracer = new OtlpTracer({
    endpoint: `${endpoint}/`,
    headers: { "x-team": "desk" },
    serviceName: "spotlight-test",
    version: "1.2.3",
    trouble: (error) => troubles.push(error?.message ?? null),
  });
  closers.push(
    () => tracer.close(),
    () => collector.stop(),
  );
  return { collector, tracer, troubles };
}

test("spans reach the collector with their parents, also across waits and side by side", async () => {
  const { collector, tracer, troubles } = await setUp();
  const request = async (name: string): Promise<void> =>
    traced(tracer, name, { path: `/${name}` }, async () => {
      await new Promise((turn) => setImmediate(turn));
      await traced(tracer, `${name}-child`, {}, async () => new Promise((turn) => setImmediate(turn)));
    });
  await Promise.all([request("one"), request("two")]);
  await tracer.close();
  expect(collector.spans).toHaveLength(4);
  for (const name of ["one", "two"]) {
    const parent = collector.span(name);
    const child = collector.span(`${name}-child`);
    expect(child?.parentSpanId).toBe(parent?.spanId);
    expect(child?.traceId).toBe(parent?.traceId);
    expect(parent?.parentSpanId ?? "").toBe("");
    expect(parent?.attributes).toContainEqual({ key: "path", value: { stringValue: `/${name}` } });
  }
  expect(collector.span("one")?.traceId).not.toBe(collector.span("two")?.traceId);
  expect(new Set(collector.services)).toEqual(new Set(["spotlight-test"]));
  expect(new Set(collector.headers)).toEqual(new Set(["desk"]));
  expect(troubles).toEqual([]);
});

test("a caller's trace goes on here; nonsense begins a new one", async () => {
  const { collector, tracer } = await setUp();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  tracer.open("told", {}, `00-${traceId}-b7ad6b7169203331-01`).end();
  tracer.open("nonsense", {}, "00-zz-zz-01").end();
  await tracer.close();
  expect(collector.span("told")).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
  expect(collector.span("nonsense")?.parentSpanId ?? "").toBe("");
});

test("work that fails fails as it would have, and its span says why", async () => {
  const { collector, tracer } = await setUp();
  const failing = traced(tracer, "fails", {}, async () => Promise.reject(new Error("no such day")));
  await expect(failing).rejects.toThrow("no such day");
  await tracer.close();
  expect(collector.span("fails")?.status).toEqual({ code: 2, message: "no such day" });
});

test("a collector that refuses costs traces and nothing else; its trouble is told once", async () => {
  const { collector, tracer, troubles } = await setUp();
  collector.refusing = true;
  await traced(tracer, "lost", {}, async () => undefined);
  await expect.poll(() => troubles.length, { timeout: 10_000 }).toBe(1);
  await traced(tracer, "lost too", {}, async () => undefined);
  await expect.poll(() => collector.asked, { timeout: 10_000 }).toBeGreaterThan(1);
  collector.refusing = false;
  await traced(tracer, "arrives", {}, async () => undefined);
  await expect.poll(() => collector.span("arrives")?.name, { timeout: 10_000 }).toBe("arrives");
  await expect.poll(() => troubles.at(-1), { timeout: 10_000 }).toBeNull();
  expect(troubles).toHaveLength(2);
});

test("a collector that is not there holds up neither work nor the end", async () => {
  const tracer = new OtlpTracer({
    endpoint: "http://127.0.0.1:9",
    headers: {},
    serviceName: "spotlight-test",
    version: "1",
    trouble: () => undefined,
  });
  for (let count = 0; count < 5_000; count += 1) tracer.open("unheard", {}).end();
  expect(await traced(tracer, "work", {}, async () => 42)).toBe(42);
  await tracer.close();
});
