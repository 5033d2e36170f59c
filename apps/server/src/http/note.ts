import type { AuditAction, AuditEntry } from "@spotlight/contracts";
import type { FastifyRequest } from "fastify";
import { sessionOf } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { starting } from "./refusal.ts";

/**
 * Notes in the audit log what a request is about to do. It is noted before it is done: what cannot be noted is not done,
 * and what was noted but then failed shows in the log of the server.
 */
export async function note(
  { access: { control } }: HttpParts,
  request: FastifyRequest,
  action: AuditAction,
  details: AuditEntry["details"] = {},
): Promise<void> {
  const { audit } = control;
  if (audit === null) throw starting();
  const { owner, id: session } = sessionOf(request);
  await audit.record({ action, owner, session, address: request.ip, details });
}
