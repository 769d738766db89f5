import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { nothingKept, readKept, viewOf, type Kept } from "../../src/sync/kept.ts";
import { createOutgoing } from "../../src/sync/outgoing.ts";
import { handsetPicture } from "../../src/sync/picture.ts";
import { admit, leave, revoked, sessionOf } from "../../src/sync/session.ts";
import { fakeLocks } from "../fakes/locks.ts";
import { at, card, codes, handset, message, officer, snapshot } from "../fakes/rows.ts";
import { toStatus } from "../fakes/waiting.ts";

let name = 0;
let store: Store;
const now = Date.parse(at(30));
const session = { officer, demo: true, expires_at: at(59) };

const RELEASED = btoa("k".repeat(32));

/** The server's answers by address; whatever is not listed does not answer. */
function answering(answers: Record<string, unknown>) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", vi.fn(async (address: string, { method }: RequestInit) => {
    asked.push(`${method} ${address}`);
    if (!(address in answers)) throw new TypeError("no network");
    return new Response(JSON.stringify(answers[address]), { status: 200, headers: { "Content-Type": "application/json" } });
  }));
  return asked;
}

beforeEach(async () => {
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  store = await openStore(`parts-${++name}`, fakeLocks());
  await store.unlock(RELEASED, officer);
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("the picture on the device", () => {
  async function pictured(change = {}) {
    await store.update("handset", () => ({ handset: handset({ cards: [card()], ...change }), heardAt: at(5) }));
    let kept: Kept = await readKept(store, now);
    const told = { dutyEnded: 0, stored: [] as (number | undefined)[] };
    const picture = handsetPicture({
      store, kept: () => kept, now: () => now, stored: () => void told.stored.push(kept.handset?.seq),
      reload: async () => { kept = await readKept(store, now); },
      dutyEnded: async () => { told.dutyEnded++; },
    });
    return { picture, told, kept: () => kept };
  }

  test("moves its cursor with the data, and notes when it heard", async () => {
    const { picture, kept } = await pictured();
    await picture.apply("duty:d1", [message(1, "tasking.changed", card({ revision: 2, state: "acknowledged" }))]);
    expect(kept()).toMatchObject({ handset: { seq: 1, cards: [{ state: "acknowledged" }] }, heardAt: at(30) });
    expect(picture.cursor("duty:d1")).toEqual({ epoch: "epoch-1", seq: 1 });
  });

  test("knows only its own duty's feed", async () => {
    const { picture, kept } = await pictured();
    await picture.apply("duty:another", [message(1, "duty.ended", { duty_id: "x", at: at(1), reason: "" })]);
    expect(picture.cursor("duty:another")).toBeUndefined();
    expect(kept().handset?.duty).not.toBeNull();
  });

  test("tells of a withdrawal until the officer has dealt with it", async () => {
    const { picture, kept } = await pictured();
    await picture.apply("duty:d1", [message(1, "tasking.changed", card({ revision: 2, state: "withdrawn", end_reason: "withdrawn: Hoax" }))]);
    expect(kept()).toMatchObject({ handset: { cards: [] }, needs: [{ kind: "ended" }] });
  });

  const cameBack = {
    id: "r1", revision: 2, kind: "marker" as const, officer_id: officer.id, officer: "PC Amira Holt", callsign: "CE21", incident_id: "i1", cad: "4521/22NOV26", about: "Violent", urgent: false,
    subjects: [], state: "refused" as const, sent_at: at(1), received_at: at(1), decided_by: "Insp Bell", decided_at: at(20), reason: "Nothing new",
  };

  test("tells of a report that came back, and of no colleague's", async () => {
    const { picture, kept } = await pictured();
    await picture.apply("duty:d1", [message(1, "report.changed", cameBack), message(2, "report.changed", { ...cameBack, id: "r2", officer_id: "somebody" })]);
    expect(kept()).toMatchObject({ handset: { reports: [{ id: "r1" }] }, needs: [{ kind: "returned", id: "r1" }] });
  });

  test("a report that came back while nobody was on duty is told at the next start, and not again once it was dealt with", async () => {
    const { picture, kept } = await pictured();
    answering({ "/api/handset": snapshot({ through: 9, server_time: at(25), reports: [cameBack] }), "/api/codes": codes() });
    await picture.startOver("test");
    expect(kept().needs.map(({ id, kind }) => [id, kind])).toContainEqual(["r1", "returned"]);
    await store.update("needs", () => []);
    await store.update("alerts", () => ["need/r1"]);
    await picture.startOver("again");
    expect(kept().needs.map(({ kind }) => kind)).not.toContain("returned");
  });

  test("what came as a whole is told as stored, like what came message by message", async () => {
    const { picture, told } = await pictured();
    answering({ "/api/handset": snapshot({ epoch: "restored", through: 7, cards: [card()] }), "/api/codes": codes() });
    await picture.startOver("another epoch");
    expect(told.stored).toEqual([7]);
  });

  test("a snapshot that is older than what another tab has stored meanwhile takes nothing away again", async () => {
    const { picture, kept } = await pictured();
    answering({ "/api/handset": snapshot({ through: 9, cards: [card()] }), "/api/codes": codes() });
    await picture.startOver("test");
    await picture.apply("duty:d1", [message(10, "tasking.changed", card({ id: "t9", revision: 2 }))]);
    await picture.startOver("a tab that began before that");
    expect(kept().handset?.cards.map(({ id }) => id)).toContain("t9");
    expect(kept().needs).toEqual([]);
    answering({ "/api/handset": snapshot({ epoch: "restored", through: 3, cards: [] }), "/api/codes": codes() });
    await picture.startOver("a restored database has lower numbers");
    expect(kept().handset).toMatchObject({ epoch: "restored", seq: 3, cards: [] });
  });

  test("starts over with a snapshot, the code lists only when they changed, and what is still asked", async () => {
    const { picture, kept } = await pictured();
    const asked = answering({
      "/api/handset": snapshot({ through: 9, confirmations: [{ command_id: "c1", kind: "set_status", asked: "Still so?", occurred_at: at(2), body: { status: "2" } }] }),
      "/api/codes": codes(),
    });
    await picture.startOver("test");
    await picture.startOver("test");
    expect(asked.filter((one) => one.endsWith("/api/codes"))).toHaveLength(1);
    expect(kept()).toMatchObject({ handset: { seq: 9, cards: [] }, codes: { version: "1" } });
    expect(kept().needs.map(({ kind }) => kind)).toEqual(["ended", "asked"]);
  });

  test("names what it cannot take in to the officer, in a message and in a snapshot, once", async () => {
    const { picture, kept } = await pictured();
    const poison = { ...card({ id: "t2" }), incident: null };
    await picture.apply("duty:d1", [message(1, "tasking.assigned", poison)]);
    answering({ "/api/handset": snapshot({ through: 9, cards: [poison as never, card()] }), "/api/codes": codes() });
    await picture.startOver("test");
    await picture.startOver("test");
    expect(kept().needs.map(({ kind, id }) => `${kind} ${id}`)).toEqual(["unread duty:d1/1", "unread t2"]);
    expect(kept().handset).toMatchObject({ seq: 9, cards: [{ id: "t1" }] });
  });

  test("hands the end of the duty on", async () => {
    const { picture, told } = await pictured();
    await picture.apply("duty:d1", [message(1, "duty.ended", { duty_id: "d1", at: at(9), reason: "booked off" })]);
    expect(told.dutyEnded).toBe(1);
  });
});

describe("what lies on the device", () => {
  const held = { handset: handset({ cards: [card()] }), heardAt: at(0) };
  const thirteenHours = Date.parse(at(0)) + 13 * 3_600_000;

  test("is forgotten after twelve hours without a word", async () => {
    await store.update("handset", () => held);
    expect(await readKept(store, thirteenHours)).toEqual(nothingKept);
    expect(await store.read("handset")).toBeUndefined();
  });

  test("is kept while something waits to be sent", async () => {
    await store.update("handset", () => held);
    await store.enqueue({ ...toStatus("6"), id: "c-late" });
    expect(await readKept(store, thirteenHours)).toMatchObject({ outbox: [], lockedAway: 1, owner: { id: officer.id } });
  });

  test("shows waiting commands on top, and counts only those that wait", async () => {
    await store.update("handset", () => held);
    const answered = await store.enqueue(toStatus("5"));
    await store.enqueue(toStatus("6"));
    await store.markAnswered(answered);
    const view = viewOf(await readKept(store, now), "ready", { kind: "connecting" }, []);
    expect(view.handset?.unit?.status).toBe("6");
    expect(view.waiting).toHaveLength(1);
  });
});

describe("what the officer does", () => {
  function outgoing(over: Store = store) {
    const seen = { caughtUp: 0, signedOut: 0, officer: "o1" };
    const made = createOutgoing({
      store: over, changed: async () => undefined, signedOut: () => { seen.signedOut++; }, quietly: async (work) => { await work(); },
      catchUp: async () => { seen.caughtUp++; }, owner: () => seen.officer,
    });
    return { made, seen };
  }

  test("stays on top of the picture until the feed has told of it", async () => {
    answering({ "/api/commands/set_status": { outcome: "done", message: null } });
    const { made, seen } = outgoing();
    await made.act("set_status", { status: "5" });
    await made.flush();
    await vi.waitFor(async () => expect(await store.outbox()).toEqual([]));
    expect(seen.caughtUp).toBe(1);
  });

  test("waits on the device while nobody answers", async () => {
    answering({});
    const { made } = outgoing();
    await made.act("set_status", { status: "5" });
    await made.flush();
    expect(await store.outbox()).toMatchObject([{ kind: "set_status", state: "waiting" }]);
  });

  test("is sent although the disk refuses it", async () => {
    const asked = answering({ "/api/commands/raise_emergency": { outcome: "done", message: null } });
    const full: Store = { ...store, enqueue: async () => { throw new DOMException("full", "QuotaExceededError"); } };
    const { made } = outgoing(full);
    const acting = made.act("raise_emergency", { emergency_id: "e1" });
    await vi.waitFor(() => expect(asked).toEqual(["POST /api/commands/raise_emergency"]));
    await acting;
    await made.flush();
    expect(made.unsaved()).toEqual([]);
  });

  test("is sent in nobody else's name, whatever the disk refused", async () => {
    const asked = answering({});
    const full: Store = { ...store, enqueue: async () => { throw new DOMException("full", "QuotaExceededError"); } };
    const { made, seen } = outgoing(full);
    await made.act("set_status", { status: "6" });
    await made.flush();
    const tries = asked.length;
    seen.officer = "o2";
    await made.flush();
    expect([asked.length, made.unsaved()]).toEqual([tries, []]);
    seen.officer = "o1";
    expect(made.unsaved()).toHaveLength(1);
    made.forget();
    expect(made.unsaved()).toEqual([]);
  });

  test("that neither the disk nor the server takes is held and said", async () => {
    answering({});
    const full: Store = { ...store, enqueue: async () => { throw new DOMException("full", "QuotaExceededError"); } };
    const { made } = outgoing(full);
    await made.act("set_status", { status: "6" });
    await made.flush();
    expect(viewOf(nothingKept, "ready", { kind: "connecting" }, made.unsaved())).toMatchObject({ cannotStore: true, waiting: [{}] });
  });
});

describe("who is let in", () => {
  const stranger = { ...session, officer: { ...officer, id: "somebody-else" } };
  const releasing = (key: string) => answering({ "/api/session/device-key": { key } });
  beforeEach(() => store.update("handset", () => ({ handset: handset({ cards: [card()] }), heardAt: at(5) })));

  test("the owner, whose key is asked for only when it is not here", async () => {
    const asked = releasing(RELEASED);
    expect([await admit(store, session), asked]).toEqual([true, []]);
    await store.enqueue(toStatus("6"));
    await revoked(store);
    expect(await admit(store, session)).toBe(true);
    expect(asked).toHaveLength(1);
    expect(await store.outbox()).toMatchObject([{ fields: { status: "6" } }]);
  });

  test("somebody else, when nothing is unsent: then nothing of the owner is left", async () => {
    releasing(btoa("s".repeat(32)));
    expect(await admit(store, stranger)).toBe(true);
    expect([await store.read("handset"), (await store.read("owner"))?.id]).toEqual([undefined, "somebody-else"]);
  });

  test("nobody else while something is unsent: it is locked, and waits for its owner", async () => {
    await store.enqueue(toStatus("6"));
    releasing(btoa("s".repeat(32)));
    expect([await admit(store, stranger), await store.isOpen(), await store.lockedAway()]).toEqual([false, false, 1]);
    releasing(RELEASED);
    expect([await admit(store, session), await store.lockedAway()]).toEqual([true, 0]);
  });

  test("not the owner either by another server's key, while something is unsent", async () => {
    await store.enqueue(toStatus("6"));
    await revoked(store);
    releasing(btoa("z".repeat(32)));
    expect([await admit(store, session), await store.lockedAway()]).toEqual([false, 1]);
  });
});

describe("a sign-out without a network", () => {
  test("wipes at once, and the next start finishes it before it asks who is signed in", async () => {
    await store.update("session", () => session);
    answering({});
    await leave(store);
    expect(await store.read("session")).toBeUndefined();
    await expect(sessionOf(store)).rejects.toThrow();
    const asked = answering({ "/api/session": session });
    await sessionOf(store);
    expect(asked).toEqual(["DELETE /api/session", "GET /api/session"]);
  });
});
