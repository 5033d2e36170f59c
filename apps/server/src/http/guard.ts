import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AccessControl } from "../access/control.ts";
import { isForeignWrite, isLoopbackName } from "../access/origin.ts";
import type { ActiveSession } from "../access/sessions.ts";
import type { TokenHolder } from "../access/tokens.ts";
import { Refusal, starting } from "./refusal.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who acts; null only on public routes, and on metrics routes for a collector. */
    session: ActiveSession | null;
    /** The program that acts, on routes for programs. */
    program: TokenHolder | null;
  }
}

/** How the guard is set up. */
export interface GuardParts {
  readonly control: AccessControl;
  /** The origin under which people reach this server; null: the one that they ask under. */
  readonly appOrigin: string | null;
  readonly production: boolean;
}

/** Lets a request through only if its route's access allows it. Runs before anything else looks at the request. */
export async function guardRoutes(app: FastifyInstance, parts: GuardParts): Promise<void> {
  await app.register(cookie);
  app.decorateRequest("session", null);
  app.decorateRequest("program", null);
  app.addHook("onRequest", async (request) => {
    const { control, appOrigin, production } = parts;
    if (isForeignWrite(request, appOrigin)) {
      throw new Refusal(
        403,
        "foreign_origin",
        "This came from a page of another site. Open Spotlight Trader itself; behind a proxy set APP_ORIGIN.",
      );
    }
    if ((await control.pinSource()) === "none" && !isLoopbackName(request)) {
      throw new Refusal(
        403,
        "wrong_host",
        "Without a PIN this server answers under names of this machine only: open http://127.0.0.1 with its port.",
      );
    }
    await admit(request, control, sessionToken(request, production));
  });
}

/** The session of a request that the guard let through. */
export function sessionOf(request: FastifyRequest): ActiveSession {
  if (request.session === null) throw new Error("this route's access is not for sessions");
  return request.session;
}

/** The program of a request that the guard let through. */
export function programOf(request: FastifyRequest): TokenHolder {
  if (request.program === null) throw new Error("this route's access is not for programs");
  return request.program;
}

/** The token in the request's session cookie; null without one. */
export function sessionToken(request: FastifyRequest, production: boolean): string | null {
  return request.cookies[cookieName(production)] ?? null;
}

/** Gives the browser a session. The `__Host-` prefix binds the cookie to this very host (RFC 6265bis, 4.1.3). */
export function setSessionCookie(reply: FastifyReply, token: string | null, production: boolean): void {
  reply.setCookie(cookieName(production), token ?? "", {
    httpOnly: true,
    sameSite: "lax",
    secure: production,
    path: "/",
    maxAge: token === null ? 0 : COOKIE_SECONDS,
  });
}

const COOKIE_SECONDS = 30 * 86_400;

function cookieName(production: boolean): string {
  return production ? "__Host-spotlight" : "spotlight";
}

async function admit(request: FastifyRequest, control: AccessControl, token: string | null): Promise<void> {
  const { access } = request.routeOptions.config;
  // A path that is no route has no access to state; it is answered with 404 whoever asks.
  if (access === undefined || access === "public") return;
  if (access === "token") return admitProgram(request, control);
  if (access === "metrics" && control.isCollector(request.headers.authorization, request.ip)) return;
  const session = await control.who(token);
  if (session === "starting") throw starting();
  if (session === null) throw new Refusal(401, "login_required", "Log in with the PIN first.");
  if (access === "recent" && !session.recent)
    throw new Refusal(
      403,
      "step_up_required",
      "Administration needs the PIN again: it was entered over 12 hours ago.",
    );
  request.session = session;
}

function admitProgram(request: FastifyRequest, control: AccessControl): void {
  const program = control.program(request.headers.authorization);
  if (program === "starting") throw starting();
  if (program === null)
    throw new Refusal(
      401,
      "token_required",
      "This needs a token in the header Authorization: Bearer. Make one on the settings page.",
    );
  request.program = program;
}
