import { describe, expect, test } from "vitest";
import {
  couldTry, factsOf, headOf, keptWords, linkWords, marking, markingOf, pictureOf, searchedIn, suggestedGrade, termsOf, warningsOf,
  type FurtherLink, type KnownOfCall, type OpenedRecord, type RecordLink, type Warned,
} from "../../src/domain/lookup.ts";

const warned = (code: string, severity: Warned["severity"], historic = false): Warned => ({ code, label: code, severity, historic });
const end = (id: string) => ({ role: "lives at", kind: "nominal", id, line: id, classification: "OFFICIAL", valid_to: null, markers: [] as Warned[], source: "made up" });
const link = (id: string, more: Partial<RecordLink> = {}): RecordLink => ({ ...end(id), subject_category: null, fact_or_opinion: "fact", handling: "", ...more });
const far = (id: string, via: string, more: Partial<FurtherLink> = {}): FurtherLink => ({ ...end(id), via: { kind: "nominal", id: via }, ...more });
const record = (links: RecordLink[], further: FurtherLink[] = []): OpenedRecord => ({
  kind: "nominal", id: "ada", identifiers: [], markers: [], links, further, golden: null, named_in: [], photographs: [],
  fields: { given_names: ["Ada"], family_name: "Quellfrost", born_on: "1994-03-12", sex: "U", aliases: [{ given_names: ["Addy"], family_name: "Frost" }], classification: "OFFICIAL", description: "" },
});

describe("one field", () => {
  test.each([
    ["people", "Ada Quellfrost", "about 25", { name: "Ada Quellfrost", born: "about 25" }],
    ["people", "2003/0062845E", "about 25", { identifier: "2003/0062845E" }],
    ["people", "03/62845e", "", { identifier: "03/62845e" }],
    ["people", "12345/95A", "", { identifier: "12345/95A" }],
    ["vehicles", " lk71 ?bd ", "", { plate: "lk71 ?bd" }],
    ["vehicles", "WVWZZZ1JZ3W386752", "", { vin: "WVWZZZ1JZ3W386752" }],
    ["phones", "07700 900123", "", { number: "07700 900123" }],
    ["addresses", "14/2 Roman Rd", "", { address: "14/2 Roman Rd" }],
    ["words", "spider tattoo", "", { words: "spider tattoo" }],
  ] as const)("%s: %s", (kind, typed, born, terms) => {
    expect(termsOf({ kind, typed, born, postcode: "", looks: "" })).toEqual(terms);
  });

  test("every fact that an answer may ask for can be given", () => {
    const facts = { born: "about 25", postcode: " E2 0QN ", looks: "red kia" };
    expect(termsOf({ kind: "people", typed: "Ada Quellfrost", ...facts })).toEqual({ name: "Ada Quellfrost", born: "about 25", postcode: "E2 0QN" });
    expect(termsOf({ kind: "people", typed: "Daniel", ...facts, postcode: " Hackney" })).toEqual({ name: "Daniel", born: "about 25", where: "Hackney" });
    expect(termsOf({ kind: "people", typed: "Daniel", ...facts, postcode: "e8" })).toEqual({ name: "Daniel", born: "about 25", where: "e8" });
    expect(termsOf({ kind: "vehicles", typed: "LK71???", ...facts })).toEqual({ plate: "LK71???", looks: "red kia" });
  });
});

describe("where nothing was found", () => {
  const asked = { typed: "Ada Quellfrost", born: "", postcode: "", looks: "" };

  test("what can be tried follows from what was asked", () => {
    expect(couldTry({ ...asked, kind: "people" })[0]).toMatch(/^Add a date of birth/);
    expect(couldTry({ ...asked, kind: "people", born: "1994", postcode: "E8" }).join()).toMatch(/Without the place/);
    expect(couldTry({ ...asked, kind: "vehicles", typed: "LK71 ?BD" }).join()).not.toMatch(/\?/);
    expect(couldTry({ ...asked, kind: "words", typed: "scar" })).toEqual(["Another word for the same", "A name under Person, a house under Address"]);
  });

  test("a source is told once and is no fresher than its stalest part", () => {
    const source = (records: number, newest_on: string) => ({ source: "Crime", records, newest_on });
    expect(searchedIn([source(3, "2026-06-01"), source(4, "2026-05-01"), source(0, "")])).toEqual([source(7, "2026-05-01")]);
    // What people enter here is counted by nobody.
    const entered = { source: "Warnings of places", records: null, newest_on: null };
    expect(searchedIn([entered]).map(({ records }) => records)).toEqual([null]);
  });
});

