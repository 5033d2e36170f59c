import { z } from "zod";

/** Query of `POST /api/import`; with `dryRun=1` nothing is changed. */
export const importQuerySchema = z.strictObject({ dryRun: z.enum(["0", "1"]).default("0") });

/** Answer of `POST /api/import`: what became of every line; `line` counts from 1, the head included. */
export const importReportSchema = z.object({
  added: z.int(),
  changed: z.int(),
  same: z.int(),
  rejected: z.array(z.object({ line: z.int(), reason: z.string() })),
});
