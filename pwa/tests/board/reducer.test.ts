import { describe, expect, it } from "vitest";
import { prune, toSnapshot } from "../../src/domain/board/projection.ts";
import { applyMessages, applyPositions, withLog, withRows } from "../../src/domain/board/reducer.ts";
import { fromSnapshot } from "../../src/domain/board/state.ts";
import { at, board, emergency, entry, incident, message, NOON, position, tasking, thrive, unit } from "./made-up.ts";

const before = board({
  units: [unit("CE21"), unit("CE24")],
  positions: [position("CE21")],
  incidents: [incident("4521"), incident("4522")],
});

const told = [
  message(1, "tasking.changed", tasking("4521", "CE21")),
  message(2, "unit.changed", unit("CE21", { revision: 2, incident_id: "incident-4521" })),
  message(3, "incident.changed", incident("4521", { revision: 2, grade: "I" })),
  message(4, "tasking.changed", tasking("4521", "CE21", { revision: 2, acknowledged_at: at(5), state: "acknowledged" })),
  message(5, "emergency.changed", emergency("CE24")),
  message(6, "incident.changed", incident("4522", { revision: 2, state: "closed", closed_at: at(-4000) })),
  message(7, "thrive.added", thrive("4521")),
  message(8, "thrive.added", thrive("4522")),
];

const after = toSnapshot(applyMessages(before, "board:CE", told), at(0));

describe("old snapshot + messages = new snapshot", () => {
  it("applies whole rows and moves the cursor", () => {
    expect(after.feeds).toEqual({ "board:CE": 8 });
    expect(after.thrive?.map((row) => row.incident_id)).toEqual(["incident-4521"]);
    expect(after.units.map((row) => row.incident_id)).toEqual(["incident-4521", null]);
    expect(after.taskings.map((row) => row.state)).toEqual(["acknowledged"]);
    expect(after.emergencies.map((row) => row.callsign)).toEqual(["CE24"]);
  });

  it("leaves out an incident that closed more than an hour ago, as the server does", () => {
    expect(after.incidents.map((row) => row.cad)).toEqual(["4521/22NOV26"]);
  });

  it("survives the way over a snapshot and back", () => {
    expect(toSnapshot(fromSnapshot(after), at(0))).toEqual(after);
  });

  it("is the same when every message comes twice", () => {
    const twice = applyMessages(applyMessages(before, "board:CE", told), "board:CE", told);
    expect(toSnapshot(twice, at(0))).toEqual(after);
  });

  it("is the same when they come in reverse: the highest revision wins", () => {
    const reversed = [...told].reverse().reduce((state, one) => applyMessages(state, "board:CE", [one]), before);
    expect(toSnapshot(reversed, at(0))).toEqual(after);
  });

  it("is the same when two feeds tell of the same rows, each with its own numbers", () => {
    const two = { ...before, feeds: { "board:CE": 0, "board:NE": 40 } };
    const renumbered = told.map((one, index) => ({ ...one, seq: 41 + index }));
    const state = applyMessages(applyMessages(two, "board:NE", renumbered.slice(2)), "board:CE", told);
    expect(toSnapshot(state, at(0))).toEqual({ ...after, feeds: { "board:CE": 8, "board:NE": 48 } });
  });

  it("forgets a unit that has become covert, with its place and its taskings, unless it may see covert units", () => {
    const on = applyMessages(before, "board:CE", told);
    const hidden = message(9, "unit.hidden", { id: unit("CE21").id });
    const { units, positions, taskings } = applyMessages(on, "board:CE", [hidden]);
    expect([[...units.values()].map((row) => row.callsign), positions.size, taskings.size]).toEqual([["CE24"], 0, 0]);
    const supervisor = { ...on, feeds: { ...on.feeds, "covert:CE": 0 } };
    expect(applyMessages(supervisor, "board:CE", [hidden]).units.size).toBe(2);
  });

  it("passes over a kind it does not know, but counts its number", () => {
    expect(applyMessages(before, "board:CE", [message(1, "drone.launched", {})]).feeds).toEqual({ "board:CE": 1 });
  });

  it("does not bring a closed emergency back when an older row comes late", () => {
    const closed = emergency("CE24", { revision: 3, closed_at: at(-1), outcome: "accidental" });
    const state = applyMessages(before, "board:CE", [message(1, "emergency.changed", closed)]);
    const late = applyMessages(prune(state, NOON), "board:NE", [message(1, "emergency.changed", emergency("CE24"))]);
    expect(toSnapshot(late, at(0)).emergencies).toEqual([]);
  });

  it("does not change the state that was there before", () => {
    expect(before.feeds).toEqual({ "board:CE": 0 });
    expect(before.taskings.size).toBe(0);
  });
});

