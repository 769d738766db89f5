import { describe, expect, it } from "vitest";
import { applyMessages, applyPositions } from "../../src/domain/board/reducer.ts";
import { everyUnit, unitRows, unitsOf } from "../../src/domain/board/units.ts";
import { podSeenFrom, whoseMark, whoseOf, whoseWords } from "../../src/domain/board/whose.ts";
import { unitLabel } from "../../src/map/features.ts";
import { at, board, codes, message, NOON, position, unit } from "./made-up.ts";

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

describe("a board of one BCU", () => {
  const guest = unit("NE7", { pod: "NE", revision: 2, guest_in: ["CE"] });
  const alone = board({ units: [unit("CE1")] });
  const shown = (on: typeof alone): string[] => unitRows(on, codes, NOON).map((row) => row.unit.callsign);

  it("shows who comes onto its ground, with its place, until it is a guest no more", () => {
    const came = applyPositions(applyMessages(alone, "board:CE", [message(1, "unit.changed", guest)]), [["unit-NE7", 0, 51.5, at(-1), at(0), 5, 0, null, "app", [], null, null, "CE"]]);
    expect(shown(came)).toEqual(["CE1", "NE7"]);
    expect(whoseWords(unitRows(came, codes, NOON)[1]!, podSeenFrom(came, everyUnit), codes)).toBe("of North East");
    const went = applyMessages(came, "board:CE", [message(2, "unit.changed", { ...guest, revision: 3, guest_in: [] })]);
    expect(shown(went)).toEqual(["CE1"]);
    // What another feed tells late does not bring it back.
    expect(shown(applyMessages(went, "board:NE", [message(1, "unit.changed", guest)]))).toEqual(["CE1"]);
  });

  it("shows who is sent to a job of its own from afar, and says whose it is", () => {
    const sent = applyMessages(alone, "board:CE", [message(1, "unit.changed", guest)]);
    const there = applyPositions(sent, [["unit-NE7", 0.1, 51.6, at(-1), at(0), 5, 0, null, "app", [], null, null, "NE"]]);
    expect(shown(there)).toEqual(["CE1", "NE7"]);
    expect(unitLabel(unitRows(there, codes, NOON)[1]!, NOON, "CE")).toBe("NE7 2 of NE");
  });

  it("says whose a guest is also while it is a step over the border", () => {
    const row = { unit: guest, position: position("NE7", { in_pod: "NE" }), freshness: "solid" as const };
    expect([whoseOf(row, "CE"), whoseWords(row, "CE", codes), whoseMark(row, "CE")]).toEqual(["guest", "of North East", "of NE"]);
  });
});

describe("the BCU that units are seen from", () => {
  it("is the chosen one, or the only one that is watched", () => {
    expect(podSeenFrom(both, { pod: "NE" })).toBe("NE");
    expect(podSeenFrom({ pods: ["CE"] }, { pod: null })).toBe("CE");
    expect(podSeenFrom(both, { pod: null })).toBeNull();
  });
});
