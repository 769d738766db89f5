import { expect, test } from "vitest";
import { type CameNear, knownOf, type NearRow, withFresh } from "../../src/domain/keys.ts";

const row = (id: number): NearRow => ({ id, at: "2026-11-30T12:00:00.000Z", officer: "PC A", pay_number: null, callsign: null, opened: false, called: true, reason: "", incident: null, owner: "Desk", reference: "W-1" });
const page = (...ids: number[]): CameNear => ({ owners: ["Desk"], items: ids.map(row), next: null });

test("a row that was written first and came last stands in its place, and none stands twice", () => {
  const had = { ...page(9, 7), next: 7 };
  const now = withFresh(had, page(9, 8));
  expect(knownOf(now.items)).toEqual([9, 8, 7]);
  expect(now.next).toBe(7);
});
