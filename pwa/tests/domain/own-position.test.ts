import { expect, test } from "vitest";
import { withPosition, type Handset } from "../../src/domain/handset.ts";
import type { Position } from "../../src/domain/rows.ts";

const at = (fixed_at: string): Position => ({ fixed_at }) as Position;
const handset = (position: Position | null): Handset => ({ position }) as Handset;

test("where the control room has the unit replaces what the snapshot told once it is newer, and not at every look", () => {
  const before = handset(at("2026-11-30T12:00:00.000Z"));
  expect(withPosition(before, at("2026-11-30T12:00:05.000Z"))).toBe(before);
  expect(withPosition(before, at("2026-11-30T12:00:30.000Z")).position?.fixed_at).toBe("2026-11-30T12:00:30.000Z");
  expect(withPosition(before, null)).toBe(before);
  expect(withPosition(handset(null), at("2026-11-30T12:00:00.000Z")).position?.fixed_at).toBe("2026-11-30T12:00:00.000Z");
});
