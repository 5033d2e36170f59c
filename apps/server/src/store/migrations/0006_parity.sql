CREATE TABLE "parity_report" (
	"source" text NOT NULL,
	"owner" text NOT NULL REFERENCES "owner" ("id"),
	"day" text NOT NULL,
	"report" jsonb NOT NULL,
	CONSTRAINT "parity_report_key" PRIMARY KEY ("source", "owner", "day")
);
