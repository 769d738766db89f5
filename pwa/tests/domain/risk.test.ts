import { expect, test } from "vitest";
import { aloud, inOrder, markingOfRisk, named, placeOf, subjectLine } from "../../src/domain/risk.ts";
import type { RiskItem } from "../../src/domain/rows.ts";
import { risk } from "../fakes/rows.ts";

const warning = (title: string, change: Partial<RiskItem> = {}): RiskItem => ({
  kind: "record", category: title.toLowerCase(), severity: "critical", title, text: "Carries a knife", count: 1, last_on: "2026-01-01", source: "made up",
  distance_m: null, review_on: "2036-01-01", historic: false, subject: { kind: "nominal", id: "1", line: "Keith Marlow, born 12/03/1994", how: "recorded at this address (lives at)" }, ...change,
});

test("a warning says whom it is about and why that one is here, and an opinion is told as one", () => {
  expect(subjectLine(warning("Weapons"))).toBe("Keith Marlow, born 12/03/1994: recorded at this address (lives at)");
  expect(subjectLine(warning("Weapons", { opinion: true }))).toMatch(/Opinion, not fact$/);
});

test("five lines are read out, then how many more there are and what nobody has checked", () => {
  const items = ["A", "B", "C", "D", "E", "F", "G"].map((title) => warning(title, { subject: null, text: null }));
  const checklist = [{ code: "orders", label: "Bail and court orders", state: "unchecked" as const, text: "" }];
  expect(aloud(risk({ items, left_out: 1, checklist }))).toBe("A. B. C. D. E. 3 more on the card. Not checked: bail and court orders.");
});

test("what has failed is never read out as nothing found", () => {
  expect(aloud(risk({ items: [], failed: true }))).toMatch(/not known to be safe/);
});

test("what is past its review is read out as historic", () => {
  expect(aloud(risk({ items: [warning("Weapons", { historic: true })] }))).toMatch(/^Historic: Weapons. Keith Marlow/);
});

test("what nobody has checked is one line: the first by name, and how many more", () => {
  const point = (label: string) => ({ code: label, label, state: "unchecked" as const, text: "" });
  expect(named(["Weapons", "Suspect: where, how dressed", "Hurt, drink or drugs", "MARAC, codeword"].map(point))).toBe("weapons, suspect, hurt, MARAC");
  expect(named(["A", "B", "C", "D", "E", "F", "G"].map(point))).toMatch(/E and 2 more$/);
});

test("a danger that the control room was told of stands before what the caller only said, and marks the screen", () => {
  const answer = warning("Weapons: a knife", { kind: "answer", subject: null });
  expect(inOrder([warning("Weapon or knife", { kind: "caller", subject: null }), answer])[0]).toBe(answer);
  expect(markingOfRisk({ items: [answer] })).toBe("OFFICIAL-SENSITIVE");
});

test("what happened weighs one step less than a warning that holds: a knife of last year stands between a dog and asbestos", () => {
  const asbestos = warning("Asbestos", { kind: "marker", severity: "medium" });
  const knife = warning("Weapons here before", { kind: "history" });
  const dog = warning("Dangerous dog", { kind: "marker", severity: "high" });
  expect(inOrder([asbestos, knife, dog])).toEqual([dog, knife, asbestos]);
});

test("the house itself is never so many metres away, and its neighbour never at this place", () => {
  expect(placeOf(warning("Weapons", { at_door: true, distance_m: null }))).toBe("at this address");
  expect(placeOf(warning("Weapons", { at_door: false, distance_m: 9 }))).toBe("another address, 9 m away");
  expect(placeOf(warning("Weapons", { distance_m: 9 }))).toBe("at this place");
  expect(placeOf(warning("Weapons", { at_door: null, distance_m: 26 }))).toBe("26 m away");
});

test("of one weight this house stands first and then the nearer, whatever their dates", () => {
  const past = (title: string, change: Partial<RiskItem>): RiskItem => warning(title, { kind: "history", subject: null, ...change });
  const nearby = past("nearby", { at_door: null, distance_m: 41, last_on: "2026-09-06" });
  const flat = past("another flat", { at_door: false, distance_m: null, last_on: "2026-10-01" });
  const here = past("here", { at_door: true, distance_m: null, last_on: "2026-03-22" });
  const far = past("far", { at_door: false, distance_m: 90, last_on: "2026-11-01" });
  expect(inOrder([far, nearby, flat, here]).map(({ title }) => title)).toEqual(["here", "another flat", "nearby", "far"]);
});

test("a knife that only the checklist knows of is read out", () => {
  const checklist = [{ code: "weapons", label: "Weapons", state: "known" as const, text: "The call says 'He has a knife'" }];
  expect(aloud(risk({ items: [], checklist }))).toBe("Nothing found. Known: weapons.");
});
