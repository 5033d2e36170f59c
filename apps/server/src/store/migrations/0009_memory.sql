CREATE TABLE "memory" (
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"origin" jsonb NOT NULL,
	"learned_ms" bigint NOT NULL,
	"version" integer NOT NULL,
	"created_ms" bigint NOT NULL,
	"updated_ms" bigint NOT NULL,
	"deleted_ms" bigint,
	CONSTRAINT "memory_key" PRIMARY KEY ("owner", "id")
);
--> statement-breakpoint
CREATE TABLE "passage" (
	"owner" text NOT NULL,
	"memory" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"place" jsonb NOT NULL,
	"embedding" bytea,
	"model" text,
	"tries" integer NOT NULL DEFAULT 0,
	"retry_ms" bigint NOT NULL DEFAULT 0,
	"words" tsvector GENERATED ALWAYS AS (
		setweight(to_tsvector('english', "title"), 'A') || to_tsvector('english', "text")
	) STORED,
	CONSTRAINT "passage_key" PRIMARY KEY ("owner", "memory", "position"),
	CONSTRAINT "passage_of" FOREIGN KEY ("owner", "memory") REFERENCES "memory" ("owner", "id") ON DELETE CASCADE
);
--> statement-breakpoint
CREATE INDEX "passage_by_word" ON "passage" USING gin ("words");
