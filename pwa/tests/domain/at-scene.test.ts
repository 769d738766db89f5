import { describe, expect, test } from "vitest";
import { closeSince, isSuggested, type Measured } from "../../src/domain/at-scene.ts";
import { ahead } from "../../src/domain/place.ts";

const place = { lon: -0.05, lat: 51.53 };
const START = Date.parse("2026-11-29T12:00:00Z");
const fix = (metres: number, seconds: number, accuracy_m = 8): Measured => ({ ...ahead(place, metres, 90), accuracy_m, fixed_at: new Date(START + seconds * 1000).toISOString() });

/** One fix each second of `metres`, looked at in its second; whether it is suggested after the last. */
function walked(metres: (second: number) => number, seconds: number, notYetAt: number | null = null): boolean {
  let since: number | null = null;
  let last: Measured | null = null;
  for (let second = 0; second <= seconds; second++) {
    last = fix(metres(second), second);
    since = closeSince(since, last, place, START + second * 1000);
  }
  return isSuggested(since, last, notYetAt, START + seconds * 1000);
}

describe("at scene?", () => {
  test("is asked after 30 s within 100 m, and not before", () => {
    expect(walked(() => 90, 29)).toBe(false);
    expect(walked(() => 90, 30)).toBe(true);
  });

  test("is not asked of who only drives past", () => {
    expect(walked((second) => Math.abs(300 - second * 14), 45)).toBe(false);
  });

  test("is not asked at 110 m, however long", () => {
    expect(walked(() => 110, 300)).toBe(false);
  });

  test("begins anew after leaving", () => {
    expect(walked((second) => (second === 20 ? 150 : 40), 45)).toBe(false);
    expect(walked((second) => (second === 20 ? 150 : 40), 51)).toBe(true);
  });

  test("is not asked again for ten minutes after 'not yet'", () => {
    expect(walked(() => 10, 60, START + 31_000)).toBe(false);
    expect(walked(() => 10, 631, START + 31_000)).toBe(true);
  });

  test("is asked of who stands still and tells little", () => {
    const only = fix(20, 0);
    const since = closeSince(null, only, place, START + 1_000);
    expect(isSuggested(closeSince(since, only, place, START + 29_000), only, null, START + 30_000)).toBe(true);
  });

  test("is not made by an old or a vague fix", () => {
    expect(closeSince(null, fix(10, -40), place, START)).toBeNull();
    expect(closeSince(null, fix(10, 0, 400), place, START)).toBeNull();
  });

  test("a gap of the sky is no departure, and does not make it longer", () => {
    const last = fix(20, 5);
    const since = closeSince(START, last, place, START + 300_000);
    expect(since).toBe(START);
    expect(isSuggested(START, fix(20, -5), null, START + 300_000)).toBe(false);
  });
});
