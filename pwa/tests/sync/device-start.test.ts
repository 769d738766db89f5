// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { startDevice } from "../../src/sync/device.ts";
import type { LinkOptions } from "../../src/sync/link.ts";
import { fakeLocks } from "../fakes/locks.ts";
import { at, codes, handset, officer } from "../fakes/rows.ts";

let link: LinkOptions | null = null;
vi.mock("../../src/sync/link.ts", () => ({
  openLink: (options: LinkOptions) => {
    link = options;
    return { nudge: () => undefined, watch: () => undefined, close: () => undefined, ack: () => undefined, beat: () => undefined };
  },
}));

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
  link = null;
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

async function linked() {
  answers = ANSWERS;
  const device = await started();
  await vi.waitFor(() => { expect(link).not.toBeNull(); });
  link?.onState({ kind: "live", heardAt: Date.now() });
  return device;
}

test("a picture that could not be read when a partner booked the crew on is read again, though the link is live", async () => {
  const off = handset({ feed: null, duty: null, unit: null });
  answers = { ...ANSWERS, "/api/handset": off };
  const device = startDevice(await openStore(`start-${++name}`, fakeLocks()), "device-1");
  await vi.waitFor(() => { expect(link).not.toBeNull(); });
  link?.onState({ kind: "live", heardAt: Date.now() });
  // The server is too busy to tell it in this moment.
  const { "/api/handset": _, ...busy } = ANSWERS;
  answers = busy;
  link?.onWatching({ epoch: off.epoch, server_time: at(1), feeds: { [String(handset().feed)]: 1 } });
  await Promise.resolve();
  expect(device.view.get().handset?.duty).toBeNull();
  answers = ANSWERS;
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => { expect(device.view.get().handset?.duty).not.toBeNull(); });
});

test("what is told of the duty that we hold is no reason to read it all again", async () => {
  await linked();
  link?.onWatching({ epoch: handset().epoch, server_time: at(1), feeds: { [String(handset().feed)]: handset().seq } });
  const asked = vi.mocked(fetch).mock.calls.filter(([address]) => address === "/api/handset").length;
  dispatchEvent(new Event("online"));
  await Promise.resolve();
  expect(vi.mocked(fetch).mock.calls.filter(([address]) => address === "/api/handset")).toHaveLength(asked);
});

test("a call for help is sent from memory when the browser has taken the disk away under the open page", async () => {
  answers = ANSWERS;
  const store = await openStore(`start-${++name}`, fakeLocks());
  const device = startDevice(store, "device-1");
  await vi.waitFor(() => { expect(device.view.get().handset).not.toBeNull(); });
  const gone = (): Promise<never> => Promise.reject(new DOMException("The database connection is closing.", "InvalidStateError"));
  Object.assign(store, { read: gone, outbox: gone, enqueue: gone, update: gone, lockedAway: gone });
  await device.act("raise_emergency", { emergency_id: "e1" });
  expect(device.view.get()).toMatchObject({ cannotStore: true, handset: { emergency: { id: "e1" } } });
  answers = { ...ANSWERS, "/api/commands/raise_emergency": { outcome: "done", message: null } };
  await device.sendAll();
  await vi.waitFor(() => { expect(device.view.get().cannotStore).toBe(false); });
  expect(vi.mocked(fetch).mock.calls.map(([address]) => address)).toContain("/api/commands/raise_emergency");
});

async function withoutDisk() {
  answers = ANSWERS;
  const store = await openStore(`start-${++name}`, fakeLocks());
  const device = startDevice(store, "device-1");
  await vi.waitFor(() => { expect(device.view.get()).toMatchObject({ phase: "ready", handset: { officer: { id: officer.id } } }); });
  const gone = (): Promise<never> => Promise.reject(new DOMException("The database connection is closing.", "InvalidStateError"));
  Object.assign(store, { fact: gone, read: gone, outbox: gone, enqueue: gone, update: gone, lockedAway: gone, wipe: gone, lockAllBut: gone, wipeAllBut: gone, dequeue: gone });
  return device;
}

