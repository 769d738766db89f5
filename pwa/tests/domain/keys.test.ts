import { expect, test } from "vitest";
import { grouped, type KeyRow, spoken, stateOf } from "../../src/domain/keys.ts";

const row: KeyRow = {
  id: "k", officer: "PC Made Up", pay_number: "P100001", given_at: "2026-11-29T10:00:00Z", reason: "Asked by CID", expires_at: "2026-11-30T10:00:00Z",
  opened_at: null, opened_reason: "", ends_at: null, reads: 0, minutes: 15,
};

test("a key is read out in two groups and by the radio's words", () => {
  expect(grouped("AB23CXYZ45")).toBe("AB23C-XYZ45");
  expect(spoken("AB2")).toBe("Alpha Bravo 2");
});

test("a key waits, is open, has ended, or was never used", () => {
  const at = (time: string): number => Date.parse(`2026-11-29T${time}Z`);
  const opened = { ...row, opened_at: "2026-11-29T11:00:00Z", ends_at: "2026-11-29T11:15:00Z", reads: 2 };
  expect(stateOf(row, at("12:00:00")).words).toBe("Not used yet");
  expect(stateOf(row, at("12:00:00") + 86_400_000).words).toBe("Never used: it opens no more");
  expect(stateOf(opened, at("11:10:00"))).toEqual({ words: "Open since 11:00, until 11:15, read 2 times", open: true });
  expect(stateOf(opened, at("11:15:00"))).toEqual({ words: "Opened 11:00, ended 11:15, read 2 times", open: false });
});
