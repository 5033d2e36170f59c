import { COACH_ASK_PATH, EXPLAIN_PATH, MARKET_STREAM_PATH, VOICE_PRESENCE_PATH } from "@spotlight/contracts";
import compress from "@fastify/compress";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance } from "fastify";
import { validatorCompiler } from "fastify-type-provider-zod";
import { type StatedRoute, requireStatedAccess } from "../access/policy.ts";
import { adminRoutes } from "./admin.ts";
import { authRoutes } from "./auth.ts";
import { backtestRoutes } from "./backtest.ts";
import { barRoutes } from "./bars.ts";
import { coachRoutes } from "./coach.ts";
import { copilotRoutes } from "./copilot.ts";
import { debugRoutes } from "./debug.ts";
import { answerTo, refusalBody } from "./errors.ts";
import { explainRoutes } from "./explain.ts";
import { flagRoutes } from "./flags.ts";
import { guardRoutes } from "./guard.ts";
import type { Lifecycle } from "../ops/lifecycle.ts";
import { Refusal } from "./refusal.ts";
import { limitAddresses, limitCallers } from "./limits.ts";
import { documentApi } from "./openapi.ts";
import { journalRoutes } from "./journal.ts";
import { knowledgeRoutes } from "./knowledge.ts";
import { marketRoutes } from "./market.ts";
import { memoryRoutes } from "./memory.ts";
import { mcpRoutes } from "./mcp.ts";
import { messageRoutes } from "./messages.ts";
import { metricsRoutes } from "./metrics.ts";
import { operationRoutes } from "./operation.ts";
import type { HttpParts } from "./parts.ts";
import { personalRoutes } from "./personal.ts";
import { policyRoutes } from "./policy.ts";
import { refuseUnreadable, refuseUnusual } from "./protocol.ts";
import { requestIdOf, watchRequests } from "./request-log.ts";
import { replayRoutes } from "./replay.ts";
import { riskRoutes } from "./risk.ts";
import { ruleRoutes } from "./rules.ts";
import { streamRoute } from "./stream.ts";
import { tokenRoutes } from "./tokens.ts";
import { toolRoutes } from "./tools.ts";
import { tradeRoutes } from "./trades.ts";
import { refuseUnstorableText } from "./text.ts";
import { voiceRoutes } from "./voice.ts";
import { serveWebApp } from "./web-app.ts";

const BODY_BYTES_MAX = 1_048_576;
const HEADERS_TIMEOUT_MS = 30_000;
/** Sockets at once; more are refused by the kernel's side of the server. */
const CONNECTIONS_MAX = 12_000;

/** Streams: compression would hold them back. */
const UNCOMPRESSED = [MARKET_STREAM_PATH, COACH_ASK_PATH, EXPLAIN_PATH, VOICE_PRESENCE_PATH];

/** The HTTP server, not listening yet, and every route that it has. */
export interface App {
  readonly app: FastifyInstance;
  readonly routes: readonly StatedRoute[];
}

/** Builds the HTTP server with every route. */
export async function createApp(parts: HttpParts): Promise<App> {
  const app = Fastify({
    loggerInstance: parts.logger,
    logController: new Fastify.LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: HEADERS_TIMEOUT_MS,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: trusted(parts.trustProxy),
    frameworkErrors: (error, request, reply) => void answerTo(error, request, reply),
    clientErrorHandler: refuseUnreadable,
    http: { requireHostHeader: false },
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  refuseUnusual(app);
  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(answerTo);
  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .send(refusalBody("not_found", `There is nothing at ${request.method} ${request.url.split("?")[0]}.`)),
  );
  const routes = requireStatedAccess(app);
  watchRequests(app, { meter: parts.meter, tracer: parts.tracer });
  await app.register(helmet, {
    contentSecurityPolicy: { directives: contentPolicy(parts.voiceOrigin) },
    strictTransportSecurity: parts.access.production && { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onRequest", (_request, reply, done) => {
    reply.header("permissions-policy", PERMISSIONS);
    reply.header("cache-control", "no-store");
    done();
  });
  refuseWhileStopping(app, parts.lifecycle);
  limitAddresses(app, parts);
  await guardRoutes(app, parts.access);
  limitCallers(app, parts);
  refuseUnstorableText(app);
  // Words that stream are not gathered to be compressed. The market stream writes to its socket itself and is kept out
  // all the same.
  await app.register(compress, {
    threshold: 1_024,
    encodings: ["br", "gzip"],
    brotliOptions: { params: { 1: 4 } },
  });
  app.addHook("onRequest", (request, _reply, done) => {
    if (UNCOMPRESSED.some((path) => request.url.startsWith(path))) delete request.headers["accept-encoding"];
    done();
  });
  await addRoutes(app, parts, routes);
  return { app, routes };
}

async function addRoutes(
  app: FastifyInstance,
  parts: HttpParts,
  routes: readonly StatedRoute[],
): Promise<void> {
  await documentApi(app, parts.version);
  await app.register(authRoutes, { parts });
  await app.register(policyRoutes, { routes });
  await app.register(personalRoutes, { parts });
  await app.register(operationRoutes, { parts });
  await app.register(metricsRoutes, { parts });
  await app.register(flagRoutes, { parts });
  await app.register(adminRoutes, { parts });
  await app.register(backtestRoutes, { parts });
  await app.register(barRoutes, { parts });
  await app.register(coachRoutes, { parts });
  await app.register(explainRoutes, { parts });
  await app.register(messageRoutes, { parts });
  await app.register(copilotRoutes, { parts });
  await app.register(riskRoutes, { parts });
  await app.register(toolRoutes, { parts });
  await app.register(tokenRoutes, { parts });
  await app.register(mcpRoutes, { parts });
  await app.register(tradeRoutes, { parts });
  await app.register(replayRoutes, { parts });
  await app.register(ruleRoutes, { parts });
  await app.register(journalRoutes, { parts });
  await app.register(memoryRoutes, { parts });
  await app.register(knowledgeRoutes, { parts });
  await app.register(marketRoutes, { parts });
  await app.register(voiceRoutes, { parts });
  await app.register(streamRoute, { parts });
  if (parts.debug !== null) await app.register(debugRoutes, { parts: parts.debug });
  if (parts.web.kind === "built") await serveWebApp(app, parts.web.dir);
  if (parts.web.kind === "sources") await (await import("./web-dev.ts")).serveWebSources(app, parts.web.dir);
}

/** What comes while the process goes down is sent away, for another server or for later; health is told to the end. */
function refuseWhileStopping(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.addHook("onRequest", async (request, reply) => {
    if (lifecycle.state !== "stopping") return;
    reply.header("connection", "close");
    if (request.routeOptions.config.access === "public") return;
    reply.header("retry-after", 5);
    throw new Refusal(503, "stopping", "The server is going down. Ask again in a few seconds.");
  });
}

/** What no page of ours uses is off; the microphone is the voice coach's. */
const PERMISSIONS = "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)";

/** What the page may load and whom it may ask: its own server, and where a realtime voice is opened. */
const contentPolicy = (voiceOrigin: string | null) => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'", ...(voiceOrigin === null ? [] : [voiceOrigin])],
  fontSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
});

/** In the framework's form: nobody, the proxies of a list, or the nearest so many. */
function trusted(
  proxies: number | readonly string[],
): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof proxies !== "number") return [...proxies];
  return proxies > 0 && ((_address, hop) => hop < proxies);
}
