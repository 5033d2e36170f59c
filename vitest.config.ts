import { defineConfig } from "vitest/config";

const conditions = ["spotlight-source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "apps/*/src/**/*.test.{ts,tsx}",
      "scripts/**/*.test.ts",
      "e2e/src/**/*.test.ts",
      "standins/src/**/*.test.ts",
    ],
    reporters: [["default", { summary: false }], "./scripts/lib/reporter.mjs"],
    // Whole servers and browsers run beside the tests, which wait for them often enough for more workers than two cores.
    maxWorkers: 3,
    testTimeout: 150_000,
    hookTimeout: 180_000,
  },
});
