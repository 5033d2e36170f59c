CREATE TABLE "journal_entry" (
	"id" text PRIMARY KEY,
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"day" text NOT NULL,
	"at_ms" bigint NOT NULL,
	"learned_ms" bigint NOT NULL,
	"kind" text NOT NULL,
	"symbol" text,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"tags" jsonb NOT NULL,
	"refs" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_ms" bigint NOT NULL,
	"updated_ms" bigint NOT NULL,
	"deleted_ms" bigint,
	"words" tsvector GENERATED ALWAYS AS (
		setweight(to_tsvector('english', coalesce("symbol", '') || ' ' || "title"), 'A')
		|| setweight(to_tsvector('english', "tags"), 'B')
		|| to_tsvector('english', "text")
	) STORED
);
--> statement-breakpoint
CREATE INDEX "journal_entry_by_time" ON "journal_entry" ("owner", "at_ms", "id");
--> statement-breakpoint
CREATE INDEX "journal_entry_by_word" ON "journal_entry" USING gin ("words");
