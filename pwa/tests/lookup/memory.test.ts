import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LookedUp } from "../../src/domain/lookup.ts";
import { createMemory, KEPT_MS, UNSEEN_MS } from "../../src/screens/lookup/memory.ts";

const found: LookedUp = { items: [], ask: "", nothing_found: true, message: "No trace.", searched: { how: [], sources: [] } };
const held = { kind: "people" as const, typed: "Made Up", born: "", postcode: "", looks: "", found, trail: [] };

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test("what was found is gone after ten minutes", () => {
  const memory = createMemory(() => performance.now());
  memory.keep(held);
  vi.advanceTimersByTime(KEPT_MS - 1);
  expect(memory.get()?.typed).toBe("Made Up");
  vi.advanceTimersByTime(1);
  expect(memory.get()).toBeNull();
});

test("opening a record out of an old list does not keep the list longer", () => {
  const memory = createMemory(() => performance.now());
  memory.keep(held);
  vi.advanceTimersByTime(KEPT_MS - 1000);
  memory.keep({ ...held, typed: "still" });
  vi.advanceTimersByTime(1000);
  expect(memory.get()).toBeNull();
});

test("a timer that slept with the phone is made up for when the page comes back", () => {
  let now = 0;
  const memory = createMemory(() => now);
  memory.keep(held);
  now = KEPT_MS;
  memory.tidy();
  expect(memory.get()).toBeNull();
});

test("a page that was out of sight for a minute has forgotten; a glance away has not", () => {
  let now = 0;
  const memory = createMemory(() => now);
  memory.keep(held);
  memory.hidden();
  now = UNSEEN_MS - 1;
  memory.tidy();
  expect(memory.get()).not.toBeNull();
  memory.hidden();
  now += UNSEEN_MS;
  memory.tidy();
  expect(memory.get()).toBeNull();
});

test("no file of a lookup knows how to store", () => {
  const folder = fileURLToPath(new URL("../../src/screens/lookup/", import.meta.url));
  const storing = /store\/|indexedDB|localStorage|sessionStorage|caches\./;
  const files = readdirSync(folder).filter((name) => /\.tsx?$/.test(name));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((name) => storing.test(readFileSync(folder + name, "utf8")))).toEqual([]);
});

test("what a key has opened is held until its time ends, also past ten minutes, and no second longer", () => {
  const memory = createMemory(() => performance.now());
  memory.keep({ ...held, found: null, keptMs: 15 * 60_000 });
  vi.advanceTimersByTime(KEPT_MS + 1);
  expect(memory.leftMs()).toBe(5 * 60_000 - 1);
  memory.keep({ ...held, found: null, keptMs: 15 * 60_000 });
  vi.advanceTimersByTime(5 * 60_000 - 1);
  expect(memory.get()).toBeNull();
  expect(memory.leftMs()).toBe(0);
});
