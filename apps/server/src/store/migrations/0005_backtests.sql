CREATE TABLE "backtest" (
	"id" text PRIMARY KEY,
	"source" text NOT NULL,
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"state" text NOT NULL,
	"plan" jsonb NOT NULL,
	"report" jsonb,
	"problem" text,
	"created_ms" bigint NOT NULL,
	"updated_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "backtest_by_owner" ON "backtest" ("source", "owner", "created_ms");
--> statement-breakpoint
CREATE TABLE "backtest_point" (
	"backtest" text NOT NULL REFERENCES "backtest" ("id") ON DELETE CASCADE,
	"point" integer NOT NULL,
	"inputs_digest" text NOT NULL,
	"result" jsonb NOT NULL,
	CONSTRAINT "backtest_point_key" PRIMARY KEY ("backtest", "point")
);
