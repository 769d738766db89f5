import { describe, expect, it } from "vitest";
import { everyUnit, unitRows, unitsOf } from "../../src/domain/board/units.ts";
import { podSeenFrom, whoseMark, whoseOf, whoseWords } from "../../src/domain/board/whose.ts";
import { unitLabel } from "../../src/map/features.ts";
import { at, board, codes, NOON, position, unit } from "./made-up.ts";

const state = board({
  units: [unit("CE1"), unit("CE2"), unit("CE3"), unit("CE4"), ...["NE1", "NE2", "NE3"].map((callsign) => unit(callsign, { pod: "NE" })), unit("NE4", { pod: "NE", status: "11", duty_id: null })],
  positions: [
    position("CE1", { in_pod: "CE" }),
    position("CE2", { in_pod: "NE" }),
    // On a bridge; and CE4 was not heard of yet.
    position("CE3", { in_pod: null }),
    position("NE1", { in_pod: "NE" }),
    position("NE2", { in_pod: "CE" }),
    position("NE3", { in_pod: "CE", fixed_at: at(-400) }),
    position("NE4", { in_pod: "CE" }),
  ],
});
const both = { ...state, pods: ["CE", "NE"] };
const rows = unitRows(both, codes, NOON);
const rowOf = (callsign: string) => rows.find((row) => row.unit.callsign === callsign)!;
const listed = (filter: object): string[] => unitsOf(rows, { ...everyUnit, ...filter }, codes).map((row) => row.unit.callsign);

describe("one BCU chosen", () => {
  it("lists its own units wherever they are, and whoever else is on its ground", () => {
    expect(listed({ pod: "CE" })).toEqual(["CE1", "CE2", "CE3", "CE4", "NE2", "NE3"]);
    expect(listed({ pod: "NE" })).toEqual(["CE2", "NE1", "NE2", "NE3"]);
    expect(listed({ pod: "CE", view: "lost" })).toEqual(["CE4", "NE3"]);
  });

  it("says of its own in which other BCU they are, and of the others whose they are", () => {
    const words = Object.fromEntries(rows.map((row) => [row.unit.callsign, whoseWords(row, "CE", codes)]));
    expect(words).toMatchObject({ CE1: "", CE2: "away in North East", NE2: "of North East", NE3: "of North East" });
    expect(whoseWords({ ...rowOf("CE2"), freshness: "grey" }, "CE", codes)).toBe("away, last seen in North East");
  });

  it("calls nobody away who is on no BCU's ground, or of whom no place is known", () => {
    expect(["CE3", "CE4"].map((callsign) => whoseOf(rowOf(callsign), "CE"))).toEqual(["own", "own"]);
  });

  it("is marked on the map in the same sense", () => {
    const labels = ["CE1", "CE2", "NE2"].map((callsign) => unitLabel(rowOf(callsign), NOON, "CE"));
    expect(labels).toEqual(["CE1 2", "CE2 2 away", "NE2 2 of NE"]);
    expect(whoseMark(rowOf("CE2"), null)).toBe("");
  });
});

describe("the BCU that units are seen from", () => {
  it("is the chosen one, or the only one that is watched", () => {
    expect(podSeenFrom(both, { pod: "NE" })).toBe("NE");
    expect(podSeenFrom({ pods: ["CE"] }, { pod: null })).toBe("CE");
    expect(podSeenFrom(both, { pod: null })).toBeNull();
  });
});
