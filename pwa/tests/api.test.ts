import { afterEach, expect, test, vi } from "vitest";
import { command, get } from "../src/api/client.ts";
import { ApiError, NoAnswer, sentenceFor, wholeSentenceFor } from "../src/api/errors.ts";

afterEach(() => { vi.unstubAllGlobals(); });

const answering = (body: string, init: ResponseInit) => vi.stubGlobal("fetch", vi.fn(async () => new Response(body, init)));
const json = { "Content-Type": "application/json" };

test("a captive portal's page is no answer, whatever its status", async () => {
  answering("<h1>Free Wi-Fi</h1>", { status: 200, headers: { "Content-Type": "text/html" } });
  await expect(get("/api/handset")).rejects.toBeInstanceOf(NoAnswer);
  answering("<h1>Sign in to Wi-Fi</h1>", { status: 403, headers: { "Content-Type": "text/html" } });
  await expect(get("/api/handset")).rejects.toBeInstanceOf(NoAnswer);
});

test("an answer cut off in the middle is no answer", async () => {
  answering('{"id": "c1", "outc', { status: 200, headers: json });
  await expect(get("/api/handset")).rejects.toBeInstanceOf(NoAnswer);
});

test("no network is no answer, in words for the officer", async () => {
  vi.stubGlobal("fetch", vi.fn(async () => { throw new TypeError("Failed to fetch"); }));
  const failure = await get("/api/handset").catch((error: unknown) => error);
  expect(sentenceFor(failure)).toContain("does not answer");
});

test("our server's own error keeps its sentence and its fields", async () => {
  answering(JSON.stringify({ code: "invalid", message: "Look at the marked fields.", details: { text: ["Too long."] }, request_id: "r" }), { status: 422, headers: json });
  const failure = await get("/api/handset").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ status: 422, code: "invalid", message: "Look at the marked fields.", details: { text: ["Too long."] } });
});

test("a command goes to its own address with its own id", async () => {
  answering(JSON.stringify({ id: "c1", outcome: "done" }), { status: 200, headers: json });
  await command("set_status", { id: "c1", occurred_at: "2026-11-22T14:00:00Z", status: "5" });
  const [address, init] = vi.mocked(fetch).mock.calls[0] ?? [];
  expect(address).toBe("/api/commands/set_status");
  expect(JSON.parse(String(init?.body))).toMatchObject({ id: "c1", status: "5" });
});

test("a form without fields of its own to mark says what is wrong in each", () => {
  const wrong = new ApiError(422, "invalid", "Some fields are not right.", { born: ["This day does not exist."], where: ["Too long."] });
  expect(wholeSentenceFor(wrong)).toBe("Some fields are not right. This day does not exist. Too long.");
  expect(wholeSentenceFor(new NoAnswer())).toBe(sentenceFor(new NoAnswer()));
});
