import { defineConfig } from "vitest/config";

// Walks through the built pages in a real browser, so it needs `npm run bundle` first and Chromium.
export default defineConfig({
  test: {
    include: ["tests/journeys/**/*.journey.ts"],
    // The machine may be busy; what is right comes long before this.
    testTimeout: 600_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});
