import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRetries } from "../../src/sync/retries.ts";

beforeEach(() => { vi.useFakeTimers(); vi.spyOn(Math, "random").mockReturnValue(1); });
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks(); });

/** When it was tried, in ms, by a service that is never there. */
function triedFor(ms: number, askedMs = 0): { at: number[]; tap: () => void } {
  const at: number[] = [];
  const began = Date.now();
  const retries = createRetries(() => { at.push(Date.now() - began); retries.soon(); }, { firstMs: 2_000, mostMs: 15_000, askedMs: () => askedMs });
  retries.soon();
  vi.advanceTimersByTime(ms);
  return { at, tap: () => { retries.anew(); retries.soon(); } };
}

test("what nobody answers is tried again soon, and then less and less often", () => {
  expect(triedFor(45_000).at).toEqual([2_000, 6_000, 14_000, 29_000, 44_000]);
});

test("who asks twice is tried once", () => {
  const work = vi.fn();
  const retries = createRetries(work, { firstMs: 2_000, mostMs: 15_000, askedMs: () => 0 });
  retries.soon();
  retries.soon();
  vi.advanceTimersByTime(10_000);
  expect(work).toHaveBeenCalledOnce();
});

test("the first failure of something new is told apart from those after it", () => {
  const retries = createRetries(() => undefined, { firstMs: 2_000, mostMs: 15_000, askedMs: () => 0 });
  expect([retries.soon(), retries.soon()]).toEqual([true, false]);
  vi.advanceTimersByTime(5_000);
  expect(retries.soon()).toBe(false);
  retries.anew();
  expect(retries.soon()).toBe(true);
});

test("a new tap does not wait for what failed before it", () => {
  const tried = triedFor(30_000);
  tried.tap();
  vi.advanceTimersByTime(2_000);
  expect(tried.at.at(-1)).toBe(32_000);
});

test("those who were sent away together do not come back together", () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  expect(triedFor(1_500).at).toEqual([1_000]);
});

test("who is told when to come again does not come before", () => {
  expect(triedFor(30_000, 12_000).at).toEqual([13_000, 26_000]);
});
