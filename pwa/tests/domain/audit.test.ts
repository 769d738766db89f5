import { expect, test } from "vitest";
import { type Alert, idsIn, looksOf, subjectWords } from "../../src/domain/audit.ts";

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

const A = "38e6eb52-58e9-4fe0-a2fc-af9af8f82c13";
const B = "6a0581ef-8b96-4d52-a6f7-6be4d861d576";

test("a log says what was looked at and how many, and never a number of ours", () => {
  expect(subjectWords({ subject: `tasking_id:${A}`, line: "CE18 to 29/30NOV26" })).toBe("CE18 to 29/30NOV26");
  expect(subjectWords({ subject: `tasking_id:${A}`, line: null })).toBe("tasking");
  expect(subjectWords({ subject: `incident_id:${A} nominal:${A} nominal:${B} vehicle:${B}`, line: "29/30NOV26" })).toBe("29/30NOV26: 2 people, 1 vehicle");
  expect(subjectWords({ subject: `nominal ${A}, vehicle ${B}`, line: null })).toBe("1 person, 1 vehicle");
  expect(subjectWords({ subject: `nominal ${A}`, line: null })).toBe("person");
  expect(subjectWords({ subject: '{"name":"Made Up"} found 1', line: null })).toBe("name Made Up · found 1");
  expect(subjectWords({ subject: "51.5,-0.1", line: null })).toBe("51.5,-0.1");
});

test("a time in what was asked of the log stands as the clock on a London wall, of another year with the year", () => {
  const now = Date.parse("2026-11-30T15:00:00Z");
  const said = (subject: string): string => subjectWords({ subject, line: null }, now);
  expect(said('{"kind":"consultation","since":"2026-11-30T14:03:00+00:00","until":"2026-11-30T14:05:59.999Z"}')).toBe("kind consultation, from 14:03, to 14:05");
  expect(said('{"officer":"P100001","since":"2026-07-01T13:03:00Z"}')).toBe("officer P100001, from 1 Jul 14:03");
  expect(said("2025-11-30T14:03:00Z to 2026-11-01T00:00:00Z")).toBe("30 Nov 2025 14:03 to 1 Nov 00:00");
});

test("the numbers are there for whoever looks for one", () => {
  expect(idsIn(`incident_id:${A} nominal:${B}`)).toEqual([`incident ${A}`, `nominal ${B}`]);
  expect(idsIn(`{"cad":"${A}"}`)).toEqual([]);
});
