import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";

/** Words in the form that full text search looks them up in. */
const searchable = customType<{ data: string }>({ dataType: () => "tsvector" });
const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const milliseconds = (name: string) => bigint(name, { mode: "number" });

/** The one durable log: every fact that anyone is shown, at its cursor. Rows are only ever added. */
export const factLog = pgTable(
  "fact_log",
  {
    cursor: bigint("cursor", { mode: "number" }).primaryKey(),
    source: text("source").notNull(),
    kind: text("kind").notNull(),
    symbol: text("symbol"),
    startMs: milliseconds("start_ms"),
    learnedMs: milliseconds("learned_ms").notNull(),
    cause: text("cause"),
    body: jsonb("body").notNull(),
    /** Whose decision it is about; null for what the market did. */
    owner: text("owner"),
  },
  (table) => [
    index("fact_log_by_minute").on(table.source, table.symbol, table.startMs, table.cursor),
    index("fact_log_by_owner").on(table.source, table.owner, table.kind, table.cursor),
  ],
);

/** What is known now of each finished minute: the projection of the log that history is read from. */
export const minuteFact = pgTable(
  "minute_fact",
  {
    source: text("source").notNull(),
    symbol: text("symbol").notNull(),
    startMs: milliseconds("start_ms").notNull(),
    kind: text("kind").notNull(),
    open: doublePrecision("open"),
    high: doublePrecision("high"),
    low: doublePrecision("low"),
    close: doublePrecision("close"),
    volume: doublePrecision("volume"),
    vwap: doublePrecision("vwap"),
    tradeCount: integer("trade_count"),
    state: text("state"),
    rev: integer("rev").notNull(),
    reason: text("reason"),
    learnedMs: milliseconds("learned_ms").notNull(),
    cursor: bigint("cursor", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ name: "minute_fact_key", columns: [table.source, table.symbol, table.startMs] })],
);

/** Where each feed began and how far its facts are durable. */
export const feedPosition = pgTable(
  "feed_position",
  {
    source: text("source").notNull(),
    runKey: text("run_key").notNull(),
    startMs: milliseconds("start_ms").notNull(),
    positionMs: milliseconds("position_ms").notNull(),
    ended: boolean("ended").notNull(),
  },
  (table) => [primaryKey({ name: "feed_position_key", columns: [table.source, table.runKey] })],
);

/** Symbols that are watched from source to source, and whether their past has been loaded. */
export const watchedSymbol = pgTable(
  "watched_symbol",
  {
    source: text("source").notNull(),
    symbol: text("symbol").notNull(),
    warmed: boolean("warmed").notNull(),
  },
  (table) => [primaryKey({ name: "watched_symbol_key", columns: [table.source, table.symbol] })],
);

/** Stretches of cursors that no reader may resume from: what stood there is gone (retention) or was undone (restore). */
export const logHole = pgTable("log_hole", {
  afterCursor: bigint("after_cursor", { mode: "number" }).primaryKey(),
  beforeCursor: bigint("before_cursor", { mode: "number" }).notNull(),
  reason: text("reason").notNull(),
});

/** Whose personal rows these are. The first start makes one owner. */
export const owner = pgTable("owner", {
  id: text("id").primaryKey(),
  createdMs: milliseconds("created_ms").notNull(),
});

/** Logins. `token_key` is the keyed hash of the cookie's token, so that a copy of the table opens nothing. */
export const session = pgTable("session", {
  id: text("id").primaryKey(),
  tokenKey: text("token_key").notNull().unique(),
  owner: text("owner")
    .notNull()
    .references(() => owner.id),
  pinId: text("pin_id").notNull(),
  startedMs: milliseconds("started_ms").notNull(),
  pinEnteredMs: milliseconds("pin_entered_ms").notNull(),
  lastSeenMs: milliseconds("last_seen_ms").notNull(),
  expiresMs: milliseconds("expires_ms").notNull(),
  address: text("address").notNull(),
  agent: text("agent").notNull(),
});

/** What was done to the server, by whom. Rows are only ever added: the database refuses anything else. */
export const auditLog = pgTable("audit_log", {
  sequence: bigint("sequence", { mode: "number" }).primaryKey(),
  atMs: milliseconds("at_ms").notNull(),
  action: text("action").notNull(),
  owner: text("owner"),
  session: text("session"),
  address: text("address"),
  details: jsonb("details").notNull(),
  previousHash: text("previous_hash").notNull(),
  hash: text("hash").notNull(),
});

/** Flags that somebody has set; a flag without a row is at its default. */
export const flag = pgTable("flag", {
  name: text("name").primaryKey(),
  value: jsonb("value").notNull(),
  changedMs: milliseconds("changed_ms").notNull(),
});

/** A trader's rules. A deleted one keeps its row, because signals of the past name it. */
export const rule = pgTable("rule", {
  id: text("id").primaryKey(),
  owner: text("owner")
    .notNull()
    .references(() => owner.id),
  name: text("name").notNull(),
  version: integer("version").notNull(),
  enabled: boolean("enabled").notNull(),
  createdMs: milliseconds("created_ms").notNull(),
  updatedMs: milliseconds("updated_ms").notNull(),
  deletedMs: milliseconds("deleted_ms"),
});

/** The texts that a rule has had, the newest its present one. Rows are only ever added. */
export const ruleVersion = pgTable(
  "rule_version",
  {
    rule: text("rule")
      .notNull()
      .references(() => rule.id),
    version: integer("version").notNull(),
    source: text("source").notNull(),
    createdMs: milliseconds("created_ms").notNull(),
  },
  (table) => [primaryKey({ name: "rule_version_key", columns: [table.rule, table.version] })],
);