describe("marking", () => {
  test("the highest of what is on the screen wins, and an unknown one is not taken for low", () => {
    expect(marking([])).toBe("OFFICIAL");
    expect(marking(["OFFICIAL", "official sensitive"])).toBe("OFFICIAL-SENSITIVE");
    expect(marking(["OFFICIAL", "SECRET"])).toBe("OFFICIAL-SENSITIVE");
  });
  test("who is linked two steps out counts", () => {
    expect(markingOf(record([link("cal")], [far("dan", "cal", { classification: "OFFICIAL-SENSITIVE" })]))).toBe("OFFICIAL-SENSITIVE");
  });
});

test("a record says what it holds and nothing of what is empty", () => {
  expect(headOf(record([]))).toBe("Ada Quellfrost");
  expect(factsOf(record([]))).toEqual([["Given names", "Ada"], ["Family name", "Quellfrost"], ["Also known as", "Addy Frost"], ["Born", "12/03/1994"]]);
});

describe("the picture", () => {
  test("each stands once, those of the second step by the way that leads to them", () => {
    const { spots, ways, rows, left } = pictureOf(record([link("cal"), link("cal", { role: "partner" }), link("eve")], [far("dan", "cal"), far("fay", "cal"), far("eve", "cal")]));
    expect(spots.map(({ id, step, row }) => [id, step, row])).toEqual([["ada", 0, 1], ["cal", 1, 0.5], ["dan", 2, 0], ["fay", 2, 1], ["eve", 1, 2]]);
    expect(ways).toContainEqual(["nominal cal", "nominal dan"]);
    expect(ways).toContainEqual(["nominal cal", "nominal eve"]);
    expect([rows, left]).toEqual([3, 0]);
  });
  test("it says how many stand in the list only", () => {
    const many = Array.from({ length: 30 }, (_, at) => link(`p${at}`));
    const { spots, left } = pictureOf(record(many, [far("dan", "p29")]));
    expect(spots.length - 1 + left).toBe(31);
  });
  test("a warning that has run out is not drawn as one", () => {
    const { spots } = pictureOf(record([link("cal", { markers: [warned("WE", "critical", true), warned("SU", "high")] })]));
    expect(spots.find(({ id }) => id === "cal")?.warning?.code).toBe("SU");
  });
});

describe("a call that is being taken", () => {
  const item = (markers: Warned[], linked: RecordLink[]) => ({ kind: "phone", id: "1", band: "strong" as const, why: [], title: "", detail: null, source: "", changed_on: "2026-01-01", classification: "OFFICIAL", exercise: true, markers, reports: [], linked });
  const known = (...linked: RecordLink[]): KnownOfCall => ({ number: { items: [item([], linked)], ask: "", warnings: [], searched: [] }, place: null });

  test("warnings of those linked count once, worst first, without what has run out or moved away", () => {
    const told = known(link("a", { markers: [warned("SU", "high"), warned("FI", "critical", true)] }), link("b", { markers: [warned("WE", "critical"), warned("SU", "high")] }), link("c", { valid_to: "2020-01-01", markers: [warned("XP", "critical")] }));
    expect(warningsOf(told).map(({ code }) => code)).toEqual(["WE", "SU"]);
  });
  test.each([["E", "S"], ["R", "S"], ["S", null], ["I", null]])("with a weapon known, %s suggests %s", (grade, suggested) => {
    expect(suggestedGrade(grade, known(link("a", { markers: [warned("WE", "critical")] })))?.grade ?? null).toBe(suggested);
  });
  test("nothing grave suggests nothing", () => {
    expect(suggestedGrade("E", known(link("a", { markers: [warned("AT", "medium")] })))).toBeNull();
  });
});

test("a record says in one small line who they are in it, how it came to be known and how long it is kept", () => {
  const fields = { source_system: "Custody", subject_category: "victim", fact_or_opinion: "opinion", provenance: "custody record", changed_at: "2026-05-02T10:00:00Z", retention_group: 3, review_on: "2027-05-02", handling: "", is_exercise: false };
  expect(keptWords({ ...record([]), fields })).toBe("Custody · victim · opinion · from custody record · changed 2 May 2026 · review group 3 · review 2 May 2027");
  expect(keptWords({ ...record([]), kind: "event", fields: { source_system: "Crime reports" } })).toBe("Crime reports");
});

test("a link says as what somebody is in it, whose judgement it is and how it came to be known", () => {
  expect(linkWords(link("bo", { subject_category: "suspect", provenance: "intelligence", fact_or_opinion: "opinion" }))).toBe("Person · lives at · suspect · made up · from intelligence · opinion");
  expect(linkWords(far("cy", "bo"))).toBe("Person · lives at · made up");
});
