import type { ClientBase } from "pg";
import type { z } from "zod";

/** What importing a record did, or would do. */
export type Outcome = "added" | "changed" | "same";

/**
 * One kind of record that belongs to a person. A room that stores more of a person adds its own here; the kinds are
 * exported in this order and imported in the order of the file, so what others refer to comes first.
 */
export interface Section<Data = unknown> {
  readonly kind: string;
  /** What a record must look like; checked before it is imported. */
  readonly schema: z.ZodType<Data>;
  read(client: ClientBase): Promise<readonly Data[]>;
  /** Puts a record in; the same record again changes nothing. */
  write(client: ClientBase, data: Data, nowMs: number): Promise<Outcome>;
}

/** Keeps the type of a section's data between its schema and its functions. */
export function section<Data>(definition: Section<Data>): Section {
  return definition;
}
