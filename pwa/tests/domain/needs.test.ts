import { expect, test } from "vitest";
import { endingsIn, goneFrom, needFrom, needFromSnapshot } from "../../src/domain/needs.ts";
import type { CommandAnswer, Outcome } from "../../src/domain/rows.ts";
import { at, card, message } from "../fakes/rows.ts";
import { toStatus } from "../fakes/waiting.ts";

const answer = (outcome: Outcome, text: string | null = null): CommandAnswer => ({ id: "c", kind: "set_status", outcome, code: null, message: text, result: null, answered_at: at(1) });

test("a late available is asked, not applied", () => {
  const need = needFrom(toStatus("2"), answer("needs_confirmation", "You tapped Available 14 min ago: still so?"));
  expect(need).toMatchObject({ kind: "asked", status: "2", sentence: "You tapped Available 14 min ago: still so?" });
});

test("a result that came too late to call the crew free by it asks whether they are", () => {
  const late = { ...answer("done", "Your result came late. Are you available?"), result: { status: "6", status_unchanged: true } };
  expect(needFrom(toStatus("6"), late)).toMatchObject({ kind: "asked", sentence: "Your result came late. Are you available?" });
});

test("a status for a tasking that had ended was taken, and the officer is told that it stands for no job", () => {
  expect(needFrom(toStatus("6"), answer("done", "You are shown as At scene, on no job."))).toMatchObject({ kind: "ended", sentence: "You are shown as At scene, on no job." });
});

test("a refusal is shown to the officer, with the server's own sentence", () => {
  expect(needFrom(toStatus("2"), answer("refused", "CE21 is off duty."))).toMatchObject({ kind: "refused", sentence: "CE21 is off duty." });
});

test.each(["done", "superseded"] as const)("%s needs nobody", (outcome) => {
  expect(needFrom(toStatus("2"), answer(outcome))).toBeNull();
});

test("a confirmation that only the server remembers asks for the same status", () => {
  const asked = { command_id: "c1", kind: "set_status", asked: "Still so?", occurred_at: at(1), body: { status: "3", tasking_id: "t1" } };
  expect(needFromSnapshot(asked)).toEqual({ kind: "asked", id: "c1", at: at(1), sentence: "Still so?", status: "3", taskingId: "t1" });
});

test("a withdrawal is told, an own result is not", () => {
  const withdrawn = message(1, "tasking.changed", card({ revision: 2, state: "withdrawn", ended_at: at(5), end_reason: "withdrawn: Caller rang back" }));
  const complete = message(1, "tasking.changed", card({ revision: 2, state: "complete" }));
  expect(endingsIn([card()], [withdrawn])).toMatchObject([{ kind: "ended", sentence: expect.stringContaining("12 Roman Road: Caller rang back.") }]);
  expect(endingsIn([card()], [complete])).toEqual([]);
});

test("a tasking that vanished while the device was away is told, unless it was the officer's own doing", () => {
  expect(goneFrom([card()], [], new Set(), at(9))).toHaveLength(1);
  expect(goneFrom([card()], [], new Set(["t1"]), at(9))).toEqual([]);
  expect(goneFrom([card()], [], new Set(), at(9), true)).toMatchObject([{ sentence: expect.stringContaining("Say by radio that you are on it.") }]);
  expect(goneFrom([card()], [card()], new Set(), at(9))).toEqual([]);
});
