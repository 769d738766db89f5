import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    // Against what hangs for ever, on a machine that is several times slower than it should be.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
