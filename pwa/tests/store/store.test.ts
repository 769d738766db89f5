import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { newKey, seal } from "../../src/store/vault.ts";
import { revoked } from "../../src/sync/session.ts";
import { fakeLocks } from "../fakes/locks.ts";
import { at, card, handset } from "../fakes/rows.ts";

let name = 0;
let store: Store;
const database = () => openDB(`test-${name}`);
const command = (status: string) => ({ kind: "set_status" as const, fields: { status }, id: crypto.randomUUID(), occurredAt: at(1), tapped: { page: "p", at: 0 } });

const HOLT = { id: "o1", rank: "PC", name: "Amira Holt" };
/** What the server releases to one officer, and to another. */
const HERS = btoa("h".repeat(32)), HIS = btoa("x".repeat(32));
const reopened = (): Promise<Store> => openStore(`test-${name}`, fakeLocks());

beforeEach(async () => {
  name++;
  store = await reopened();
  await store.unlock(HERS, HOLT);
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
    expect(await (await reopened()).read("handset")).toEqual(held);
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
    const { lease } = (await (await database()).get("keys", "data")) as { lease: CryptoKey };
    expect(lease.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", lease)).rejects.toThrow();
  });

  test("is changed in turns: no change is lost", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.update("alerts", (list) => [...(list ?? []), String(i)])));
    expect(await store.read("alerts")).toHaveLength(20);
  });
});

