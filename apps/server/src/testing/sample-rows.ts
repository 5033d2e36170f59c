import type { ClientBase } from "pg";

/**
 * Rows for every table of the product, with the values that are easiest to lose: the extremes of numbers, texts of every
 * kind, JSON's null beside SQL's. A new table needs a line here; a test says so.
 */
export const SAMPLE_ROWS: Readonly<Record<string, string>> = {
  fact_log: `INSERT INTO fact_log VALUES
    (1, 'sim:1', 'bar', 'SPY', 60000, 120000, NULL, '{"bar": {"close": 0.1}, "before": null}'),
    (9007199254740991, 'sim:1', 'status', NULL, NULL, 0, NULL, 'null'),
    (3, E'odd\\\\ "quoted" {a,b} \\t\\n é 日本 🦉', 'bar', '', -1, 1, 'official', '[1e400, "\\u00e9", 12345678901234567890.5]')`,
  minute_fact: `INSERT INTO minute_fact VALUES
    ('sim:1', 'SPY', 60000, 'bar', 0.1, 1e308, 5e-324, 0.30000000000000004, 'NaN', 'Infinity', 2147483647, 'closed', 0, NULL, 1, 1),
    ('sim:1', 'SPY', 120000, 'gap', NULL, NULL, NULL, NULL, NULL, '-Infinity', NULL, NULL, 3, 'down', 1, 2),
    ('replay', 'SPY', 60000, 'bar', -0.0, 1, 1, 100.1, 3, 33.333333333333336, 0, 'official', 1, NULL, 1, 3)`,
  feed_position: `INSERT INTO feed_position VALUES ('sim:1', 'sim', 1, 9007199254740991, true), ('replay', '', 0, 0, false)`,
  watched_symbol: `INSERT INTO watched_symbol VALUES ('sim:1', 'SPY', true), ('sim:1', 'BRK.B', false)`,
  owner: `INSERT INTO owner VALUES ('me', 9007199254740991) ON CONFLICT DO NOTHING`,
  session: `INSERT INTO session VALUES ('one', 'key', 'me', '', 1, 2, 3, 4, '::1', E'Agent "7.0"\\nsecond line')`,
  audit_log: `INSERT INTO audit_log VALUES (1, 5, 'login', 'me', 'one', '::1', '{"pin": null, "n": 1e20}', '0', 'f')`,
  flag: `INSERT INTO flag VALUES ('chartMaxFps', '30', 5), ('streamTicks', 'false', 9007199254740991), ('gone', 'null', 0)`,
  rule: `INSERT INTO rule VALUES ('r1', 'me', E'odd "name" \\n', 2, true, 1, 9007199254740991, NULL), ('r2', 'me', '', 1, false, 0, 0, 7)`,
  rule_version: `INSERT INTO rule_version VALUES ('r1', 1, E'when close > 1\\n# é 日本', 1), ('r1', 2, '', 2), ('r2', 1, 'x', 3)`,
  parity_report: `INSERT INTO parity_report VALUES ('sim:1', 'me', '2026-06-01', '{"signals": 1e20, "missing": ["é"]}')`,
  backtest: `INSERT INTO backtest VALUES
    ('b1', 'sim:1', 'me', 'done', '{"kind": "run"}', '{"n": 1e20, "text": "é 日本"}', NULL, 1, 9007199254740991),
    ('b2', 'replay', 'me', 'failed', '{}', NULL, E'odd "why" \\n', 0, 0)`,
  backtest_point: `INSERT INTO backtest_point VALUES ('b1', 0, 'f', '{"totalR": -0.1}'), ('b1', 2147483647, '', 'null')`,
  journal_entry: `INSERT INTO journal_entry VALUES
    ('j1', 'me', '2026-06-01', 1, 9007199254740991, 'note', NULL, '', E'odd "text" \\n é 日本', '["a b"]', '[]', '[]', 1, 1, 1, NULL),
    ('j2', 'me', '2026-06-01', 0, 0, 'coach', 'BRK.B', E'\\t', 'x', '[]', '[{"id": "é"}]', '[{"value": 1e20}]', 2147483647, 0, 0, 5)`,
  memory: `INSERT INTO memory VALUES
    ('me', 'm1', 'insight', 'é', E'odd \\n', '{"kind": "written"}', 1, 1, 1, 9007199254740991, NULL),
    ('me', 'm2', 'source', '', '', '{"kind": "url"}', 0, 2147483647, 0, 0, 5)`,
  passage: `INSERT INTO passage VALUES
    ('me', 'm1', 0, 'é', E'odd "text" \\n 日本', '{"page": null}', decode('0000803f000000bf', 'hex'), 'model', 0, 0),
    ('me', 'm2', 2147483647, '', '', 'null', NULL, NULL, 3, 9007199254740991)`,
  coach_settings: `INSERT INTO coach_settings VALUES ('me', '{"name": "é 日本", "rate": 1e20}', 9007199254740991)`,
  access_token: `INSERT INTO access_token VALUES
    ('t1', 'me', E'odd "name" \\n', '["read", "act"]', 'key', 1, 9007199254740991, NULL), ('t2', 'me', '', '[]', 'k', 0, 0, 5)`,
  coach_heard: `INSERT INTO coach_heard VALUES ('me', 'callout:é', 'shown', 9007199254740991), ('me', '', 'spoken', 0)`,
  log_hole: `INSERT INTO log_hole VALUES (-1, 12, 'retention')`,
};

/** Puts the sample rows into the tables that the database has. */
export async function insertSamples(client: ClientBase, tables: readonly string[]): Promise<void> {
  for (const [table, statement] of Object.entries(SAMPLE_ROWS))
    if (tables.includes(table)) await client.query(statement);
}
