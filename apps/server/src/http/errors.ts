import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { isDatabaseAway } from "../store/away.ts";
import { Refusal } from "./refusal.ts";

/** When to ask again what cannot be answered now. */
const RETRY_SECONDS = 2;

/** Body of every refusal. */
export function refusalBody(code: string, message: string, details?: unknown): object {
  return { error: { code, message, ...(details === undefined ? {} : { details }) } };
}

/** Answers a request that threw: an expected refusal as it says, anything else as a failure whose reason is logged. */
export function answerTo(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = answerOf(error);
  if (status === 500) request.log.error({ err: error }, "request failed");
  if (status === 503 && !reply.hasHeader("retry-after")) reply.header("retry-after", RETRY_SECONDS);
  return reply.status(status).send(body);
}

function answerOf(error: FastifyError): { readonly status: number; readonly body: object } {
  if (error instanceof Refusal)
    return { status: error.status, body: refusalBody(error.code, error.message, error.details) };
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error);
  if (isDatabaseAway(error)) {
    const message = "The database does not answer. Try again in a few seconds.";
    return { status: 503, body: refusalBody("database_away", message) };
  }
  const status = error.statusCode ?? 500;
  if (status >= 500)
    return {
      status: 500,
      body: refusalBody("internal", "Something failed on the server. Its log says what."),
    };
  return { status, body: refusalBody(error.code.toLowerCase(), error.message) };
}

function invalid(error: Parameters<typeof hasZodFastifySchemaValidationErrors>[0]): {
  readonly status: number;
  readonly body: object;
} {
  if (!hasZodFastifySchemaValidationErrors(error)) throw error;
  const details = error.validation.map(({ instancePath, message }) => ({ at: instancePath, message }));
  const first = details[0];
  const field = first?.at.replace(/^\//, "") ?? "";
  const message = `${field === "" ? (error.validationContext ?? "request") : field}: ${first?.message ?? "not valid"}`;
  return { status: 400, body: refusalBody("invalid_request", message, details) };
}
