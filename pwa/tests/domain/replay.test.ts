import { describe, expect, test } from "vitest";
import {
  fixAt, frameOf, happenings, instantOf, lengthOf, momentsAt, passedBy, type Replay, type ReplayFix, type ReplayIncident, type ReplayStatus, type ReplayUnit, statusAt, stepFrom, thinnedWords,
} from "../../src/domain/replay.ts";
import type { Drawn } from "../../src/map/features.ts";
import { replayDrawn } from "../../src/map/replayed.ts";
import { codes } from "../board/made-up.ts";

const VEHICLE = 0;
const HANDSET = 2;
const fix = (at_s: number, source = HANDSET, received_s = at_s, lon = 0): ReplayFix => [at_s * 10, received_s * 10, lon, 51.5, 8, null, null, source, 0, 0];
const status = (at_s: number, code: string, received_s = at_s, applied = true): ReplayStatus => [at_s * 10, received_s * 10, code, "handset", applied];
const unit = (fixes: ReplayFix[], statuses: ReplayStatus[] = [status(-60, "2")], id = "u1"): ReplayUnit => ({ id, callsign: "CE21", kind: "response", pod: "CE", fixes, one_in_s: null, duties: [[-36_000, null]], statuses });
const rungs = { assigned: 100, sent: 101, delivered: 110, shown: null, seen: null, read: null, acknowledged: 150, en_route: null, at_scene: null, ended: 900 };

function replay(units: ReplayUnit[]): Replay {
  return {
    since: "2026-11-29T10:00:00.000Z", until: "2026-11-29T10:10:00.000Z", about: "Incident 7/29NOV26", reason: "Debrief", ground: [0, 51, 1, 52],
    sources: ["vehicle", "radio", "handset", "companion"], units,
    incidents: [{ id: "i1", cad: "7/29NOV26", grade: "I", what: "Fight", address: "", lon: 0, lat: 51.5, opened: 50, closed: 5000 }],
    taskings: [{ id: "t1", incident_id: "i1", unit_id: "u1", state: "complete", by: "Rowan Pike", end_reason: null, rungs }],
    log: [{ id: "l1", incident_id: "i1", kind: "note", text: "He ran", author: "PC Marlow", at: 200, received: 2000 }],
  };
}

describe("the opening frame", () => {
  test("is the ground, and where those were who were sent; others widen nothing", () => {
    const sent = unit([fix(0, HANDSET, 0, 1.5), fix(60, HANDSET, 60, -3)]);
    expect(frameOf(replay([sent, unit([fix(0, HANDSET, 0, 9)], [], "u2")]))).toEqual([0, 51, 1.5, 52]);
  });

  test("has the first place of a crew that was heard of only later", () => {
    expect(frameOf(replay([unit([fix(90, HANDSET, 90, -2)])]))[0]).toBe(-2);
  });
});

test("a device that told more than is shown is named", () => {
  expect(thinnedWords(replay([unit([fix(0)])]))).toBe("");
  expect(thinnedWords(replay([{ ...unit([fix(0)]), one_in_s: 5 }]))).toBe("Of CE21 one position in 5 s is shown: they told more.");
});

function drawnAt(played: Replay, at: number, { zoom = 15, incidents = [] as ReplayIncident[], unitId = null as string | null } = {}): Drawn {
  const instant = { at, now: instantOf(played, at), moments: momentsAt(played, codes, at, "so"), incidents, taskings: played.taskings, unitId, incidentId: null };
  return replayDrawn(instant, zoom);
}

describe("several at one place", () => {
  const fixes = [fix(0)];
  const crowded = replay([unit(fixes), unit(fixes, [status(-60, "2")], "u2"), unit([[0, 0, 0.002, 51.5, 8, null, null, HANDSET, 0, 0]], [status(-60, "2")], "u3")]);
  const [incident] = crowded.incidents as [ReplayIncident];
  const labels = ({ features }: Drawn["units"] | Drawn["incidents"]) => features.map(({ properties }) => properties?.["label"]);

  test("the pin says who is there, and their signs are set apart from it", () => {
    const { units, incidents } = drawnAt(crowded, 200, { incidents: [incident] });
    expect(labels(incidents)).toEqual(["7 · CE21 CE21"]);
    expect(labels(units)).toEqual(["", "", "CE21 2"]);
    expect(units.features.map(({ properties }) => Boolean(properties?.["slot"]))).toEqual([true, true, false]);
  });

  test("from afar a unit 140 m away is under the pin as well", () => {
    expect(labels(drawnAt(crowded, 200, { incidents: [incident], zoom: 10 }).incidents)).toEqual(["7 · CE21 CE21 CE21"]);
  });

  test("a place that is only about known is hollow and has its disc", () => {
    const vague = replay([unit([[0, 0, 0, 51.5, 400, null, null, HANDSET, 0, 0]])]);
    const { units, discs } = drawnAt(vague, 10);
    expect(units.features.map(({ properties }) => [properties?.["pin"], properties?.["label"]])).toEqual([["unit-free-hollow", "CE21 2 ±400 m"]]);
    expect(discs.features).toHaveLength(1);
  });
});

