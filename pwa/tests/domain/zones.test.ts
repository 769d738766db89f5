import { describe, expect, test } from "vitest";
import type { ZoneTold } from "../../src/domain/rows.ts";
import { eachZone, timeText, withZone, zonesOf } from "../../src/domain/zones.ts";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const zone = (more: Partial<ZoneTold> = {}): ZoneTold => ({
  id: "t1", zone_id: "z1", revision: 1, kind: "hazard", name: "Scaffolding", note: "Collapse risk", from_at: "2026-11-29T11:00:00Z", until_at: null,
  outline: { type: "MultiPolygon", coordinates: [] }, made_by: "PS Made Up", made_at: "2026-11-29T11:00:00Z", ended_by: null, ended_at: null,
  why: "incident", incident_id: "i1", told_at: "2026-11-29T11:00:00Z", ...more,
});

describe("zones of a crew", () => {
  test("one that has ended is taken off, and an older word does not bring it back", () => {
    const ended = zone({ revision: 2, ended_at: "2026-11-29T11:30:00Z" });
    expect(withZone([zone()], ended)).toEqual([]);
    expect(withZone([zone({ revision: 3 })], ended)).toHaveLength(1);
  });

  test("a brief has those of its job and those where the crew is", () => {
    const held = [zone(), zone({ id: "t2", incident_id: "i2" }), zone({ id: "t3", incident_id: null, why: "here" })];
    expect(zonesOf({ incident_id: "i1" }, held, NOW).map(({ id }) => id)).toEqual(["t1", "t3"]);
  });

  test("without a link its own time ends it", () => {
    expect(zonesOf({ incident_id: "i1" }, [zone({ until_at: "2026-11-29T11:59:59Z" })], NOW)).toEqual([]);
  });

  test("each stands once, hazards first", () => {
    const held = [zone({ id: "t0", zone_id: "z0", kind: "event", name: "A protest" }), zone(), zone({ id: "t2", incident_id: "i2" })];
    expect(eachZone(held, NOW).map(({ zone_id }) => zone_id)).toEqual(["z1", "z0"]);
  });

  test("times are said while they matter, in London's time", () => {
    expect(timeText(zone(), NOW)).toBe("");
    expect(timeText(zone({ from_at: "2026-11-29T14:00:00Z", until_at: "2026-11-29T18:00:00Z" }), NOW)).toBe("from 14:00 until 18:00");
  });
});
