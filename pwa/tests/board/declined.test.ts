import { describe, expect, it } from "vitest";
import { declinedOf, declinedWords } from "../../src/domain/board/declined.ts";
import type { Incident, Tasking } from "../../src/domain/rows.ts";
import { at, board, incident, tasking } from "./made-up.ts";

const no = tasking("4498", "CE22", {
  state: "declined", alarm: "declined", alarmed_at: at(0), ended_at: at(0), assigned_at: at(-60), end_reason: "Vehicle not fit",
});
const left = (taskings: Tasking[], of: Partial<Incident> = {}): string[] =>
  declinedOf(board({ incidents: [incident("4498", of)], taskings })).map(({ callsign }) => callsign);

describe("a tasking that was declined", () => {
  it("is told with the crew's reason", () => {
    expect(left([no])).toEqual(["CE22"]);
    expect(declinedWords(no)).toBe("declined: Vehicle not fit");
  });

  it("is told until somebody has seen to it", () => {
    expect(left([{ ...no, alarm_acknowledged_at: at(5), alarm_acknowledged_by: "Rowan Pike" }])).toEqual([]);
  });

  it("is told until another unit is tasked, and no longer for the one that went before it", () => {
    expect(left([no, tasking("4498", "CE21", { assigned_at: at(-30) })])).toEqual(["CE22"]);
    expect(left([no, tasking("4498", "CE21", { assigned_at: at(10) })])).toEqual([]);
    expect(left([no, tasking("4499", "CE21", { assigned_at: at(10) })])).toEqual(["CE22"]);
  });

  it("is told where the incident is dispatched, for as long as it is open", () => {
    expect(left([no], { pod: "NE" })).toEqual([]);
    expect(left([no], { state: "closed", closed_at: at(1) })).toEqual([]);
  });
});
