CREATE TABLE "flag" (
	"name" text PRIMARY KEY,
	"value" jsonb NOT NULL,
	"changed_ms" bigint NOT NULL
);
