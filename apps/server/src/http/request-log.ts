import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Meter } from "../telemetry/meter.ts";
import type { OpenSpan, Tracer } from "../telemetry/tracer.ts";

const REQUEST_ID = /^[\w.:-]{1,64}$/;
/** Answers that took longer are worth a line of their own. */
const SLOW_MS = 1_000;
/** No failure but an answer, which probes and waiting readers get every few seconds; why is told once, elsewhere. */
const NOT_NOW = 503;
const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** What watches requests. */
export interface RequestWatch {
  readonly meter: Meter;
  readonly tracer: Tracer;
}

declare module "fastify" {
  interface FastifyRequest {
    /** The span of this request; null where nothing is traced yet. */
    span: OpenSpan | null;
  }
}

/** The caller's id for a request, when it has a sane one, otherwise a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * Gives every answer its request's id, counts and times it, and writes one line about it: at `debug`, slow ones at
 * `info`, failures of the server at `warn`. Of the address only the path is written, since queries may hold secrets.
 * Streams take their socket over and count as readers instead.
 */
export function watchRequests(app: FastifyInstance, { meter, tracer }: RequestWatch): void {
  app.decorateRequest("span", null);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    const route = routeOf(request);
    const span = tracer.open(
      `${request.method} ${route}`,
      { "http.request.method": request.method, "http.route": route, "url.path": pathOf(request) },
      traceparentOf(request),
    );
    request.span = span;
    span.run(done);
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, span } = request;
    const route = routeOf(request);
    const { statusCode } = reply;
    const status = STATUS_CLASSES[Math.floor(statusCode / 100) - 1] ?? "5xx";
    meter.count("http_requests_total", 1, { method, route, status });
    meter.time("http_request_duration_seconds", reply.elapsedTime, { method, route });
    span?.end(
      { "http.response.status_code": statusCode },
      statusCode >= 500 ? new Error(`answered ${statusCode}`) : undefined,
    );
    writeLine(request, reply, route);
    done();
  });
}

function writeLine(request: FastifyRequest, reply: FastifyReply, route: string): void {
  const { statusCode, elapsedTime } = reply;
  const line = {
    method: request.method,
    path: pathOf(request),
    route,
    status: statusCode,
    ms: Math.round(elapsedTime * 10) / 10,
    address: request.ip,
  };
  if (statusCode >= 500 && statusCode !== NOT_NOW) request.log.warn(line, "request ended in a failure");
  else if (elapsedTime > SLOW_MS) request.log.info(line, "slow request");
  else request.log.debug(line, "request");
}

/** The route's pattern, so that addresses cannot make metrics without end. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "none";
}

function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? "";
}

function traceparentOf(request: FastifyRequest): string | undefined {
  const given = request.headers["traceparent"];
  return typeof given === "string" ? given : undefined;
}
