import { MARKET_STREAM_PATH } from "@spotlight/contracts";
import compress from "@fastify/compress";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { hasZodFastifySchemaValidationErrors, validatorCompiler } from "fastify-type-provider-zod";
import { requireStatedAccess } from "./access.ts";
import { barRoutes } from "./bars.ts";
import { documentApi } from "./openapi.ts";
import { marketRoutes } from "./market.ts";
import { operationRoutes } from "./operation.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal } from "./refusal.ts";
import { streamRoute } from "./stream.ts";
import { serveWebApp } from "./web-app.ts";

const BODY_BYTES_MAX = 1_048_576;
const HEADERS_TIMEOUT_MS = 30_000;

/** The HTTP server with every route; not listening yet. */
export async function createApp(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: parts.logger,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: HEADERS_TIMEOUT_MS,
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, body } = errorAnswer(error);
    if (status >= 500 && !(error instanceof Refusal)) request.log.error({ err: error }, "request failed");
    return reply.status(status).send(body);
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .send(refusalBody("not_found", `There is nothing at ${request.method} ${request.url.split("?")[0]}.`)),
  );
  requireStatedAccess(app);
  await app.register(helmet, { contentSecurityPolicy: { directives: contentPolicy } });
  // Only answers pass this filter; the market stream writes to its socket itself. The path is kept out all the same.
  await app.register(compress, {
    threshold: 1_024,
    encodings: ["br", "gzip"],
    brotliOptions: { params: { 1: 4 } },
  });
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.url.startsWith(MARKET_STREAM_PATH)) delete request.headers["accept-encoding"];
    done();
  });
  await documentApi(app, parts.version);
  await app.register(operationRoutes, { parts });
  await app.register(barRoutes, { parts });
  await app.register(marketRoutes, { parts });
  await app.register(streamRoute, { parts });
  if (parts.web.kind === "built") await serveWebApp(app, parts.web.dir);
  if (parts.web.kind === "sources") await (await import("./web-dev.ts")).serveWebSources(app, parts.web.dir);
  return app;
}

const contentPolicy = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};

function refusalBody(code: string, message: string, details?: unknown): object {
  return { error: { code, message, ...(details === undefined ? {} : { details }) } };
}

function errorAnswer(error: FastifyError): { status: number; body: object } {
  if (error instanceof Refusal)
    return { status: error.status, body: refusalBody(error.code, error.message, error.details) };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map(({ instancePath, message }) => ({ at: instancePath, message }));
    const first = details[0];
    const field = first?.at.replace(/^\//, "") ?? "";
    const message = `${field === "" ? (error.validationContext ?? "request") : field}: ${first?.message ?? "not valid"}`;
    return { status: 400, body: refusalBody("invalid_request", message, details) };
  }
  const status = error.statusCode ?? 500;
  if (status >= 500)
    return {
      status: 500,
      body: refusalBody("internal", "Something failed on the server. Its log says what."),
    };
  return { status, body: refusalBody(error.code.toLowerCase(), error.message) };
}