test("a refusal that the disk cannot keep is shown, and does not hold up what is tapped after it", async () => {
  const device = await withoutDisk();
  answers = {
    ...ANSWERS,
    "/api/commands/set_status": { outcome: "refused", message: "You are not on duty." },
  };
  await device.act("set_status", { status: "5" });
  await vi.waitFor(() => { expect(device.view.get().needs).toMatchObject([{ sentence: "You are not on duty." }]); });
  await device.act("set_status", { status: "6" });
  await vi.waitFor(() => { expect(device.view.get().needs).toHaveLength(2); });
  expect([device.view.get().waiting, device.view.get().cannotStore, device.isAlone()]).toEqual([[], true, true]);
  for (const need of device.view.get().needs) await device.dealtWith(need);
  expect([device.view.get().needs, device.isAlone()]).toEqual([[], false]);
});

test("who signs out is out, here and there, though the disk that should forget them is gone", async () => {
  const device = await withoutDisk();
  answers = { "/api/session": session };
  await device.signOut();
  expect(device.view.get()).toMatchObject({ phase: "signed-out", handset: null, session: null });
  expect(vi.mocked(fetch).mock.calls.at(-1)).toMatchObject(["/api/session", { method: "DELETE" }]);
});

test("a device that is revoked by its socket shows nothing more though the disk is gone", async () => {
  const device = await withoutDisk();
  await vi.waitFor(() => { expect(link).not.toBeNull(); });
  answers = { "/api/session": null };
  link?.onState({ kind: "signed-out", reason: "revoked" });
  await vi.waitFor(() => { expect(device.view.get()).toMatchObject({ phase: "signed-out", handset: null }); });
});

test("a session that is over is over though the disk is gone, and the next start shows nothing of it and tells of the lost tap", async () => {
  const device = await withoutDisk();
  answers = { "/api/commands/raise_emergency": null };
  await device.act("raise_emergency", { emergency_id: "e1" });
  await vi.waitFor(() => { expect(device.view.get()).toMatchObject({ phase: "signed-out", handset: null, session: null }); });
  expect(device.isAlone()).toBe(false);
  answers = {};
  const again = startDevice(await openStore(`start-${name}`, fakeLocks()), "device-1");
  await vi.waitFor(() => { expect(again.view.get().phase).toBe("signed-out"); });
  expect([again.view.get().handset, await again.store.read("handset"), (await again.store.fact("lost"))?.count]).toEqual([null, undefined, 1]);
});

test("somebody off duty whom no socket reaches finds the duty that a partner booked, and does not ask all the time", async () => {
  answers = { ...ANSWERS, "/api/handset": handset({ feed: null, duty: null, unit: null }) };
  const clock = vi.spyOn(Date, "now");
  const device = await started();
  await vi.waitFor(() => { expect(device.view.get()).toMatchObject({ phase: "ready", handset: { duty: null } }); });
  answers = ANSWERS;
  const asked = vi.mocked(fetch).mock.calls.length;
  dispatchEvent(new Event("online"));
  await new Promise((done) => { setTimeout(done); });
  expect(vi.mocked(fetch).mock.calls.slice(asked).filter(([address]) => address === "/api/handset")).toEqual([]);
  clock.mockReturnValue(Date.now() + 31_000);
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => { expect(device.view.get().handset?.duty).not.toBeNull(); });
  clock.mockRestore();
});

test("fixes go by the other way where no socket comes through", async () => {
  answers = { ...ANSWERS, "/api/fixes": { stored: 1, off_duty: 0, refused: [] } };
  const device = await started();
  expect(await device.sendFixes([])).toBe(true);
  answers = ANSWERS;
  expect(await device.sendFixes([])).toBe(false);
});
