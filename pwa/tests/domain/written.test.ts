import { expect, test } from "vitest";
import { refusedNeed, type Need } from "../../src/domain/needs.ts";
import { incidentOf, writtenIn } from "../../src/domain/written.ts";
import type { Waiting } from "../../src/domain/commands.ts";
import type { Card } from "../../src/domain/rows.ts";

const refused = (kind: string, fields: object) =>
  refusedNeed({ kind, fields, id: "c", occurredAt: "2026-11-30T12:00:00.000Z" } as unknown as Waiting, "Ended.") as Extract<Need, { kind: "refused" }>;
const card = { id: "t", incident_id: "i" } as Card;

test("what was written into something refused is kept with it", () => {
  expect(writtenIn(refused("result_incident", { tasking_id: "t", result: "AR", text: "Two detained" }))).toBe("Two detained");
  expect(writtenIn(refused("decline_tasking", { tasking_id: "t", reason: "far", note: "Prisoner on board" }))).toBe("Prisoner on board");
  expect(writtenIn(refused("set_status", { status: "2" }))).toBe("");
});

test("it may go into the log of its job while that is known, and a refused entry is not offered again", () => {
  const result = refused("result_incident", { tasking_id: "t", text: "Two detained" });
  expect(incidentOf(result, [card])).toBe("i");
  expect(incidentOf(result, [])).toBeNull();
  expect(incidentOf(refused("add_log", { incident_id: "i", text: "x" }), [card])).toBeNull();
});

test("one that an older version kept has no words", () => {
  expect(writtenIn({ kind: "refused", id: "c", command: "add_log", sentence: "", at: "" })).toBe("");
});
