CREATE TABLE "coach_settings" (
  "owner" text PRIMARY KEY REFERENCES "owner" ("id"),
  "settings" jsonb NOT NULL,
  "updated_ms" bigint NOT NULL
);
