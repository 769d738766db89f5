import { describe, expect, test } from "vitest";
import { believed, lineWords, named, pieces, shownLines, type Trail, type TrailLine, type TrailPoint } from "../../src/domain/trail.ts";

const START = Date.parse("2026-11-29T10:00:00Z");
const point = (after_s: number, flag: string | null = null, line = 0, placed = true): TrailPoint => [0, 51, new Date(START + after_s * 1000).toISOString(), 8, "handset", flag, line, placed];
const device = (source: string, officer: string | null): TrailLine => ({ source, officer, fixes: 1, one_in_s: null });
const CREW = [device("vehicle", null), device("handset", "PC Amina Shah"), device("handset", "PC Amina Shah")];
const trail = (points: TrailPoint[]): Trail => ({ unit_id: "u", callsign: "CE21", since: "", until: "", reason: "", lines: CREW, areas: [], points });

describe("a trail", () => {
  test("draws no line across a silence", () => {
    const ways = pieces(trail([point(0), point(60), point(600), point(630)]), "placed");
    expect(ways.map((way) => way.length)).toEqual([2, 2]);
  });

  test("leaves out what was kept and not believed", () => {
    expect(believed(trail([point(0), point(5, "too_fast"), point(10)]), "all")).toHaveLength(2);
  });

  test("names few of its points, spread over the time, the first and the last among them", () => {
    const points = [...Array.from({ length: 50 }, (_, at) => point(at)), point(700)];
    const chosen = named(trail(points), "placed");
    expect(chosen.length).toBeLessThanOrEqual(8);
    expect(chosen[0]).toBe(points[0]);
    expect(chosen.at(-1)).toBe(points.at(-1));
  });

  test("of nothing has neither line nor name", () => {
    expect([pieces(trail([]), "all"), named(trail([]), "all")]).toEqual([[], []]);
  });

  test("has a line for each device and none from one to another", () => {
    const both = trail([point(0), point(1, null, 1, false), point(10), point(11, null, 1, false)]);
    expect(pieces(both, "all").map((way) => way.map((one) => one[6]))).toEqual([[0, 0], [1, 1]]);
    expect(shownLines(both, "all")).toEqual([0, 1]);
  });

  test("shows what placed the unit, unless every device is asked for", () => {
    const both = trail([point(0), point(1, null, 1, false), point(10)]);
    expect([believed(both, "placed").length, believed(both, "all").length]).toEqual([2, 3]);
  });

  test("names each device by its source and its officer, and by a number where there are several", () => {
    expect([0, 1, 2].map((line) => lineWords(trail([]), line))).toEqual(["vehicle", "handset 1 of PC Amina Shah", "handset 2 of PC Amina Shah"]);
  });
});
