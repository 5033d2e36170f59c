import {
  type FlagName,
  FLAG_NAMES,
  RULE_SOURCE_MAX,
  coachSettingsSchema,
  flagProblem,
  symbolSchema,
} from "@spotlight/contracts";
import { z } from "zod";
import { journal, memories } from "./record-sections.ts";
import { type Section, section } from "./section.ts";

const watchedSymbols = section({
  kind: "watched_symbol",
  schema: z.strictObject({ source: z.string().min(1).max(100), symbol: symbolSchema }),
  read: async (client) => {
    const { rows } = await client.query<{ source: string; symbol: string }>(
      "SELECT source, symbol FROM watched_symbol ORDER BY source, symbol",
    );
    return rows;
  },
  // Not warmed: its past is fetched when the server starts.
  write: async (client, { source, symbol }) => {
    const { rowCount } = await client.query(
      "INSERT INTO watched_symbol (source, symbol, warmed) VALUES ($1, $2, false) ON CONFLICT DO NOTHING",
      [source, symbol],
    );
    return rowCount === 1 ? "added" : "same";
  },
});

const flags = section({
  kind: "flag",
  schema: z
    .strictObject({ name: z.enum(FLAG_NAMES), value: z.union([z.boolean(), z.number()]) })
    .superRefine(({ name, value }, context) => {
      const problem = flagProblem(name, value);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    }),
  read: async (client) => {
    const { rows } = await client.query<{ name: FlagName; value: boolean | number }>(
      "SELECT name, value FROM flag ORDER BY name",
    );
    return rows.filter(({ name, value }) => FLAG_NAMES.includes(name) && flagProblem(name, value) === null);
  },
  write: async (client, { name, value }, nowMs) => {
    const { rows } = await client.query<{ added: boolean }>(
      `INSERT INTO flag (name, value, changed_ms) VALUES ($1, $2::jsonb, $3)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_ms = excluded.changed_ms
         WHERE flag.value <> excluded.value
       RETURNING xmax = 0 AS added`,
      [name, JSON.stringify(value), nowMs],
    );
    return rows[0] === undefined ? "same" : rows[0].added ? "added" : "changed";
  },
});

const rules = section({
  kind: "rule",
  schema: z.strictObject({
    id: z.string().min(1).max(100),
    name: z.string().max(200),
    enabled: z.boolean(),
    source: z.string().min(1).max(RULE_SOURCE_MAX),
  }),
  read: async (client) => {
    const { rows } = await client.query<{ id: string; name: string; enabled: boolean; source: string }>(
      `SELECT rule.id, name, enabled, source FROM rule
       JOIN rule_version AS text ON text.rule = rule.id AND text.version = rule.version
       WHERE deleted_ms IS NULL ORDER BY rule.id`,
    );
    return rows;
  },
  // Another text becomes the next version; a rule that was deleted here stays deleted.
  write: async (client, { id, name, enabled, source }, nowMs) => {
    const { rows } = await client.query<{ added: boolean; version: number }>(
      `INSERT INTO rule (id, owner, name, version, enabled, created_ms, updated_ms)
       SELECT $1, id, $2, 1, $3, $4, $4 FROM owner LIMIT 1
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled, updated_ms = excluded.updated_ms,
         version = rule.version + (SELECT (source <> $5)::int FROM rule_version
                                   WHERE rule_version.rule = rule.id AND rule_version.version = rule.version)
         WHERE rule.deleted_ms IS NULL AND (rule.enabled <> excluded.enabled OR rule.name <> excluded.name OR EXISTS (
           SELECT FROM rule_version WHERE rule_version.rule = rule.id AND rule_version.version = rule.version
             AND rule_version.source <> $5))
       RETURNING xmax = 0 AS added, version`,
      [id, name, enabled, nowMs, source],
    );
    const written = rows[0];
    if (written === undefined) return "same";
    await client.query(
      `INSERT INTO rule_version (rule, version, source, created_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [id, written.version, source, nowMs],
    );
    return written.added ? "added" : "changed";
  },
});

const coachSettings = section({
  kind: "coach_settings",
  schema: coachSettingsSchema,
  read: async (client) => {
    const { rows } = await client.query<{ settings: unknown }>("SELECT settings FROM coach_settings");
    return rows.map(({ settings }) => coachSettingsSchema.parse(settings));
  },
  write: async (client, settings, nowMs) => {
    const { rows } = await client.query<{ added: boolean }>(
      `INSERT INTO coach_settings (owner, settings, updated_ms) SELECT id, $1::jsonb, $2 FROM owner LIMIT 1
       ON CONFLICT (owner) DO UPDATE SET settings = excluded.settings, updated_ms = excluded.updated_ms
         WHERE coach_settings.settings <> excluded.settings
       RETURNING xmax = 0 AS added`,
      [JSON.stringify(settings), nowMs],
    );
    return rows[0] === undefined ? "same" : rows[0].added ? "added" : "changed";
  },
});

/** Every kind of record that is a person's own. */
export const SECTIONS: readonly Section[] = [watchedSymbols, flags, rules, coachSettings, journal, memories];
