import { z } from "zod";

/** The version of the format that is written, and the newest that is read. */
export const EXPORT_VERSION = 1;

/** The first line of an export. */
export const exportHeadSchema = z.object({
  format: z.literal("spotlight-export"),
  version: z.number().int().positive(),
  product: z.string(),
  createdMs: z.number().int().nonnegative(),
});

/** Every other line: one record of a kind. */
export const exportLineSchema = z.object({ kind: z.string(), data: z.unknown() });

/** A file that is no export, or of a newer format; nothing was imported. */
export class ExportUnusable extends Error {}
