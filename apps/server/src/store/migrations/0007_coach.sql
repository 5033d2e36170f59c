CREATE TABLE "coach_settings" (
	"owner" text PRIMARY KEY REFERENCES "owner" ("id"),
	"settings" jsonb NOT NULL,
	"updated_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_token" (
	"id" text PRIMARY KEY,
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"name" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"token_key" text NOT NULL UNIQUE,
	"created_ms" bigint NOT NULL,
	"expires_ms" bigint NOT NULL,
	"last_used_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "coach_heard" (
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"message" text NOT NULL,
	"how" text NOT NULL,
	"heard_ms" bigint NOT NULL,
	CONSTRAINT "coach_heard_key" PRIMARY KEY ("owner", "message", "how")
);
