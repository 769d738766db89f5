import { afterEach, expect, test } from "vitest";
import type { OpenedRecord } from "../../src/domain/lookup.ts";
import { lookedUp, noteLookedUp } from "../../src/screens/lookup/looked-up.ts";

const record = (id: string, family: string): OpenedRecord => ({ kind: "nominal", id, fields: { given_names: ["Nadia"], family_name: family }, identifiers: [], markers: [], links: [], further: [], golden: null, named_in: [] }) as unknown as OpenedRecord;
const held = (...records: OpenedRecord[]) => ({ kind: "people" as const, typed: "", born: "", postcode: "", looks: "", found: null, at: 0, trail: records.map((one) => ({ record: one, at: 0 })) });

afterEach(() => lookedUp.set([]));

test("a record that was opened for the job can be named in a report, once", () => {
  noteLookedUp(held(record("n1", "Osei")));
  noteLookedUp(held(record("n1", "Osei"), record("n2", "Quill")));
  noteLookedUp(held(record("n1", "Osei")));
  expect(lookedUp.get().map(({ id, line }) => [id, line])).toEqual([["n1", "Nadia Osei"], ["n2", "Nadia Quill"]]);
});

test("it is forgotten with the lookups", () => {
  noteLookedUp(held(record("n1", "Osei")));
  noteLookedUp(null);
  expect(lookedUp.get()).toEqual([]);
});
