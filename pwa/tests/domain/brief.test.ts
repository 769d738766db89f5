import { expect, test } from "vitest";
import { alertKey, alertsFor } from "../../src/domain/alerts.ts";
import { briefOf, changesSince, learned, mustRead } from "../../src/domain/brief.ts";
import { inOrder } from "../../src/domain/risk.ts";
import type { RiskItem } from "../../src/domain/rows.ts";
import { at, card, incident, risk } from "../fakes/rows.ts";

const item = (title: string, change: Partial<RiskItem> = {}): RiskItem => ({
  kind: "history", category: title, severity: "medium", title, text: "", count: 1, last_on: null, source: "records", distance_m: 0, review_on: null, historic: false, ...change,
});
const read = card({ state: "acknowledged", seen_at: at(2), read_at: at(2), read_brief_revision: 1 });

test("the worst stands first, and what is past its review after what holds", () => {
  const items = [item("theft"), item("old dog", { severity: "critical", historic: true }), item("knife", { severity: "critical" }), item("assault", { severity: "high" })];
  expect(inOrder(items).map(({ title }) => title)).toEqual(["knife", "assault", "theft", "old dog"]);
});

test("what the caller says of today stands before the history that is as grave", () => {
  const items = [item("violence", { severity: "critical", last_on: "2026-11-09" }), item("knife", { severity: "critical", kind: "caller" })];
  expect(inOrder(items).map(({ title }) => title)).toEqual(["knife", "violence"]);
});

test("a brief that was read is asked for again when its revision grows", () => {
  expect(mustRead(card())).toBe(true);
  expect(mustRead(read)).toBe(false);
  expect(mustRead({ ...read, brief_revision: 2 })).toBe(true);
});

test("what changed since it was read is said", () => {
  const was = briefOf(read);
  const now = { ...read, brief_revision: 2, incident: incident({ grade: "S", address: "14 Roman Road" }), risk: risk({ items: [item("knife")] }) };
  expect(changesSince(was, now, (grade) => `grade ${grade}`)).toEqual(["Grade: grade I, now grade S", "Place: 12 Roman Road, now 14 Roman Road", "New risk: knife"]);
});

test("a move of the point alone is told too", () => {
  const now = { ...read, incident: incident({ lon: -0.05 }) };
  expect(changesSince(briefOf(read), now, String)).toEqual(["Place: the point on the map moved"]);
});

test("a new tasking alarms once, and not when the crew's other device has opened it", () => {
  const [alert] = alertsFor([card()], new Set(), {});
  expect(alert?.kind).toBe("new");
  expect(alertsFor([card()], new Set([alert ? alertKey(alert) : ""]), {})).toEqual([]);
  expect(alertsFor([card({ seen_at: at(2) })], new Set(), {})).toEqual([]);
});

test("each change of a brief that was read alarms once", () => {
  const changed = { ...read, brief_revision: 2 };
  expect(alertsFor([changed], new Set(), {}).map(({ kind }) => kind)).toEqual(["changed"]);
  expect(alertsFor([changed], new Set(["t1", "t1/2"]), {})).toEqual([]);
  expect(alertsFor([{ ...changed, brief_revision: 3 }], new Set(["t1", "t1/2"]), {})).toHaveLength(1);
});

const accepted = card({ state: "acknowledged", seen_at: at(2) });
const told = { t1: briefOf(accepted) };
const withKnife = { ...accepted, brief_revision: 2, risk: risk({ items: [item("Knife")] }) };

test("a change interrupts a crew that accepted and has read nothing, once", () => {
  expect(alertsFor([accepted], new Set(["t1"]), told)).toEqual([]);
  expect(alertsFor([withKnife], new Set(["t1"]), told).map(({ kind }) => kind)).toEqual(["changed"]);
  expect(alertsFor([withKnife], new Set(["t1", "t1/2"]), told)).toEqual([]);
  expect(changesSince(briefOf(accepted), withKnife, String)).toEqual(["New risk: Knife"]);
});

test("a partner's acceptance tells the other device nothing new, and what changes after it does", () => {
  expect(alertsFor([accepted], new Set(), {})).toEqual([]);
  const known = learned([accepted], {}) ?? {};
  expect(alertsFor([accepted], new Set(), known)).toEqual([]);
  expect(alertsFor([withKnife], new Set(), learned([withKnife], known) ?? known)).toHaveLength(1);
});

test("a tasking that is new is known when it stood on the screen, not when it was stored", () => {
  expect(learned([card()], {})).toBeUndefined();
});

test("what was said of a job does not stay on the device when the job has left it", () => {
  const other = { ...briefOf(accepted), address: "1 Made Up Street" };
  expect(learned([accepted], { ...told, gone: other })).toEqual(told);
  expect(learned([], told)).toEqual({});
  expect(learned([accepted], told)).toBeUndefined();
});

test("what the partner has read is what a later change is measured by", () => {
  const readThere = { ...withKnife, read_at: at(3), read_brief_revision: 2 };
  expect(learned([readThere], told)?.["t1"]?.revision).toBe(2);
  expect(learned([readThere], { t1: briefOf(readThere) })).toBeUndefined();
});