test("of who was not sent it is said when they were last on this ground, and no disc grows", () => {
  const both = replay([unit([fix(0)]), unit([fix(0, HANDSET, 0, 0.01)], [status(-60, "2")], "u2")]);
  const drawn = drawnAt(both, 3000);
  expect(drawn.units.features.map(({ properties }) => properties?.["label"].replace(/\d\d:\d\d/, ""))).toEqual(["CE21 2 last seen ", "CE21 2 last here "]);
  expect(drawn.discs.features.map(({ properties }) => properties?.["id"])).toEqual(["u1"]);
});

describe("where a unit was", () => {
  test("is its newest fix by then, never one of later", () => {
    expect(fixAt(unit([fix(0), fix(10), fix(20)]), 150, "so")?.[0]).toBe(100);
    expect(fixAt(unit([fix(10)]), 50, "so")).toBeUndefined();
  });

  test("is what had arrived, unless one asks for what came in later", () => {
    const buffered = unit([fix(0), fix(10, HANDSET, 300)]);
    expect(fixAt(buffered, 200, "known")?.[0]).toBe(0);
    expect(fixAt(buffered, 200, "so")?.[0]).toBe(100);
  });

  test("is told by the best source, until that has been silent for 75 s", () => {
    const both = unit([fix(0, VEHICLE), fix(60), fix(90)]);
    expect(fixAt(both, 600, "so")?.[7]).toBe(VEHICLE);
    expect(fixAt(both, 900, "so")?.[7]).toBe(HANDSET);
  });

  test("is told by the handset that places the unit, until that has been silent, whatever a second one says meanwhile", () => {
    const of = (at_s: number, device: number, lon: number): ReplayFix => [at_s * 10, at_s * 10, lon, 51.5, 8, null, null, HANDSET, device, 0];
    const two = unit([of(0, 0, 1), of(5, 1, 2), of(20, 0, 1), of(40, 1, 2), of(96, 1, 2), of(99, 0, 1)]);
    expect([100, 250, 450, 960, 990].map((at) => fixAt(two, at, "so")?.[2])).toEqual([1, 1, 1, 2, 2]);
  });

  test("is of the crew that is on duty then: where the last one was says nothing of the next", () => {
    const early: ReplayFix = [0, 0, 1, 51.5, 8, null, null, VEHICLE, 0, 0];
    const late: ReplayFix = [300, 300, 2, 51.5, 8, null, null, HANDSET, 1, 1];
    const two: ReplayUnit = { ...unit([early, late]), duties: [[-6000, 100], [200, null]] };
    expect([50, 150, 250, 350].map((at) => fixAt(two, at, "so")?.[2])).toEqual([1, undefined, undefined, 2]);
    expect(momentsAt(replay([two]), codes, 250, "so")[0]?.freshness).toBe("none");
  });

  test("grows old honestly: solid, hollow, grey, with a disc", () => {
    const one = replay([unit([fix(0)])]);
    expect([100, 600, 3000].map((at) => momentsAt(one, codes, at, "so")[0]?.freshness)).toEqual(["solid", "hollow", "grey"]);
    const [lost] = momentsAt(one, codes, 3000, "so");
    expect(lost?.radius_m).toBeCloseTo(8 + 8 * 270);
  });
});

describe("what a unit was doing", () => {
  test("is the newest status that moved it; a late one counts when it was known", () => {
    const one = unit([], [status(-60, "2"), status(10, "6", 120)]);
    expect(statusAt(one, 200, "known")).toBe("2");
    expect(statusAt(one, 200, "so")).toBe("6");
    expect(statusAt(one, 1300, "known")).toBe("6");
  });

  test("is not moved by what came too late to count", () => {
    expect(statusAt(unit([], [status(0, "6"), status(1, "2", 60, false)]), 700, "known")).toBe("6");
  });

  test("is committed for as long as a tasking ran", () => {
    const one = replay([unit([fix(0)])]);
    expect([50, 500, 1000].map((at) => momentsAt(one, codes, at, "so")[0]?.standing)).toEqual(["free", "committed", "free"]);
  });

  test("is not drawn off duty", () => {
    const one = replay([unit([fix(0)], [status(-60, "11")])]);
    expect(drawnAt(one, 10).units.features).toEqual([]);
  });
});

describe("what happened", () => {
  const one = replay([unit([fix(0)], [status(-60, "2"), status(30, "5")])]);

  test("is one list in order, without what was before", () => {
    const list = happenings(one, codes, "so");
    expect(list.map(({ at }) => at)).toEqual([...list.map(({ at }) => at)].sort((a, b) => a - b));
    expect(list.some(({ at }) => at < 0)).toBe(false);
    expect(list.find(({ key }) => key === "t1assigned")?.words).toBe("7 tasked by Rowan Pike");
  });

  test("stands where it was known, and says how late that was", () => {
    const line = (truth: "known" | "so") => happenings(one, codes, truth).find(({ key }) => key === "l1");
    expect([line("known")?.at, line("so")?.at]).toEqual([2000, 200]);
    expect(line("known")?.late_s).toBe(180);
  });

  test("is marked as the time goes, and stepped through", () => {
    const list = happenings(one, codes, "so");
    expect(passedBy(list, -1)).toBe(0);
    expect(passedBy(list, lengthOf(one))).toBe(list.length);
    expect(stepFrom(list, 0, 1)).toBe(100);
    expect(stepFrom(list, 100, -1)).toBe(100);
  });
});
