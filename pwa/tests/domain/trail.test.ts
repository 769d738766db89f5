import { describe, expect, test } from "vitest";
import { believed, named, pieces, type Trail, type TrailPoint } from "../../src/domain/trail.ts";

const START = Date.parse("2026-11-29T10:00:00Z");
const point = (after_s: number, flag: string | null = null): TrailPoint => [0, 51, new Date(START + after_s * 1000).toISOString(), 8, "handset", flag];
const trail = (points: TrailPoint[]): Trail => ({ unit_id: "u", callsign: "CE21", since: "", until: "", reason: "", cut_before: null, points });

describe("a trail", () => {
  test("draws no line across a silence", () => {
    const ways = pieces(trail([point(0), point(60), point(600), point(630)]));
    expect(ways.map((way) => way.length)).toEqual([2, 2]);
  });

  test("leaves out what was kept and not believed", () => {
    expect(believed(trail([point(0), point(5, "too_fast"), point(10)]))).toHaveLength(2);
  });

  test("names few of its points, spread over the time, the first and the last among them", () => {
    const points = [...Array.from({ length: 50 }, (_, at) => point(at)), point(700)];
    const chosen = named(trail(points));
    expect(chosen.length).toBeLessThanOrEqual(8);
    expect(chosen[0]).toBe(points[0]);
    expect(chosen.at(-1)).toBe(points.at(-1));
  });

  test("of nothing has neither line nor name", () => {
    expect([pieces(trail([])), named(trail([]))]).toEqual([[], []]);
  });
});
