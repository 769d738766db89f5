import { expect, test } from "vitest";
import { grouped, type KeyRow, newsOf, spoken, stateOf } from "../../src/domain/keys.ts";

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

test("whoever gave a key reads who used it and why, and who tried it in vain", () => {
  const row = { id: "1", officer: "PC A", pay_number: "P1", opened_at: "2026-01-05T14:00:00Z", opened_reason: "Arrest", ends_at: "2026-01-05T14:15:00Z", refused_at: null, refused_to: null, refused_reason: null, at: "2026-01-05T14:00:00Z" };
  expect(newsOf(row)).toMatchObject({ refused: false, title: "Key opened at 14:00, until 14:15" });
  const refused = { ...row, refused_at: "2026-01-05T14:05:00Z", refused_to: "PC B", refused_reason: "Asked to", at: "2026-01-05T14:05:00Z" };
  expect(newsOf(refused).words).toBe("PC B tried the key that you gave to PC A, P1, and it did not open. They said: Asked to. It was opened at 14:00.");
});
