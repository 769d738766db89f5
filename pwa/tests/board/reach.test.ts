import { describe, expect, it } from "vitest";
import { alarmedSince, alarmWords, deviceRungs, inHand, mustCall } from "../../src/domain/board/ladder.ts";
import { countsOf } from "../../src/domain/board/counts.ts";
import { allRows } from "../../src/domain/board/queue.ts";
import { isReached, reachWords } from "../../src/domain/board/reach.ts";
import { applyPresence } from "../../src/domain/board/reducer.ts";
import { fromSnapshot } from "../../src/domain/board/state.ts";
import { unitRows } from "../../src/domain/board/units.ts";
import { unitPin } from "../../src/map/features.ts";
import { at, board, codes, NOON, reach, tasking, unit } from "./made-up.ts";

const empty = { epoch: "epoch-1", server_time: at(0), pods: ["CE"], feeds: {}, positions: [], incidents: [], taskings: [], emergencies: [], ahead: [] };

describe("a unit that no device answers for", () => {
  const state = board({ units: [unit("CE21"), unit("CE22")], silent: ["CE22"] });
  const [heard, silent] = unitRows(state, codes, NOON);

  it("is not free, whatever its status says", () => {
    expect([heard?.standing, silent?.standing]).toEqual(["free", "silent"]);
    expect(countsOf(allRows(state, NOON), unitRows(state, codes, NOON), ["CE"])).toMatchObject({ free: 1, unreached: 1 });
  });

  it("is not drawn as free on the map", () => {
    expect(silent && unitPin(silent)).not.toContain("unit-free");
  });

  it("is free again once a controller has heard it by voice", () => {
    expect(isReached(reach("CE22", { state: "contact_lost", voice_at: at(-5) }))).toBe(true);
  });
});

describe("the words on reach", () => {
  it("say for how long nothing was heard", () => {
    expect(reachWords(reach("CE21", { state: "contact_lost", heard_at: at(-40) }), NOON)).toBe("contact lost 40 s");
    expect(reachWords(reach("CE21", { state: "push_dead", heard_at: at(-600) }), NOON)).toBe("push dead 10 min");
    expect(reachWords(reach("CE21", { state: "push_dead", heard_at: at(-600), proven_at: at(-5 * 3600) }), NOON)).toBe("push proven 5 h ago");
  });

  it("claim nothing before anything was told", () => {
    expect(reachWords(undefined, NOON)).toBe("reach not known");
    expect(isReached(undefined)).toBe(false);
  });
});

describe("two ways by which a board hears of reach", () => {
  it("keep the newer word, also when the snapshot was longer on its way", () => {
    const told = applyPresence(board({}), at(3), [["unit-CE21", "contact_lost", at(-12), null, null, true]]);
    const late = fromSnapshot({ ...empty, units: [unit("CE21")], presence: [["unit-CE21", "reachable", at(0), null, null, true]] }, new Map(), told);
    expect(late.presence.get("unit-CE21")?.state).toBe("contact_lost");
  });

  it("take the snapshot where the socket's word is older", () => {
    const told = applyPresence(board({}), at(-3), [["unit-CE21", "contact_lost", at(-18), null, null, true]]);
    const fresh = fromSnapshot({ ...empty, units: [unit("CE21")], presence: [["unit-CE21", "reachable", at(0), null, null, true]] }, new Map(), told);
    expect(fresh.presence.get("unit-CE21")?.state).toBe("reachable");
  });
});

describe("a server whose clock was put back", () => {
  it("is believed all the same: a unit that it lost is not held for reachable", () => {
    const before = applyPresence(board({}), at(600), [["unit-CE21", "reachable", at(600), null, null, true]]);
    expect(applyPresence(before, at(2), [["unit-CE21", "contact_lost", at(0), null, null, true]]).presence.get("unit-CE21")?.state).toBe("contact_lost");
    const read = fromSnapshot({ ...empty, units: [unit("CE21")], presence: [["unit-CE21", "contact_lost", at(0), null, null, true]] }, new Map(), before);
    expect(read.presence.get("unit-CE21")?.state).toBe("contact_lost");
  });
});

describe("the ladder of one device", () => {
  const device = {
    device_id: "d1", kind: "handset" as const, officer: "PC Made Up",
    rungs: { "delivered:feed": at(5), "sent:socket": at(0.2), "sent:push": at(1), "shown:handset": at(6), "notified:push": at(3) },
  };

  it("stands in the order of the rungs, with the way by which each was proved", () => {
    expect(deviceRungs(device, at(0)).map(({ name, after, by }) => [name, after, by])).toEqual([
      ["sent", "0.2 s", "socket and push"], ["notified", "3.0 s", "push"], ["got", "5.0 s", "feed"], ["shown", "6.0 s", ""],
    ]);
  });
});

describe("an alarm", () => {
  it("says what is known: not received, received, shown, or a change that was not read", () => {
    const words = [{}, { delivered_at: at(1) }, { delivered_at: at(1), shown_at: at(2) }, { state: "acknowledged" as const }];
    expect(words.map((fields) => alarmWords(tasking("1", "CE21", fields)))).toEqual([
      "HAS NOT RECEIVED IT", "received it and has not answered", "was shown it and has not answered", "has not read the change",
    ]);
  });

  it("counts from the change that was not read, and not from what the crew did with the brief before", () => {
    const attending = tasking("1", "CE21", { state: "acknowledged", acknowledged_at: at(20), en_route_at: at(60), at_scene_at: at(400) });
    expect(alarmedSince({ ...attending, unread_since: at(900) })).toBe(at(900));
    expect(alarmedSince({ ...attending, at_scene_at: at(950), unread_since: at(900) })).toBe(at(900));
    expect(alarmedSince(tasking("1", "CE21", { delivered_at: at(5) }))).toBe(at(-30));
  });

  it("only shows when amber, and sounds from the voice call on", () => {
    expect((["amber", "voice", "supervisor"] as const).map((alarm) => mustCall(tasking("1", "CE21", { alarm })))).toEqual([false, true, true]);
  });

  it("names who sees to it", () => {
    expect(inHand(tasking("1", "CE21", { alarm: "voice" }))).toBeNull();
    expect(inHand(tasking("1", "CE21", { alarm_acknowledged_by: "Rowan Pike", alarm_acknowledged_at: at(0) }))).toBe("Rowan Pike sees to it since 12:00");
  });
});
