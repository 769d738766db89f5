import { openDB } from "idb";
import { beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { fakeLocks } from "../fakes/locks.ts";
import { at, card, handset } from "../fakes/rows.ts";

let name = 0;
let store: Store;
const database = () => openDB(`test-${name}`);
const command = (status: string) => ({ kind: "set_status" as const, fields: { status }, id: crypto.randomUUID(), occurredAt: at(1), tapped: { page: "p", at: 0 } });

beforeEach(async () => {
  name++;
  store = await openStore(`test-${name}`, fakeLocks());
});

const held = { handset: handset({ cards: [card()] }), heardAt: at(5) };

/** Every byte that the disk holds, as text. */
async function onDisk(): Promise<string> {
  const drawers = await Promise.all(["sealed", "outbox"].map(async (drawer) => (await database()).getAll(drawer)));
  return drawers.flat().map(({ data }: { data: ArrayBuffer }) => new TextDecoder("latin1").decode(data)).join("");
}

describe("what is kept", () => {
  test("comes back, with the time of the last word beside it", async () => {
    await store.update("handset", () => held);
    expect(await (await openStore(`test-${name}`, fakeLocks())).read("handset")).toEqual(held);
  });

  test("cannot be read on the disk", async () => {
    await store.update("handset", () => held);
    await store.enqueue(command("6"));
    const bytes = await onDisk();
    expect(bytes.length).toBeGreaterThan(500);
    for (const word of ["Roman Road", "smashing", "Holt", "set_status"]) expect(bytes).not.toContain(word);
  });

  test("is sealed by a key that nobody can export", async () => {
    await store.update("handset", () => held);
    const key = (await (await database()).get("keys", "data")) as CryptoKey;
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  });

  test("is changed in turns: no change is lost", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.update("alerts", (list) => [...(list ?? []), String(i)])));
    expect(await store.read("alerts")).toHaveLength(20);
  });
});

describe("the outbox", () => {
  test("keeps the order of the taps over a restart", async () => {
    for (const status of ["5", "6", "2"]) await store.enqueue(command(status));
    const again = await openStore(`test-${name}`, fakeLocks());
    expect((await again.outbox()).map(({ fields }) => fields)).toEqual([{ status: "5" }, { status: "6" }, { status: "2" }]);
  });

  test("an answered command stays in its place until it is taken out", async () => {
    const first = await store.enqueue(command("5"));
    await store.enqueue(command("6"));
    await store.markAnswered(first);
    expect((await store.outbox()).map(({ state }) => state)).toEqual(["answered", "waiting"]);
    await store.dequeue([first.n]);
    expect(await store.outbox()).toHaveLength(1);
  });
});

describe("a wipe", () => {
  test("leaves no key, no record and no command, but the device keeps its name", async () => {
    await store.update("handset", () => held);
    await store.enqueue(command("5"));
    await store.noteFact("deviceId", "device-1");
    await store.wipe();
    const kept = await database();
    expect(await kept.getAllKeys("keys")).toEqual([]);
    expect(await onDisk()).toBe("");
    expect(await store.fact("deviceId")).toBe("device-1");
  });

  test("makes what was copied before unreadable", async () => {
    await store.update("handset", () => held);
    const copied = await (await database()).get("sealed", "handset");
    await store.wipe();
    await store.update("alerts", () => []);
    await (await database()).put("sealed", copied, "handset");
    expect(await store.read("handset")).toBeUndefined();
  });
});
