import { describe, expect, test } from "vitest";
import { nextTime, zoneTimes } from "../../src/screens/board/panels/new-zone.tsx";

describe("until when a zone stands", () => {
  test("is today, or tomorrow when that is over already", () => {
    const now = Date.parse("2026-11-29T12:34:56Z");
    expect(nextTime("18:00", now)).toBe("2026-11-29T18:00:00.000Z");
    expect(nextTime("06:00", now)).toBe("2026-11-30T06:00:00.000Z");
    expect(nextTime("", now)).toBeNull();
  });

  test("is the first such time after it begins, also beyond midnight", () => {
    const now = Date.parse("2026-11-29T12:34:56Z");
    expect(zoneTimes("22:00", "02:00", now)).toEqual({ from_at: "2026-11-29T22:00:00.000Z", until_at: "2026-11-30T02:00:00.000Z" });
    expect(zoneTimes("08:00", "", now)).toEqual({ from_at: "2026-11-30T08:00:00.000Z", until_at: null });
    expect(zoneTimes("", "18:00", now)).toEqual({ from_at: null, until_at: "2026-11-29T18:00:00.000Z" });
  });

  test("is London's time in summer, too", () => {
    expect(nextTime("18:00", Date.parse("2026-07-01T12:00:00Z"))).toBe("2026-07-01T17:00:00.000Z");
  });
});
