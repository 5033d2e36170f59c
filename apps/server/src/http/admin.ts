import {
  type AdminSnapshot,
  type SessionSummary,
  adminSnapshotSchema,
  auditAnswerSchema,
  auditQuerySchema,
  drainBodySchema,
  logLevelBodySchema,
  noBodySchema,
} from "@spotlight/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ActiveSession } from "../access/sessions.ts";
import { listBackups } from "../backup/list.ts";
import { RETRY_MS } from "../stream/sse.ts";
import { readyMarket } from "./bars.ts";
import { sessionOf } from "./guard.ts";
import { note } from "./note.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal, starting } from "./refusal.ts";

/** Lines of the audit log in a snapshot. */
const AUDIT_TAIL = 20;
/** Readers in a snapshot. */
const READERS_SHOWN = 200;
const RECENT = { access: "recent" as const };

/** What whoever runs the server sees and does. Every write is noted in the audit log before it is done. */
export async function adminRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/api/admin/snapshot",
    { config: RECENT, schema: { response: { 200: adminSnapshotSchema } } },
    (request) => snapshot(parts, sessionOf(request)),
  );

  routes.get(
    "/api/admin/audit",
    { config: RECENT, schema: { querystring: auditQuerySchema, response: { 200: auditAnswerSchema } } },
    async ({ query: { limit, before } }) => {
      const { audit } = parts.access.control;
      if (audit === null) throw starting();
      const [entries, verdict] = await Promise.all([audit.newest(limit, before), audit.verify()]);
      return { entries: [...entries], verdict };
    },
  );

  routes.delete(
    "/api/admin/sessions/:id",
    { config: RECENT, schema: { params: z.strictObject({ id: z.string().min(1).max(100) }) } },
    async (request, reply) => {
      const ended = await parts.access.control.end(request.params.id, sessionOf(request), request.ip);
      if (!ended) throw new Refusal(404, "no_session", "There is no such login. It may have ended already.");
      return reply.status(204).send();
    },
  );
  await app.register(levers, { parts });
}

/** What can be done to the running server. */
async function levers(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/api/admin/log-level",
    { config: RECENT, schema: { body: logLevelBodySchema } },
    async (request, reply) => {
      const { level } = request.body;
      await note(parts, request, "log_level_changed", { before: parts.log.level, after: level });
      parts.log.level = level;
      return reply.status(204).send();
    },
  );

  routes.post(
    "/api/admin/drain",
    { config: RECENT, schema: { body: drainBodySchema } },
    async (request, reply) => {
      const { drained } = request.body;
      const { lifecycle } = parts;
      await note(parts, request, "drain", { drained });
      if (drained && lifecycle.drain())
        parts.market()?.hub.endStreams("The server takes no readers now.", RETRY_MS);
      if (!drained) lifecycle.resume();
      return reply.status(204).send();
    },
  );

  routes.post(
    "/api/admin/feed/reconnect",
    { config: RECENT, schema: { body: noBodySchema } },
    async (request, reply) => {
      const { engine } = readyMarket(parts);
      if (engine.state.state === "ended")
        throw new Refusal(
          409,
          "feed_ended",
          "The recorded days are over, so there is no feed to connect to.",
        );
      await note(parts, request, "feed_reconnect", { source: engine.source });
      engine.reconnectFeed();
      return reply.status(204).send();
    },
  );

  routes.post(
    "/api/admin/streams/reconnect",
    { config: RECENT, schema: { body: noBodySchema } },
    async (request, reply) => {
      const { hub } = readyMarket(parts);
      await note(parts, request, "streams_reconnect", { readers: hub.count() });
      hub.endStreams("Somebody asked all readers to connect again.", RETRY_MS);
      return reply.status(204).send();
    },
  );
}

async function snapshot(parts: HttpParts, session: ActiveSession): Promise<AdminSnapshot> {
  const { control } = parts.access;
  const newest = async (): Promise<AdminSnapshot["audit"]> => [
    ...((await control.audit?.newest(AUDIT_TAIL)) ?? []),
  ];
  const [diag, audit, backups] = await Promise.all([
    parts.diag(),
    newest().catch(() => null),
    listBackups(parts.backupFolder),
  ]);
  const readers = [...(parts.market()?.hub.list() ?? [])];
  return {
    ...diag,
    serving: parts.lifecycle.state,
    logLevel: parts.log.level,
    sessions: sessionSummaries(parts, session),
    slowestReaders: readers.sort((a, b) => b.waitingBytes - a.waitingBytes).slice(0, READERS_SHOWN),
    audit,
    backups,
  };
}

function sessionSummaries(parts: HttpParts, own: ActiveSession): SessionSummary[] {
  const hub = parts.market()?.hub;
  return (parts.access.control.sessions?.list() ?? [])
    .map(({ id, startedMs, pinEnteredMs, lastSeenMs, expiresMs, address, agent }) => ({
      id,
      startedMs,
      pinEnteredMs,
      lastSeenMs,
      expiresMs,
      address,
      agent,
      streams: hub?.countOf(id) ?? 0,
      current: id === own.id,
    }))
    .sort((a, b) => b.lastSeenMs - a.lastSeenMs);
}
