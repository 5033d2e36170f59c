CREATE TABLE "owner" (
	"id" text PRIMARY KEY,
	"created_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY,
	"token_key" text NOT NULL UNIQUE,
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"pin_id" text NOT NULL,
	"started_ms" bigint NOT NULL,
	"pin_entered_ms" bigint NOT NULL,
	"last_seen_ms" bigint NOT NULL,
	"expires_ms" bigint NOT NULL,
	"address" text NOT NULL,
	"agent" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"sequence" bigint PRIMARY KEY,
	"at_ms" bigint NOT NULL,
	"action" text NOT NULL,
	"owner" text,
	"session" text,
	"address" text,
	"details" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_log_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_log"
	FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
