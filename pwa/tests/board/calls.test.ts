import { describe, expect, it } from "vitest";
import { callsFromElsewhere, isFollowed } from "../../src/domain/board/calls.ts";
import { prune, toSnapshot } from "../../src/domain/board/projection.ts";
import { applyMessages } from "../../src/domain/board/reducer.ts";
import type { Call } from "../../src/domain/rows.ts";
import { at, board, incident, message, NOON, tasking, unit } from "./made-up.ts";

const call = (fields: Partial<Call> = {}): Call => ({
  id: "t9", revision: 3, unit_id: "unit-SN21", callsign: "SN21", pod: "SN", state: "assigned", assigned_at: at(-60), alarm: "supervisor", alarmed_at: at(-1),
  alarm_acknowledged_by: null, alarm_acknowledged_at: null, incident_id: "i9", cad: "9/22NOV26", grade: "I", what: "Fight", address: "High Street", lon: -0.1, lat: 51.4,
  ...fields,
});
const told = (...rows: Call[]) => applyMessages(board({}), "board:CE", rows.map((row, index) => message(index + 1, "call.changed", row)));
const callsigns = (state: ReturnType<typeof told>): string[] => callsFromElsewhere(state).map((row) => row.callsign);

describe("a crew of another pod that nobody there sees to", () => {
  it("stands on this board too, the longest waiting first", () => {
    expect(callsigns(told(call(), call({ id: "t8", callsign: "NE30", assigned_at: at(-90) })))).toEqual(["NE30", "SN21"]);
  });

  it("goes as soon as anybody sees to it, or it answers, and an older word does not bring it back", () => {
    const seenTo = call({ revision: 4, alarm_acknowledged_by: "Rowan Pike", alarm_acknowledged_at: at(0) });
    expect(callsigns(told(call(), seenTo, call()))).toEqual([]);
    const answered = told(call(), call({ revision: 4, alarm: null, state: "acknowledged" }), call());
    expect(callsigns(answered)).toEqual([]);
    expect(toSnapshot(answered, at(0)).calls).toEqual([]);
  });

  it("is forgotten by a board that may not see it any more", () => {
    const hidden = applyMessages(told(call()), "board:CE", [message(2, "unit.hidden", { id: "unit-SN21" })]);
    expect(callsigns(hidden)).toEqual([]);
  });

  it("is left to the tasking itself where this board's own feeds tell of it", () => {
    const own = board({ units: [unit("CE21")], incidents: [incident("101")], taskings: [tasking("101", "CE21", { alarm: "supervisor" })] });
    const { id, unit_id, incident_id } = tasking("101", "CE21");
    expect(callsigns(applyMessages(own, "board:CE", [message(1, "call.changed", call({ id, unit_id, incident_id }))]))).toEqual([]);
  });

  it("is dropped an hour after it was over", () => {
    const over = told(call({ alarm: null }));
    expect(prune(over, NOON).calls.size).toBe(1);
    expect(prune(over, NOON + 2 * 3_600_000).calls.size).toBe(0);
  });
});

describe("a tasking of another pod that was only read", () => {
  it("is followed by no feed of this board", () => {
    const state = board({ units: [unit("CE21")] });
    expect(isFollowed(state, { unit_id: "unit-CE21", incident_id: "i9" })).toBe(true);
    expect(isFollowed(state, { unit_id: "unit-SN21", incident_id: "i9" })).toBe(false);
  });
});
