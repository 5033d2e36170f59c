import { MARKET_STREAM_PATH, PROTOCOL_VERSION, streamQuerySchema } from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { RETRY_MS, chunkOf, frameText, streamHead } from "../stream/sse.ts";
import { Reader } from "../stream/reader.ts";
import { resumeReader } from "../stream/resume.ts";
import { askedMarket, bookOf } from "./bars.ts";
import { sessionOf } from "./guard.ts";
import type { HttpParts, ReadMarket } from "./parts.ts";
import { Refusal } from "./refusal.ts";

/** Readers that may be connected at once. */
const READERS_MAX = 5_000;
/** Readers that one session may have at once. */
const SESSION_READERS_MAX = 2_000;

/** The market stream. */
export async function streamRoute(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(
      MARKET_STREAM_PATH,
      { config: { access: "session", limit: "stream" }, schema: { querystring: streamQuerySchema } },
      async (request, reply) => {
        const market = askedMarket(parts, request);
        if (parts.lifecycle.trouble !== null) throw new Refusal(503, "draining", parts.lifecycle.trouble);
        const { symbols, timeframe, ticks } = request.query;
        for (const symbol of symbols) await bookOf(market, symbol);
        if (market.hub.count() >= READERS_MAX) {
          throw new Refusal(
            503,
            "too_many_readers",
            "The stream has as many readers as it takes. Try again in a minute.",
          );
        }
        const { id: sessionId, owner } = sessionOf(request);
        if (market.hub.countOf(sessionId) >= SESSION_READERS_MAX) {
          throw new Refusal(
            429,
            "too_many_streams",
            "This session has as many streams open as it may. Close some.",
          );
        }
        const lastId = cursorOf(request.query.lastEventId ?? request.headers["last-event-id"]);
        const session = request.query.session ?? market.defaultSession;
        reply.hijack();
        const { socket } = request.raw;
        // Whoever left while the request was looked at would never be noticed to be gone.
        if (socket.destroyed) return;
        const reader = new Reader(
          socket,
          {
            symbols: symbols.toSorted(),
            view: { timeframe, session },
            wantsTicks: ticks === "1",
            owner,
            sessionId,
            startedMs: parts.wallMs(),
          },
          (farewell) => {
            market.hub.detach(reader);
            parts.meter.count("readers_ended_total", 1, { farewell });
          },
        );
        market.hub.admit(reader);
        socket.write(streamHead(passedHeaders(reply.getHeaders())));
        open(parts, market, reader, lastId).catch((error: unknown) => {
          parts.logger.error({ err: error }, "a stream could not be opened");
          socket.destroy();
        });
      },
    );
}

async function open(
  parts: HttpParts,
  market: ReadMarket,
  reader: Reader,
  lastId: number | null,
): Promise<void> {
  const { engine, log, hub } = market;
  const resumable = lastId === null || (log.canResume(lastId) && lastId <= engine.cursor);
  const cursor = lastId !== null && resumable ? lastId : engine.cursor;
  const as = lastId === null ? "new" : resumable ? "resumed" : "gap";
  parts.meter.count("readers_started_total", 1, { as });
  const { symbols, view } = reader;
  const { state, reason } = engine.state;
  const text = [
    `retry: ${RETRY_MS}\n\n`,
    frameText("bootstrap", {
      nowMs: Math.floor(engine.nowMs),
      protocol: PROTOCOL_VERSION,
      symbols: [...symbols],
      timeframe: view.timeframe,
      session: view.session,
      cursor,
    }),
    frameText("epoch", { epochId: parts.epochId, epochStartMs: parts.epochStartMs }),
    resumable ? "" : frameText("gap", { reason: "The log no longer goes back to your cursor.", cursor }),
    frameText(
      "status",
      {
        state,
        source: engine.source,
        nowMs: Math.floor(engine.nowMs),
        lastEventMs: engine.lastEventMs === null ? null : Math.floor(engine.lastEventMs),
        ...(reason === undefined ? {} : { reason }),
      },
      cursor,
    ),
    hub.flagsText(),
  ].join("");
  reader.write(chunkOf(text));
  await resumeReader(engine, log, hub, reader, cursor);
}

function cursorOf(id: string | string[] | undefined): number | null {
  if (id === undefined || id === "") return null;
  const text = String(id);
  if (!/^\d{1,16}$/.test(text)) {
    throw new Refusal(
      400,
      "invalid_cursor",
      "lastEventId must be the id of a frame of this stream: a whole number.",
    );
  }
  return Number(text);
}

/** Security headers that the application set for every answer, for a response that is written by hand. */
function passedHeaders(
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
