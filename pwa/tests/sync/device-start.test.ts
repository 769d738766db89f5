// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { startDevice } from "../../src/sync/device.ts";
import { fakeLocks } from "../fakes/locks.ts";
import { at, codes, handset, officer } from "../fakes/rows.ts";

vi.mock("../../src/sync/link.ts", () => ({ openLink: () => ({ nudge: () => undefined, watch: () => undefined, close: () => undefined }) }));

const session = { officer, demo: true, expires_at: at(59) };
const ANSWERS: Record<string, unknown> = {
  "/api/session": session,
  "/api/session/device-key": { key: btoa("k".repeat(32)) },
  "/api/handset": handset(),
  "/api/codes": codes,
};
let name = 0;
let answers: Record<string, unknown> = {};

beforeEach(() => {
  answers = {};
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  vi.stubGlobal("fetch", vi.fn(async (address: string) => {
    if (!(address in answers)) throw new TypeError("no network");
    const body = answers[address];
    return new Response(JSON.stringify(body), { status: body === null ? 401 : 200, headers: { "Content-Type": "application/json" } });
  }));
});
afterEach(() => { vi.unstubAllGlobals(); });

async function started() {
  const device = startDevice(await openStore(`start-${++name}`, fakeLocks()), "device-1");
  await vi.waitFor(() => { expect(device.view.get().phase).not.toBe("opening"); });
  return device;
}

test("whoever is signed in and starts without an answer is let in as soon as there is one", async () => {
  const { view } = await started();
  expect(view.get().phase).toBe("signed-out");
  answers = ANSWERS;
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => { expect(view.get().phase).toBe("ready"); });
});

test("whoever is told that nobody is signed in is asked to sign in, and it is not asked again", async () => {
  answers = { ...ANSWERS, "/api/session": null };
  const { view } = await started();
  expect(view.get().phase).toBe("signed-out");
  const asked = vi.mocked(fetch).mock.calls.length;
  dispatchEvent(new Event("online"));
  expect(vi.mocked(fetch).mock.calls.length).toBe(asked);
});
