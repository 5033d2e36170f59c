CREATE TABLE "rule" (
	"id" text PRIMARY KEY,
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"created_ms" bigint NOT NULL,
	"updated_ms" bigint NOT NULL,
	"deleted_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "rule_version" (
	"rule" text NOT NULL REFERENCES "rule" ("id"),
	"version" integer NOT NULL,
	"source" text NOT NULL,
	"created_ms" bigint NOT NULL,
	CONSTRAINT "rule_version_key" PRIMARY KEY ("rule", "version")
);
