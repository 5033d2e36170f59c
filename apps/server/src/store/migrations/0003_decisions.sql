ALTER TABLE "fact_log" ADD COLUMN "owner" text;
--> statement-breakpoint
CREATE INDEX "fact_log_by_owner" ON "fact_log" ("source", "owner", "kind", "cursor") WHERE "owner" IS NOT NULL;
