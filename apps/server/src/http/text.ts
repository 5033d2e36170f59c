import type { FastifyInstance } from "fastify";
import { Refusal } from "./refusal.ts";

/** Nesting that is looked into; no body of ours is deeper, and its schema refuses it. */
const DEPTH_MAX = 40;

/**
 * Refuses text that no database keeps: NUL, and halves of surrogate pairs. Such text would be taken, become a fact, and
 * could then never be made durable.
 */
export function refuseUnstorableText(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, done) => {
    const bad =
      !isStorable(request.params, 0) || !isStorable(request.query, 0) || !isStorable(request.body, 0);
    done(bad ? refusal() : undefined);
  });
}

function refusal(): Refusal {
  return new Refusal(
    400,
    "unstorable_text",
    "The request holds text that cannot be stored: a NUL character, or half of a surrogate pair.",
  );
}

function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === "string") return !value.includes("\0") && !/\p{Surrogate}/u.test(value);
  if (value === null || typeof value !== "object" || depth > DEPTH_MAX) return true;
  return Object.entries(value).every(([key, part]) => isStorable(key, depth) && isStorable(part, depth + 1));
}
