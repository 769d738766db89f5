import { describe, expect, test } from "vitest";
import { attachedToImmediate, guess, patrol, shouldTell, type Fix } from "../../src/domain/dead-reckoning.ts";
import { ahead, bearing, distanceM, distanceText, wind, unbroken } from "../../src/domain/place.ts";
import { sunIsUp } from "../../src/domain/sun.ts";
import { bothTimes, clockTime, leftText, targetText } from "../../src/domain/times.ts";

const here = { lon: -0.1276, lat: 51.5072 };
const fix = (seconds: number, change: Partial<Fix> = {}): Fix => ({ ...here, accuracy_m: 8, speed_mps: 0, heading: null, fixed_at: new Date(1_800_000_000_000 + seconds * 1000).toISOString(), source: "handset", ...change });

describe("distance and direction", () => {
  test("there and back is as far, and the other way round", () => {
    const there = ahead(here, 640, 45);
    expect(distanceM(here, there)).toBeCloseTo(640, 0);
    expect(wind(bearing(here, there))).toBe("NE");
    expect(wind(bearing(there, here))).toBe("SW");
  });

  test("no more digits than can be trusted", () => {
    expect([4, 637, 1234, 14_400].map(distanceText)).toEqual(["10 m", "640 m", "1.2 km", "14 km"]);
  });
});

describe("when a position is told", () => {
  const driving = fix(0, { speed_mps: 10, heading: 90 });

  test("the first always", () => {
    expect(shouldTell(null, fix(0), patrol)).toBe(true);
  });

  test("not while the board's own guess is good", () => {
    expect(shouldTell(driving, fix(10, { ...ahead(here, 100, 90), speed_mps: 10, heading: 90 }), patrol)).toBe(false);
  });

  test("when the guess is more than 30 m wrong, or 15 m on the way to an immediate", () => {
    const turned = fix(4, { ...ahead(here, 40, 60) });
    expect(distanceM(guess(driving, Date.parse(turned.fixed_at)), turned)).toBeGreaterThan(15);
    expect(shouldTell(driving, turned, attachedToImmediate)).toBe(true);
    expect(shouldTell(driving, turned, patrol)).toBe(false);
    expect(shouldTell(driving, fix(8, ahead(here, 80, 60)), patrol)).toBe(true);
  });

  test("at the heartbeat although nothing moved, and never twice in two seconds", () => {
    expect(shouldTell(fix(0), fix(29), patrol)).toBe(false);
    expect(shouldTell(fix(0), fix(30, { speed_mps: 3 }), patrol)).toBe(true);
    expect(shouldTell(fix(0), fix(59), patrol)).toBe(false);
    expect(shouldTell(fix(0), fix(60), patrol)).toBe(true);
    expect(shouldTell(fix(0), fix(1, ahead(here, 500, 0)), patrol)).toBe(false);
  });
});

describe("times as a London wall shows them", () => {
  test("summer and winter", () => {
    expect(clockTime("2026-07-01T12:00:00Z")).toBe("13:00");
    expect(clockTime("2026-11-22T12:00:00Z")).toBe("12:00");
  });

  test("both times stand there when they differ by more than a minute", () => {
    const now = Date.parse("2026-11-22T15:00:00Z");
    expect(bothTimes("2026-11-22T14:03:00Z", "2026-11-22T14:19:00Z", now)).toEqual({ shown: "14:03", received: "14:19" });
    expect(bothTimes("2026-11-22T14:03:00Z", "2026-11-22T14:03:20Z", now).received).toBeNull();
  });

  test("what is left of the target, and how far it is over", () => {
    const due = "2026-11-22T14:15:00Z";
    expect(leftText(due, Date.parse("2026-11-22T14:08:30Z"))).toEqual({ text: "6 min left", over: false });
    expect(leftText(due, Date.parse("2026-11-22T14:19:10Z"))).toEqual({ text: "4 min over", over: true });
    expect([900, 3600, 172_800].map(targetText)).toEqual(["15 min", "60 min", "48 h"]);
  });
});

test("the sun over London", () => {
  expect(sunIsUp(new Date("2026-06-21T04:00:00Z"))).toBe(true);
  expect(sunIsUp(new Date("2026-06-21T21:30:00Z"))).toBe(false);
  expect(sunIsUp(new Date("2026-12-21T07:40:00Z"))).toBe(false);
  expect(sunIsUp(new Date("2026-12-21T08:30:00Z"))).toBe(true);
  expect(sunIsUp(new Date("2026-12-21T16:10:00Z"))).toBe(false);
});

test("a postcode is not broken at the end of a line", () => {
  expect(unbroken("32 Wharf Hill, Hackney, E8 3DL")).toBe("32 Wharf Hill, Hackney, E8\u00a03DL");
  expect(unbroken("10 Downing Street, SW1A 2AA")).toBe("10 Downing Street, SW1A\u00a02AA");
  expect(unbroken("32 Wharf Hill, Hackney")).toBe("32 Wharf Hill, Hackney");
});
