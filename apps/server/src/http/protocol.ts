import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { refusalBody } from "./errors.ts";
import { Refusal } from "./refusal.ts";

/**
 * What Node.js would refuse by itself with an empty answer is refused in the shape of every other refusal: an expectation
 * that nobody can meet, and a request that does not say whom it is for.
 */
export function refuseUnusual(app: FastifyInstance): void {
  app.server.on("checkExpectation", (_request, response) => {
    const message = "The server meets no expectation but 100-continue.";
    response.writeHead(417, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(refusalBody("expectation_failed", message)));
  });
  app.addHook("onRequest", (request, _reply, done) => {
    const named = request.raw.httpVersion === "1.0" || request.headers.host !== undefined;
    done(named ? undefined : new Refusal(400, "no_host", "The request has no Host header."));
  });
}

/** Answers what is no HTTP at all, or more of it than is taken, in the shape of every other refusal. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const status = tooLarge
    ? "431 Request Header Fields Too Large"
    : late
      ? "408 Request Timeout"
      : "400 Bad Request";
  const message = tooLarge
    ? "The request's head is too large."
    : late
      ? "The request took too long to arrive."
      : "This is not a request that this server can read.";
  const body = JSON.stringify(refusalBody(late ? "too_slow" : "unreadable", message));
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