/** A person's journal. A deleted entry stays a while, so that it can be brought back. */
export const journalEntry = pgTable(
  "journal_entry",
  {
    id: text("id").primaryKey(),
    owner: text("owner")
      .notNull()
      .references(() => owner.id),
    day: text("day").notNull(),
    atMs: milliseconds("at_ms").notNull(),
    learnedMs: milliseconds("learned_ms").notNull(),
    kind: text("kind").notNull(),
    symbol: text("symbol"),
    title: text("title").notNull(),
    text: text("text").notNull(),
    tags: jsonb("tags").notNull(),
    refs: jsonb("refs").notNull(),
    evidence: jsonb("evidence").notNull(),
    version: integer("version").notNull(),
    createdMs: milliseconds("created_ms").notNull(),
    updatedMs: milliseconds("updated_ms").notNull(),
    deletedMs: milliseconds("deleted_ms"),
    /** Generated by the database of symbol, title, tags and text. */
    words: searchable("words"),
  },
  (table) => [
    index("journal_entry_by_time").on(table.owner, table.atMs, table.id),
    index("journal_entry_by_word").using("gin", table.words),
  ],
);

/** What is remembered for a person: pages of the playbook, terms, insights, and documents of others. */
export const memory = pgTable(
  "memory",
  {
    owner: text("owner")
      .notNull()
      .references(() => owner.id),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    title: text("title").notNull(),
    text: text("text").notNull(),
    origin: jsonb("origin").notNull(),
    learnedMs: milliseconds("learned_ms").notNull(),
    version: integer("version").notNull(),
    createdMs: milliseconds("created_ms").notNull(),
    updatedMs: milliseconds("updated_ms").notNull(),
    deletedMs: milliseconds("deleted_ms"),
  },
  (table) => [primaryKey({ name: "memory_key", columns: [table.owner, table.id] })],
);

/** The pieces of memories that are found on their own. */
export const passage = pgTable(
  "passage",
  {
    owner: text("owner").notNull(),
    memory: text("memory").notNull(),
    position: integer("position").notNull(),
    title: text("title").notNull(),
    text: text("text").notNull(),
    place: jsonb("place").notNull(),
    /** Its meaning as 32-bit floats, and the model that said so; null until one did. */
    embedding: bytes("embedding"),
    model: text("model"),
    /** Tries that failed, and the wall clock before which there is no other. */
    tries: integer("tries").notNull().default(0),
    retryMs: milliseconds("retry_ms").notNull().default(0),
    /** Generated by the database of title and text. */
    words: searchable("words"),
  },
  (table) => [
    primaryKey({ name: "passage_key", columns: [table.owner, table.memory, table.position] }),
    foreignKey({
      name: "passage_of",
      columns: [table.owner, table.memory],
      foreignColumns: [memory.owner, memory.id],
    }).onDelete("cascade"),
    index("passage_by_word").using("gin", table.words),
  ],
);

/** How finished days came out when they were told again; see `ParityReport`. */
export const parityReport = pgTable(
  "parity_report",
  {
    source: text("source").notNull(),
    owner: text("owner")
      .notNull()
      .references(() => owner.id),
    day: text("day").notNull(),
    report: jsonb("report").notNull(),
  },
  (table) => [primaryKey({ name: "parity_report_key", columns: [table.source, table.owner, table.day] })],
);

/** Tests of strategies on past days, with what they came to. */
export const backtest = pgTable(
  "backtest",
  {
    id: text("id").primaryKey(),
    source: text("source").notNull(),
    owner: text("owner")
      .notNull()
      .references(() => owner.id),
    state: text("state").notNull(),
    plan: jsonb("plan").notNull(),
    report: jsonb("report"),
    problem: text("problem"),
    createdMs: milliseconds("created_ms").notNull(),
    updatedMs: milliseconds("updated_ms").notNull(),
  },
  (table) => [index("backtest_by_owner").on(table.source, table.owner, table.createdMs)],
);

/** Combinations of sweeps that are done, so that a sweep goes on where it was stopped. */
export const backtestPoint = pgTable(
  "backtest_point",
  {
    backtest: text("backtest")
      .notNull()
      .references(() => backtest.id, { onDelete: "cascade" }),
    point: integer("point").notNull(),
    inputsDigest: text("inputs_digest").notNull(),
    result: jsonb("result").notNull(),
  },
  (table) => [primaryKey({ name: "backtest_point_key", columns: [table.backtest, table.point] })],
);

/** How each person wants to be coached; see `CoachSettings`. */
export const coachSettings = pgTable("coach_settings", {
  owner: text("owner")
    .primaryKey()
    .references(() => owner.id),
  settings: jsonb("settings").notNull(),
  updatedMs: milliseconds("updated_ms").notNull(),
});

/** Which of the coach's messages reached whom, and how. The messages themselves are facts of the log. */
export const coachHeard = pgTable(
  "coach_heard",
  {
    owner: text("owner")
      .notNull()
      .references(() => owner.id),
    message: text("message").notNull(),
    how: text("how").notNull(),
    heardMs: milliseconds("heard_ms").notNull(),
  },
  (table) => [primaryKey({ name: "coach_heard_key", columns: [table.owner, table.message, table.how] })],
);

/** Tokens for programs. `token_key` is the token's keyed hash, so that a copy of the table opens nothing. */
export const accessToken = pgTable("access_token", {
  id: text("id").primaryKey(),
  owner: text("owner")
    .notNull()
    .references(() => owner.id),
  name: text("name").notNull(),
  scopes: jsonb("scopes").notNull(),
  tokenKey: text("token_key").notNull().unique(),
  createdMs: milliseconds("created_ms").notNull(),
  expiresMs: milliseconds("expires_ms").notNull(),
  lastUsedMs: milliseconds("last_used_ms"),
});
