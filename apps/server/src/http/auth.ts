import { authStatusSchema, choosePinBodySchema, pinBodySchema } from "@spotlight/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { LoginOutcome } from "../access/control.ts";
import { WeakPin } from "../access/pin.ts";
import { sessionOf, sessionToken, setSessionCookie } from "./guard.ts";
import type { HttpParts } from "./parts.ts";
import { Refusal, starting } from "./refusal.ts";

/** Logging in and out, and the PIN itself. */
export async function authRoutes(app: FastifyInstance, { parts }: { parts: HttpParts }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { control, production } = parts.access;
  const open = { access: "public" as const, limit: "login" as const };

  routes.get(
    "/api/auth/status",
    { config: { access: "public" }, schema: { response: { 200: authStatusSchema } } },
    (request) => control.status(sessionToken(request, production)),
  );

  routes.post("/api/auth/pin", { config: open, schema: { body: pinBodySchema } }, async (request, reply) => {
    const token = await logIn(parts, request, reply, request.body.pin);
    setSessionCookie(reply, token, production);
    return reply.status(204).send();
  });

  routes.put(
    "/api/auth/pin",
    { config: { access: "session", limit: "login" }, schema: { body: choosePinBodySchema } },
    async (request, reply) => {
      const { pin, currentPin } = request.body;
      const source = await control.pinSource();
      if (source === "environment")
        throw new Refusal(
          409,
          "pin_from_environment",
          "The PIN is set by AUTH_PIN. Change it there and restart.",
        );
      if (source === "chosen") await logIn(parts, request, reply, currentPin ?? "");
      setSessionCookie(reply, await choose(parts, request, pin), production);
      return reply.status(204).send();
    },
  );

  routes.post("/api/auth/logout", { config: { access: "session" } }, async (request, reply) => {
    const session = sessionOf(request);
    if (session.id !== null) await control.end(session.id, session, request.ip);
    setSessionCookie(reply, null, production);
    return reply.status(204).send();
  });
}

async function logIn(
  { access: { control, production }, meter }: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  pin: string,
): Promise<string> {
  if (control.sessions === null) throw starting();
  const outcome = await control.logIn({
    pin,
    address: request.ip,
    agent: request.headers["user-agent"] ?? "",
    token: sessionToken(request, production),
  });
  meter.count("logins_total", 1, { result: outcome.kind });
  return tokenOf(outcome, reply);
}

function tokenOf(outcome: LoginOutcome, reply: FastifyReply): string {
  switch (outcome.kind) {
    case "in":
      return outcome.token;
    case "wrong":
      throw new Refusal(401, "wrong_pin", "This is not the PIN.");
    case "no_pin":
      throw new Refusal(
        409,
        "no_pin",
        "No PIN is set, so there is no login. Choose one with PUT /api/auth/pin.",
      );
    case "wait": {
      const seconds = Math.ceil(outcome.waitMs / 1_000);
      reply.header("retry-after", seconds);
      throw new Refusal(429, "too_many_guesses", `Too many wrong PINs. Try again in ${seconds} s.`);
    }
  }
}

async function choose(
  { access: { control } }: HttpParts,
  request: FastifyRequest,
  pin: string,
): Promise<string> {
  try {
    return await control.choosePin({
      pin,
      address: request.ip,
      agent: request.headers["user-agent"] ?? "",
    });
  } catch (error) {
    if (error instanceof WeakPin) throw new Refusal(400, "weak_pin", error.message);
    throw error;
  }
}
