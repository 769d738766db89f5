import { describe, expect, test } from "vitest";
import { applyMessages, fromSnapshot } from "../../src/domain/handset.ts";
import type { Message } from "../../src/domain/rows.ts";
import { at, card, emergency, entry, handset, incident, message, risk, snapshot, unit } from "../fakes/rows.ts";

const log = [entry(1)];
const tasked = card({ log });
const acknowledged = card({ revision: 2, state: "acknowledged", acknowledged_at: at(2) });

// What a duty goes through, and the snapshot that the server would give after it.
const life: Message[] = [
  message(1, "tasking.assigned", tasked),
  message(2, "unit.changed", unit({ revision: 2, status: "5", incident_id: "i1" })),
  message(3, "tasking.changed", acknowledged),
  message(4, "log.added", entry(2)),
  message(5, "something.new", { from: "a newer server" }),
  message(6, "tasking.changed", card({ revision: 3, state: "acknowledged", acknowledged_at: at(2), brief_revision: 2, incident: incident({ revision: 2, grade: "S", brief_revision: 2 }), risk: risk({ revision: 2 }) })),
  message(7, "emergency.changed", emergency()),
];
const after = snapshot({
  through: 7,
  unit: unit({ revision: 2, status: "5", incident_id: "i1" }),
  cards: [card({ revision: 3, state: "acknowledged", acknowledged_at: at(2), brief_revision: 2, incident: incident({ revision: 2, grade: "S", brief_revision: 2 }), risk: risk({ revision: 2 }), log: [entry(1), entry(2)] })],
  emergency: emergency(),
});

describe("old snapshot + messages = new snapshot", () => {
  test("one after the other", () => {
    expect(applyMessages(handset(), life)).toEqual(fromSnapshot(after));
  });

  test("each message twice", () => {
    expect(applyMessages(handset(), life.flatMap((one) => [one, one]))).toEqual(fromSnapshot(after));
  });

  test("the whole feed again after the snapshot that already holds it", () => {
    expect(applyMessages(fromSnapshot(after), life)).toEqual(fromSnapshot(after));
  });

  test("messages read again although a newer snapshot holds their rows", () => {
    const early = fromSnapshot({ ...after, through: 0 });
    expect({ ...applyMessages(early, life), seq: 7 }).toEqual(fromSnapshot(after));
  });

  test("a kind that we do not know is passed over and its number counts", () => {
    expect(applyMessages(handset(), [message(1, "coffee.ready", {})])).toEqual({ ...handset(), seq: 1 });
  });
});

describe("what ends", () => {
  test.each(["declined", "withdrawn", "diverted", "complete"] as const)("a tasking that is %s leaves the list", (state) => {
    const held = handset({ cards: [tasked] });
    expect(applyMessages(held, [message(1, "tasking.changed", card({ revision: 2, state }))]).cards).toEqual([]);
  });

  test("an older word does not bring a newer state back", () => {
    const held = handset({ cards: [{ ...acknowledged, log }] });
    expect(applyMessages(held, [message(1, "tasking.changed", tasked)]).cards[0]?.state).toBe("acknowledged");
  });

  test("an emergency that a controller closed is over", () => {
    const held = handset({ emergency: emergency() });
    expect(applyMessages(held, [message(1, "emergency.changed", emergency({ revision: 2, closed_at: at(9) }))]).emergency).toBeNull();
  });

  test("a partner's call for help, heard or not, does not stand before one's own", () => {
    const own = emergency({ id: "own" });
    const partners = (change: object) => emergency({ id: "partner", officer: "PC Tom Reyes", ...change });
    const both = applyMessages(handset({ emergency: own }), [message(1, "emergency.changed", partners({ raised_at: at(1) }))]);
    expect(both.emergency).toEqual(own);
    const heard = applyMessages(both, [message(2, "emergency.changed", partners({ revision: 2, acknowledged_at: at(5) }))]);
    expect(heard.emergency).toEqual(own);
    // The control room tells of what is still open when one is closed.
    const closed = applyMessages(heard, [message(3, "emergency.changed", emergency({ ...own, revision: 2, closed_at: at(6) })), message(4, "emergency.changed", partners({ revision: 2 }))]);
    expect(closed.emergency?.id).toBe("partner");
  });

  test("of two partners' calls for help the one that nobody has acknowledged stands first", () => {
    const heard = emergency({ id: "e1", officer: "PC Tom Reyes", acknowledged_at: at(4) });
    const told = message(1, "emergency.changed", emergency({ id: "e2", officer: "PC Ada Moss", raised_at: at(5) }));
    expect(applyMessages(handset({ emergency: heard }), [told]).emergency?.id).toBe("e2");
    expect(applyMessages(handset({ emergency: emergency({ id: "e2", officer: "PC Ada Moss" }) }), [message(1, "emergency.changed", heard)]).emergency?.id).toBe("e2");
  });

  test("the closing of an earlier emergency leaves the present one", () => {
    const held = handset({ emergency: emergency({ id: "e2" }) });
    expect(applyMessages(held, [message(1, "emergency.changed", emergency({ id: "e1", revision: 9, closed_at: at(9) }))]).emergency?.id).toBe("e2");
  });

  test("the end of the duty takes everything of it along", () => {
    const ended = applyMessages(handset({ cards: [tasked] }), [message(1, "duty.ended", { duty_id: "d1", at: at(9), reason: "booked off" })]);
    expect(ended).toMatchObject({ duty: null, unit: null, cards: [], dutyEnded: { reason: "booked off" } });
  });
});

test("what is due first stands first", () => {
  const later = card({ id: "t2", incident: incident({ id: "i2", attend_by: at(50) }) });
  const never = card({ id: "t3", incident: incident({ id: "i3", attend_by: null }) });
  expect(handset({ cards: [never, later, tasked] }).cards.map(({ id }) => id)).toEqual(["t1", "t2", "t3"]);
});

describe("a message that cannot be taken in", () => {
  const poison = { ...card({ id: "t2" }), incident: null };

  test("is named and counted, and those behind it are applied", () => {
    const unread: number[] = [];
    const after = applyMessages(handset({ cards: [card()] }), [message(1, "tasking.assigned", poison), message(2, "log.added", entry(1))], ({ seq }) => unread.push(seq));
    expect(unread).toEqual([1]);
    expect(after).toMatchObject({ seq: 2, cards: [{ id: "t1", log: [{ id: "l1" }] }] });
  });

  test("in a snapshot leaves the other taskings", () => {
    expect(handset({ cards: [poison as never, card()] }).cards.map(({ id }) => id)).toEqual(["t1"]);
  });
});
