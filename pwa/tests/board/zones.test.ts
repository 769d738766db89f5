import { describe, expect, test } from "vitest";
import { nextTime } from "../../src/screens/board/panels/new-zone.tsx";

describe("until when a zone stands", () => {
  test("is today, or tomorrow when that is over already", () => {
    const now = Date.parse("2026-11-29T12:34:56Z");
    expect(nextTime("18:00", now)).toBe("2026-11-29T18:00:00.000Z");
    expect(nextTime("06:00", now)).toBe("2026-11-30T06:00:00.000Z");
    expect(nextTime("", now)).toBeNull();
  });

  test("is London's time in summer, too", () => {
    expect(nextTime("18:00", Date.parse("2026-07-01T12:00:00Z"))).toBe("2026-07-01T17:00:00.000Z");
  });
});
