CREATE TABLE "fact_log" (
	"cursor" bigint PRIMARY KEY,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"symbol" text,
	"start_ms" bigint,
	"learned_ms" bigint NOT NULL,
	"cause" text,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "fact_log_by_minute" ON "fact_log" ("source", "symbol", "start_ms", "cursor");
--> statement-breakpoint
CREATE TABLE "minute_fact" (
	"source" text NOT NULL,
	"symbol" text NOT NULL,
	"start_ms" bigint NOT NULL,
	"kind" text NOT NULL,
	"open" double precision,
	"high" double precision,
	"low" double precision,
	"close" double precision,
	"volume" double precision,
	"vwap" double precision,
	"trade_count" integer,
	"state" text,
	"rev" integer NOT NULL,
	"reason" text,
	"learned_ms" bigint NOT NULL,
	"cursor" bigint NOT NULL,
	CONSTRAINT "minute_fact_key" PRIMARY KEY ("source", "symbol", "start_ms")
);
--> statement-breakpoint
CREATE TABLE "feed_position" (
	"source" text NOT NULL,
	"run_key" text NOT NULL,
	"start_ms" bigint NOT NULL,
	"position_ms" bigint NOT NULL,
	"ended" boolean NOT NULL,
	CONSTRAINT "feed_position_key" PRIMARY KEY ("source", "run_key")
);
--> statement-breakpoint
CREATE TABLE "watched_symbol" (
	"source" text NOT NULL,
	"symbol" text NOT NULL,
	"warmed" boolean NOT NULL,
	CONSTRAINT "watched_symbol_key" PRIMARY KEY ("source", "symbol")
);
--> statement-breakpoint
CREATE TABLE "log_hole" (
	"after_cursor" bigint PRIMARY KEY,
	"before_cursor" bigint NOT NULL,
	"reason" text NOT NULL
);
