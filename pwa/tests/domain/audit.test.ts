import { expect, test } from "vitest";
import { type Alert, looksOf } from "../../src/domain/audit.ts";

const alert: Alert = {
  id: 1, rule: "protected", label: "", words: "", actor: "PC Made Up", pay_number: "P100001", subject: "nominal 3f0c3f0c-3f0c-4f0c-8f0c-3f0c3f0c3f0c", line: null,
  owner: null, reference: null, count: 3, first_at: "2026-11-29T10:00:05.400Z", last_at: "2026-11-29T10:07:00.900Z", raised_at: "2026-11-29T10:07:04Z",
  seen_by: null, seen_at: null, settled_by: null, settled_at: null, note: "",
};

test("the looks behind an alert are those of its officer, about its record, within its time", () => {
  expect(looksOf(alert)).toEqual({ officer: "P100001", subject: alert.subject, since: "2026-11-29T10:00:03.000Z", until: "2026-11-29T10:07:02.000Z" });
});

test("what several looks typed differs and is no term; what one look typed is", () => {
  const typed = { ...alert, rule: "own_name", subject: '{"name":"Made Up"} found 1' };
  expect(looksOf(typed).subject).toBe("");
  expect(looksOf({ ...typed, count: 1 }).subject).toBe(typed.subject);
  expect(looksOf({ ...alert, rule: "sequence", subject: "search people", count: 1 }).subject).toBe("");
  expect(looksOf({ ...alert, rule: "many", actor: "", pay_number: null }).officer).toBe("");
});