describe("the log", () => {
  it("is only ever added to, in the order of its numbers, whichever way it came", () => {
    const live = applyMessages(before, "board:CE", [message(1, "log.added", entry("4521", 3))]);
    const read = withLog(live, "incident-4521", [entry("4521", 1), entry("4521", 2), entry("4521", 3)]);
    expect(read.logs.get("incident-4521")?.map((row) => row.number)).toEqual([1, 2, 3]);
  });
});

describe("positions", () => {
  it("are forgotten with the crew that was measured, whoever tells of the new one; what is the new one's own stays", () => {
    const booked = unit("CE21", { revision: 9, duty_id: "duty-2", status_at: at(10) });
    const seen = (fixed: number) => board({ units: [unit("CE21", { duty_id: "duty-1" })], positions: [position("CE21", { fixed_at: at(fixed) })] });
    expect(applyMessages(seen(0), "board:CE", [message(1, "unit.changed", booked)]).positions.size).toBe(0);
    expect(withRows(seen(0), { units: [booked] }).positions.size).toBe(0);
    expect(applyMessages(seen(12), "board:CE", [message(1, "unit.changed", booked)]).positions.size).toBe(1);
    const same = unit("CE21", { revision: 9, duty_id: "duty-1", status_at: at(10) });
    expect(applyMessages(seen(0), "board:CE", [message(1, "unit.changed", same)]).positions.size).toBe(1);
  });

  it("move a unit only when the fix is newer", () => {
    const newer = applyPositions(before, [["unit-CE21", 0.01, 51.5, at(-1), at(0), 5, 3, 90, "app"]]);
    const older = applyPositions(newer, [["unit-CE21", 0.09, 51.5, at(-50), at(1), 5, 3, 90, "app"]]);
    expect(older.positions.get("unit-CE21")?.lon).toBe(0.01);
  });

  it("tell how full the battery is and since when they are doubted, also where nothing has moved", () => {
    const moved = applyPositions(before, [["unit-CE21", 0.01, 51.5, at(-1), at(0), 5, 3, 90, "app", [], 8]]);
    expect(moved.positions.get("unit-CE21")).toMatchObject({ battery: 8, doubted_at: null });
    const doubted = applyPositions(moved, [["unit-CE21", 0.01, 51.5, at(-1), at(0), 5, 3, 90, "app", [], 8, at(2)]]);
    expect(doubted.positions.get("unit-CE21")).toMatchObject({ lon: 0.01, doubted_at: at(2) });
  });

  describe("and a snapshot tell of one fix", () => {
    const seen = (more: object) => board({ units: [unit("CE21")], positions: [position("CE21", { fixed_at: at(0), ...more })] });
    const read = (held: object, told: object) => fromSnapshot(toSnapshot(seen(told), at(5)), new Map(), seen(held)).positions.get("unit-CE21");

    it("and what the snapshot knows holds: a fresh doubt, a member who has come back", () => {
      expect(read({}, { doubted_at: at(3) })?.doubted_at).toBe(at(3));
      expect(read({ battery: 9 }, { battery: 8 })?.battery).toBe(8);
    });

    it("and a doubt that came while it was on its way stays; only another fix takes it away", () => {
      expect(read({ doubted_at: at(4) }, {})?.doubted_at).toBe(at(4));
      expect(read({ doubted_at: at(4) }, { fixed_at: at(4) })?.doubted_at).toBeNull();
      expect(read({ fixed_at: at(2), lon: 1 }, { doubted_at: at(3) })).toMatchObject({ lon: 1, doubted_at: null });
    });
  });

  it("tell in which BCU they lie", () => {
    const moved = applyPositions(before, [["unit-CE21", 0.01, 51.5, at(-1), at(0), 5, 3, 90, "app", [], null, null, "NE"]]);
    expect(moved.positions.get("unit-CE21")?.in_pod).toBe("NE");
  });
});
