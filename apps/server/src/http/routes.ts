import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";

/** Where routes are added whose requests and answers are typed by their schemas. */
export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What a route says of itself that whoever is logged in may read. */
export const SESSION = { access: "session" } as const;
/** The same for one that changes something: fewer within a minute. */
export const SESSION_WRITE = { access: "session", limit: "write" } as const;
