import { expect, test } from "vitest";
import { optionsFor, read, type Pushed } from "../../src/sw/alert.ts";

const notification = { title: "Bluelamp", body: "Something needs you.", data: { k: "tasking", r: "token" } };
const said = { title: "Bluelamp", body: "Something needs you.", kind: "tasking", receipt: "token" };
const push = (given: unknown): Pushed => given as Pushed;

test("both forms of a push are read alike", () => {
  expect(read(push({ data: { json: () => ({ web_push: 8030, notification }) } }))).toEqual(said);
  expect(read(push({ notification, data: null }))).toEqual(said);
});

test.each([
  ["nothing", { data: null }],
  ["what is no JSON", { data: { json: () => { throw new SyntaxError("no"); } } }],
  ["JSON of another kind", { data: { json: () => ({ hello: 1 }) } }],
  ["JSON null", { data: { json: () => null } }],
])("%s is shown all the same, and gives no receipt", (_, event) => {
  expect(read(push(event))).toMatchObject({ title: "Bluelamp", receipt: "" });
});

test("a tasking can be accepted and read, a change only read, a test neither", () => {
  const actions = (kind: string) => (optionsFor({ ...said, kind }) as { actions: { action: string }[] }).actions.map(({ action }) => action);
  expect([actions("tasking"), actions("changed"), actions("message"), actions("test")]).toEqual([["accept", "read"], ["read"], ["read"], []]);
});

test("a check makes no sound and leaves one line only, however often it comes", () => {
  const check = optionsFor({ ...said, kind: "check" });
  expect(check).toMatchObject({ silent: true, requireInteraction: false, tag: "check" });
  expect(check).not.toHaveProperty("vibrate");
  expect(optionsFor(said)).toHaveProperty("vibrate");
});

test("no notification takes the place of another", () => {
  expect(optionsFor(said).tag).not.toBe(optionsFor({ ...said, receipt: "other" }).tag);
});