describe("the outbox", () => {
  test("keeps the order of the taps over a restart", async () => {
    for (const status of ["5", "6", "2"]) await store.enqueue(command(status));
    const again = await reopened();
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

describe("a session that was ended by the server", () => {
  const told = async (): Promise<void> => {
    await store.update("handset", () => held);
    await store.update("briefs", () => ({}));
    await store.update("alerts", () => ["t1"]);
  };

  test("leaves what waits to be sent, which only the key that the server releases to its owner opens", async () => {
    await told();
    await store.update("needs", () => []);
    await store.enqueue(command("5"));
    await store.enqueue(command("6"));
    await revoked(store);
    expect([await store.outbox(), await store.lockedAway(), await store.isOpen()]).toEqual([[], 2, false]);
    expect(await store.read("owner")).toEqual(HOLT);
    expect(await (await database()).getAllKeys("sealed")).toEqual(["needs", "owner"]);
    expect([await store.unlock(HIS, HOLT), await store.lockedAway()]).toEqual([false, 2]);
    expect([await store.unlock(HERS, HOLT), await store.lockedAway()]).toEqual([true, 0]);
    expect(await store.outbox()).toMatchObject([{ fields: { status: "5" }, n: 1 }, { fields: { status: "6" }, n: 2 }]);
    expect(await store.read("needs")).toEqual([]);
  });

  test("leaves no key on the disk that opens what is kept", async () => {
    await told();
    await store.enqueue(command("5"));
    await revoked(store);
    const base = await database();
    const [sealed] = await base.getAll("outbox");
    const kept = (await base.getAll("keys")).flatMap((key) => (key instanceof CryptoKey ? [key] : Object.values(key).filter((part) => part instanceof CryptoKey)));
    expect(kept).toHaveLength(1);
    await expect(crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, kept[0] as CryptoKey, sealed.data)).rejects.toThrow();
  });

  test("opens again without a network for as long as its lease is here", async () => {
    await told();
    const cold = await reopened();
    expect([await cold.isOpen(), await cold.read("handset")]).toEqual([true, held]);
  });

  test("makes what somebody copied before unreadable", async () => {
    await told();
    await store.enqueue(command("5"));
    const copied = await (await database()).get("sealed", "handset");
    await revoked(store);
    await (await database()).put("sealed", copied, "handset");
    await store.unlock(HERS, HOLT);
    expect(await store.read("handset")).toBeUndefined();
  });

  test("leaves nothing at all when nothing waits", async () => {
    await told();
    await revoked(store);
    expect([await onDisk(), await (await database()).getAllKeys("keys")]).toEqual(["", []]);
  });

  test("still knows its owner when two tabs find out at once: nobody else may send what waits", async () => {
    await told();
    await store.enqueue(command("5"));
    await Promise.all([revoked(store), revoked(await reopened())]);
    expect([await store.read("owner"), await store.lockedAway()]).toEqual([HOLT, 1]);
  });

  test("loses no action that is tapped meanwhile", async () => {
    await told();
    const tapped = Array.from({ length: 8 }, (_, i) => store.enqueue(command(String(i))));
    await Promise.all([store.enqueue(command("first")), revoked(store), ...tapped, store.enqueue(command("last"))]);
    expect(await store.lockedAway()).toBe(10);
    await store.unlock(HERS, HOLT);
    expect(await store.outbox()).toHaveLength(10);
  });
});

describe("a device of before there were locks", () => {
  test("works on by its old key, and everything is sealed anew when the server releases one", async () => {
    const base = await openDB(`old-${name}`, 1, { upgrade: (fresh) => { for (const drawer of ["keys", "sealed", "plain"]) fresh.createObjectStore(drawer); fresh.createObjectStore("outbox", { autoIncrement: true }); } });
    const old = await newKey();
    await base.put("keys", old, "data");
    await base.put("sealed", await seal(old, held), "handset");
    await base.put("sealed", await seal(old, HOLT), "owner");
    await base.add("outbox", await seal(old, { ...command("5"), state: "waiting" }));
    base.close();
    const updated = await openStore(`old-${name}`, fakeLocks());
    await updated.enqueue(command("6"));
    expect([await updated.isOpen(), await updated.read("owner"), (await updated.outbox()).length]).toEqual([false, HOLT, 2]);
    expect(await updated.unlock(HERS, HOLT)).toBe(true);
    expect([await updated.isOpen(), await updated.read("handset"), await updated.read("owner")]).toEqual([true, held, HOLT]);
    expect((await updated.outbox()).map(({ fields, n }) => [fields, n])).toEqual([[{ status: "5" }, 1], [{ status: "6" }, 2]]);
  });
});

describe("a full disk", () => {
  afterEach(() => { vi.restoreAllMocks(); });
  const fill = (): void => { vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => { throw new DOMException("full", "QuotaExceededError"); }); };

  test("still shows what is told, says that it is full, and keeps it once there is room", async () => {
    await store.update("handset", () => held);
    fill();
    await store.update("handset", () => ({ ...held, heardAt: at(6) }));
    expect([await store.read("handset"), store.isFull()]).toEqual([{ ...held, heardAt: at(6) }, true]);
    vi.restoreAllMocks();
    await store.update("handset", (known) => known && { ...known, heardAt: at(7) });
    expect(store.isFull()).toBe(false);
    expect(await (await reopened()).read("handset")).toEqual({ ...held, heardAt: at(7) });
  });

  test("that has no room for a key either is worked on from memory, until the page is closed or the session over", async () => {
    await store.wipe();
    const add = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => { throw new DOMException("full", "QuotaExceededError"); });
    fill();
    expect(await store.unlock(HERS, HOLT)).toBe(true);
    await store.update("handset", () => held);
    expect([await store.isOpen(), await store.isFull(), await store.read("handset"), await store.read("owner")]).toEqual([true, true, held, HOLT]);
    await expect(store.enqueue(command("5"))).rejects.toThrow("full");
    add.mockRestore();
    await revoked(store);
    expect([await store.isOpen(), await store.read("handset")]).toEqual([false, undefined]);
  });

  test("lets an answered command go: it would block what is behind it", async () => {
    const first = await store.enqueue(command("5"));
    fill();
    await store.markAnswered(first);
    expect(await store.outbox()).toEqual([]);
  });
});

describe("a newer version of the drawers", () => {
  beforeEach(() => { vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }); });
  afterEach(() => { vi.useRealTimers(); });

  test("opens at once when the other tab lets go, tells it so, and loses nothing", async () => {
    await store.enqueue(command("5"));
    const replaced = vi.fn();
    const old = await openStore(`test-${name}`, fakeLocks(), { onReplaced: replaced });
    await old.enqueue(command("6"));
    const heldUp = vi.fn();
    const fresh = await openStore(`test-${name}`, fakeLocks(), { version: 3, onHeldUp: heldUp });
    expect(await fresh.outbox()).toHaveLength(2);
    expect(replaced).toHaveBeenCalledOnce();
    expect(heldUp).not.toHaveBeenCalled();
  });

  test("waits three seconds for a tab that holds on, then asks, and opens with everything when it is closed", async () => {
    await store.enqueue(command("5"));
    const other = await openDB(`test-${name}`, 2);
    const heldUp = vi.fn();
    const opening = openStore(`test-${name}`, fakeLocks(), { version: 3, onHeldUp: heldUp });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    vi.advanceTimersByTime(2_900);
    expect(heldUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(heldUp).toHaveBeenCalledOnce();
    other.close();
    expect(await (await opening).outbox()).toMatchObject([{ fields: { status: "5" } }]);
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
    await store.unlock(HERS, HOLT);
    await (await database()).put("sealed", copied, "handset");
    expect(await store.read("handset")).toBeUndefined();
  });
});
