import { describe, expect, test } from "vitest";
import { attachedToImmediateTasking, choicesFrom, nextFor, nextWithoutTasking } from "../../src/domain/status.ts";
import { card, codes, incident, unit } from "../fakes/rows.ts";

const accepted = card({ state: "acknowledged" });

describe("the expected next action", () => {
  test("a new tasking is accepted", () => {
    expect(nextFor(card(), unit())).toEqual({ kind: "accept" });
  });

  test("then en route, then at scene, then the result", () => {
    expect(nextFor(accepted, unit({ status: "2" }))).toEqual({ kind: "status", code: "5" });
    expect(nextFor(accepted, unit({ status: "5", incident_id: "i1" }))).toEqual({ kind: "status", code: "6" });
    expect(nextFor(accepted, unit({ status: "6", incident_id: "i1" }))).toEqual({ kind: "result" });
  });

  test.each(["7", "8", "9"])("with %s at the job, the result is still to come", (status) => {
    expect(nextFor(accepted, unit({ status, incident_id: "i1" }))).toEqual({ kind: "result" });
  });

  test("being at scene of another job leads to this one by en route", () => {
    expect(nextFor(accepted, unit({ status: "6", incident_id: "another" }))).toEqual({ kind: "status", code: "5" });
  });

  test("without a tasking, available; and nothing when it already is", () => {
    expect(nextWithoutTasking(unit({ status: "1" }))).toEqual({ kind: "status", code: "2" });
    expect(nextWithoutTasking(unit({ status: "3" }))).toBeNull();
  });
});

test("expected moves come first, no settable status is hidden, off duty is not a status to tap", () => {
  const { expected, other } = choicesFrom("6", codes());
  expect(expected.map(({ code }) => code)).toEqual(["2", "7"]);
  expect(other.map(({ code }) => code)).toEqual(["5"]);
});

test("an accepted immediate makes the position be told more often", () => {
  expect(attachedToImmediateTasking([accepted])).toBe(true);
  expect(attachedToImmediateTasking([card()])).toBe(false);
  expect(attachedToImmediateTasking([card({ state: "acknowledged", incident: incident({ grade: "S" }) })])).toBe(false);
});
