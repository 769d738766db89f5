import { expect, test } from "vitest";
import type { KnownItem, KnownOfCall, KnownPart } from "../../src/domain/lookup.ts";
import { namedElsewhere, questionOf, stillOf } from "../../src/screens/board/panels/known-of-call.tsx";

const item = (id: string, ...linked: string[]): KnownItem => ({ id, linked: linked.map((one) => ({ id: one })) }) as unknown as KnownItem;
const part = (...items: KnownItem[]): KnownPart => ({ items, warnings: [], searched: [], ask: "" }) as unknown as KnownPart;
const known: KnownOfCall = { number: part(item("phone", "nadia")), place: part(item("house", "keith")) };

test("what was answered for another number is gone with its first changed digit, and what is known of the place stays", () => {
  const of = questionOf({ caller_number: "07700 900009", address: "32 Wharf Hill, Hackney" });
  const now = questionOf({ caller_number: "07700 900008", address: "32 Wharf Hill, Hackney" });
  expect(stillOf(of, of, known)).toEqual(known);
  expect(stillOf(now, of, known)).toEqual({ number: null, place: known.place });
  expect(stillOf(null, of, known)).toEqual({ number: null, place: null });
});

test("who was named for a number that has been corrected is told apart from who is known of this one", () => {
  const named = ["nadia", "keith"].map((id) => ({ kind: "nominal", id, line: id }));
  expect(namedElsewhere(named, known)).toEqual([]);
  expect(namedElsewhere(named, { number: part(item("other", "somebody")), place: known.place }).map(({ id }) => id)).toEqual(["nadia"]);
});
