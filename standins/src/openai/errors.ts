import type { FastifyReply, FastifyRequest } from "fastify";

/** An error as the service writes it. */
export function errorBody(type: string, message: string, code: string | null): unknown {
  return { error: { message, type, param: null, code } };
}

/** Whether a request carries the key; answers it with 401 when it does not. */
export function requireKey(request: FastifyRequest, reply: FastifyReply, apiKey: string): boolean {
  if (request.headers.authorization === `Bearer ${apiKey}`) return true;
  void reply
    .code(401)
    .send(errorBody("invalid_request_error", "Incorrect API key provided.", "invalid_api_key"));
  return false;
}
