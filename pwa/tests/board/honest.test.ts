import { describe, expect, it } from "vitest";
import { batteryOf } from "../../src/screens/board/detail/batteries.tsx";
import { discRadius, freshnessOf, isLow, membersApart } from "../../src/domain/board/ageing.ts";
import { candidateFor, cardNow, cardWith, choose, chooseSet, keyOf, renewed, stateOf, waitingOf, type Candidate, type Proposed } from "../../src/domain/board/candidates.ts";
import { alarmedSince, alarmWords, endedRungs, isUnawareOfEnd, mustReadAgain, reachedInWords, riskUnread, rungsOf, takenOffWords } from "../../src/domain/board/ladder.ts";
import { clockOffset, livenessAt } from "../../src/domain/board/liveness.ts";
import { ageWords, clockTime, distanceWords, rungSeconds, stopwatch, windOf } from "../../src/domain/board/words.ts";
import { bearingDegrees, discRing, distanceMetres } from "../../src/map/geometry.ts";
import { doubtWords, seenWords } from "../../src/domain/around.ts";
import { unitLabel, unitPin } from "../../src/map/features.ts";
import { prune } from "../../src/domain/board/projection.ts";
import { unitRows } from "../../src/domain/board/units.ts";
import discs from "../../../tests/contract/disc.json" with { type: "json" };
import { at, board, codes, incident, NOON, position, tasking, unit } from "./made-up.ts";

describe("a crew that was taken off a job", () => {
  const withdrawn = { state: "withdrawn", acknowledged_at: at(-60), ended_at: at(-40), alarm: "voice" } as const;

  it("stands as not knowing it until one of its devices, or a voice, has told it", () => {
    const unaware = tasking("1", "CE21", { ...withdrawn, taken_off: { heard_at: null, by: null } });
    expect([isUnawareOfEnd(unaware), takenOffWords(unaware), alarmWords(unaware)]).toEqual([true, "Told of it: NOT received yet", "HAS NOT RECEIVED ITS WITHDRAWAL"]);
    expect(alarmedSince(unaware)).toBe(at(-40));
    const told = tasking("1", "CE21", { ...withdrawn, alarm: null, taken_off: { heard_at: at(-10), by: "told by voice" } });
    expect([isUnawareOfEnd(told), takenOffWords(told)]).toEqual([false, `Told of it: by voice ${clockTime(at(-10))}`]);
  });

  it("says so in the list of units", () => {
    const unaware = tasking("1", "CE21", { ...withdrawn, taken_off: { heard_at: null, by: null } });
    const rows = (row: typeof unaware) => unitRows(board({ units: [unit("CE21"), unit("CE22")], taskings: [row] }), codes, NOON);
    expect(rows(unaware).map(({ unawareOf }) => unawareOf)).toEqual([[unaware], []]);
    expect(rows({ ...unaware, taken_off: { heard_at: at(-10), by: "received" } }).flatMap(({ unawareOf }) => unawareOf)).toEqual([]);
  });

  it("stays in sight while it does not know, however long ago the job was closed", () => {
    const closed = incident("1", { state: "closed", closed_at: at(-3 * 3600) });
    const unaware = tasking("1", "CE21", { ...withdrawn, taken_off: { heard_at: null, by: null } });
    const kept = (row: typeof unaware) => prune(board({ incidents: [closed], taskings: [row] }), NOON);
    expect([kept(unaware).incidents.size, kept(unaware).taskings.size]).toEqual([1, 1]);
    expect(kept({ ...unaware, taken_off: { heard_at: at(-10), by: "received" } }).incidents.size).toBe(0);
  });

  it("is not waited for where it never had the job", () => {
    const never = tasking("1", "CE21", { state: "withdrawn", ended_at: at(-40) });
    expect([isUnawareOfEnd(never), takenOffWords(never)]).toEqual([false, null]);
  });
});

describe("a feed that is silent", () => {
  it("is dead from the fifth second, not before", () => {
    expect(livenessAt(1_000, 0, 2_000)).toEqual({ state: "live", age_ms: 1_000 });
    expect(livenessAt(1_000, 0, 4_000).state).toBe("slow");
    expect(livenessAt(1_000, 0, 5_999).state).toBe("slow");
    expect(livenessAt(1_000, 0, 6_000)).toEqual({ state: "dead", age_ms: 5_000 });
  });

  it("is dead too when it never spoke", () => {
    expect(livenessAt(null, 0, 4_999).state).toBe("starting");
    expect(livenessAt(null, 0, 5_000).state).toBe("dead");
  });

  it("is never younger than nothing, whatever the clock does", () => {
    expect(livenessAt(5_000, 0, 4_000)).toEqual({ state: "live", age_ms: 0 });
  });

  it("knows the server's clock by the quickest of the latest beats", () => {
    expect(clockOffset([-900, -120, -400])).toBe(-120);
    expect(clockOffset([])).toBe(0);
  });
});

describe("a position that gets old", () => {
  it("shows no member apart who was not heard of for five minutes", () => {
    const member = { officer: "PC Walker", lon: -0.06, lat: 51.54, accuracy_m: 20, source: "radio", distance_m: 1_100 };
    const apart = (age_s: number) => membersApart(position("CE21", { members: [{ ...member, fixed_at: at(-age_s) }] }), NOON).length;
    expect([apart(10), apart(300), apart(301)]).toEqual([1, 1, 0]);
    expect(membersApart(undefined, NOON)).toEqual([]);
  });

  it("says how full the battery of each device is, whose it is, and since when nothing was heard of it", () => {
    expect([8, 20, 21, null].map(isLow)).toEqual([true, true, false, false]);
    const handset = { source: "handset", officer: "PC Made Up", battery: 8, fixed_at: at(-240) };
    expect(batteryOf(handset, NOON)).toBe("Battery 8 %: handset of PC Made Up, 4 min ago");
    expect(batteryOf({ ...handset, source: "vehicle", fixed_at: at(-5) }, NOON)).toBe("Battery 8 %: vehicle");
  });

  it("is solid to 30 s, hollow to 2 min, then grey; without a fix it is none", () => {
    const aged = (seconds: number) => freshnessOf(position("CE21", { fixed_at: at(-seconds) }), NOON);
    expect([30, 31, 120, 121].map(aged)).toEqual(["solid", "hollow", "hollow", "grey"]);
    expect(freshnessOf(undefined, NOON)).toBe("none");
  });

  it("is not made younger by a fix from the future", () => {
    expect(freshnessOf(position("CE21", { fixed_at: at(30) }), NOON)).toBe("solid");
  });

  it.each(discs)("is within what the ranking says: $within_m m after $age_s s", ({ age_s, drift_mps, within_m, ...fix }) => {
    expect(discRadius({ ...fix, fixed_at: at(-age_s) }, NOON, drift_mps)).toBeCloseTo(within_m, 6);
  });

  it("has a disc that grows by its kind: a car that stood when it was heard has not stood there since", () => {
    const kinds = { ...codes, unit_kinds: [{ code: "foot", label: "Foot patrol", drift_mps: 1.5 }] };
    const fix = { fixed_at: at(-130), accuracy_m: 20, speed_mps: 0.3 };
    const state = board({ units: [unit("CE1", { kind: "foot" }), unit("CE2")], positions: [position("CE1", fix), position("CE2", fix)] });
    const within = unitRows(state, kinds, NOON).map((row) => discRadius(row.position!, NOON, row.drift_mps));
    expect(within).toEqual([170, 820]);
  });

  it("has a disc that ends where the words say it better", () => {
    expect(discRadius(position("CE21", { fixed_at: at(-90_000), speed_mps: 15 }), NOON, 8)).toBe(20_000);
  });
});

describe("a position that is doubted", () => {
  const state = board({ units: [unit("CE1")], positions: [position("CE1", { doubted_at: at(-5) })] });
  const row = unitRows(state, codes, NOON)[0]!;

  it("is never solid on the map, and its label says so", () => {
    expect([unitPin(row), unitLabel(row, NOON)]).toEqual(["unit-free-hollow", "CE1 2 doubted"]);
  });

  it("is so on an officer's map too, in the label and in the list", () => {
    const { drift_mps, position: seen } = row;
    expect(doubtWords({ ...seen!, drift_mps }, NOON)).toBe(" doubted");
    expect(seenWords(seen!, NOON)).toMatch(/^seen .* ago, doubted since \d\d:\d\d/);
  });
});

describe("the ladder of a tasking", () => {
  it("waits at the first rung after the last that happened", () => {
    const sent = tasking("1", "CE21", { assigned_at: at(0), sent_at: at(0.2), delivered_at: at(0.4) });
    expect(rungsOf(sent).map((rung) => rung.state)).toEqual(["done", "done", "waiting", "later", "later", "later", "later"]);
    expect(rungsOf(sent)[1]?.after).toBe("0.4 s");
    expect(reachedInWords(sent)).toBe("Received, not shown yet");
  });

  it("does not wait for a reading when the crew accepted by voice", () => {
    const voiced = tasking("1", "CE21", { sent_at: at(0), acknowledged_at: at(9) });
    expect(rungsOf(voiced).find((rung) => rung.state === "waiting")?.name).toBe("en route");
  });

  it("says when what was read has changed since", () => {
    const read = tasking("1", "CE21", { read_at: at(3), read_brief_revision: 1, brief_revision: 2 });
    expect(mustReadAgain(read)).toBe(true);
    expect(rungsOf(read).find((rung) => rung.name === "read")?.state).toBe("again");
    const words = [{}, { delivered_at: at(9) }, { delivered_at: at(9), shown_at: at(9) }].map((fields) => reachedInWords({ ...read, ...fields }));
    expect(words).toEqual(["Change NOT received", "Change received, not shown", "Change shown, not read"]);
  });

  it("takes an older brief on the device for nothing that was received", () => {
    const changed = tasking("1", "CE21", { brief_revision: 2, sent_at: at(5), has_older_brief: true });
    expect(rungsOf(changed).find((rung) => rung.state === "waiting")?.name).toBe("got");
    expect(reachedInWords(changed)).toBe("Change NOT received");
    expect(alarmWords(changed)).toBe("HAS NOT RECEIVED THE CHANGE");
  });

  it("says that the risk is not read for as long as nobody who accepted has read it", () => {
    const accepted = tasking("1", "CE21", { sent_at: at(0), delivered_at: at(1), acknowledged_at: at(9), en_route_at: at(12) });
    expect(riskUnread(accepted)).toBe(true);
    expect(rungsOf(accepted).map((rung) => rung.state)).toEqual(["done", "done", "passed", "passed", "done", "done", "waiting"]);
    expect(riskUnread({ ...accepted, read_at: at(20) })).toBe(false);
    expect(riskUnread({ ...accepted, ended_at: at(20) })).toBe(false);
    expect(riskUnread(tasking("1", "CE21"))).toBe(false);
  });

  it("has the server's time of every rung that happened", () => {
    const sent = tasking("1", "CE21", { sent_at: at(0.2) });
    expect(rungsOf(sent).map((rung) => rung.at)).toEqual([at(0.2), null, null, null, null, null, null]);
  });

  it("keeps its rungs when it has ended, and how it ended is the last of them", () => {
    const declined = tasking("1", "CE21", { state: "declined", sent_at: at(-29), delivered_at: at(-28), ended_at: at(-5) });
    expect(endedRungs(declined).map(({ name, after }) => [name, after])).toEqual([["sent", "1.0 s"], ["got", "2.0 s"], ["declined", "25 s"]]);
    expect(endedRungs({ ...declined, state: "withdrawn" }).at(-1)).toMatchObject({ name: "withdrawn", state: "ended", at: at(-5) });
  });

  it("waits for nothing once it has ended", () => {
    expect(rungsOf(tasking("1", "CE21", { ended_at: at(1) })).some((rung) => rung.state === "waiting")).toBe(false);
  });
});

describe("number keys of candidates", () => {
  const make = (callsign: string, divert = false): Candidate => ({
    unit_id: callsign,
    callsign,
    pod: "CE",
    kind: "response",
    status: "2",
    distance_m: 900,
    reach_m: 990,
    arrival: { low_s: 150, likely_s: 200, high_s: 260, by: "road", words: "2 to 5 min" },
    counts_s: 260,
    penalties: [],
    crew_size: 2,
    position_age_s: 4,
    skills: [],
    missing_skills: [],
    fit: true,
    sendable: true, call_first: false,
    divert,
    reasons: [],
  });
  const list = [make("CE26"), make("HT12"), make("CE30", true)];

  it("are 1 to 9, then 0", () => {
    expect([0, 8, 9, 10].map(keyOf)).toEqual(["1", "9", "0", null]);
    expect(candidateFor("2", list)?.callsign).toBe("HT12");
    expect(candidateFor("4", list)).toBeNull();
  });

  it("task a free unit at once", () => {
    expect(choose("1", list, null)).toMatchObject({ do: "task", override: false });
  });

  it("ask before a unit is taken off another job, and take it on the second key", () => {
    expect(choose("3", list, null)).toMatchObject({ do: "confirm" });
    expect(choose("3", list, "CE26")).toMatchObject({ do: "confirm" });
    expect(choose("3", list, "CE30")).toMatchObject({ do: "task", override: true });
  });
});

describe("a newer ranking", () => {
  const row = (callsign: string, distance_m = 900): Candidate => ({
    unit_id: callsign,
    callsign,
    pod: "CE",
    kind: "response",
    status: "2",
    distance_m,
    reach_m: 990,
    arrival: { low_s: 150, likely_s: 200, high_s: 260, by: "road", words: "2 to 5 min" },
    counts_s: 260,
    penalties: [],
    crew_size: 2,
    position_age_s: 4,
    skills: [],
    missing_skills: [],
    fit: true,
    sendable: true, call_first: false,
    divert: false,
    reasons: [],
  });
  const card = { labels: ["Robbery"], roles: [], tell: [], proposed: [] as Proposed[] };
  const rest = { excluded: [], needed: "Any unit", card, by: "road", by_words: "By road: made up." };
  const ranking = (...callsigns: string[]) => ({ candidates: callsigns.map((callsign) => row(callsign)), ...rest });
  const order = (list: { candidates: Candidate[] } | null) => list?.candidates.map((one) => one.callsign);

  it("brings new facts while every unit stays on its number", () => {
    const fresh = { candidates: [row("CE1", 500), row("CE2"), row("CE3")], ...rest };
    const next = renewed(ranking("CE1", "CE2"), fresh, new Set());
    expect(order(next)).toEqual(["CE1", "CE2", "CE3"]);
    expect(next?.candidates[0]?.distance_m).toBe(500);
  });

  it("leaves a unit that was just tasked on its number", () => {
    expect(order(renewed(ranking("CE1", "CE2", "CE3"), ranking("CE2", "CE3", "CE4"), new Set(["CE1"])))).toEqual(["CE1", "CE2", "CE3", "CE4"]);
  });

  it("waits when the set behind the one key would be another", () => {
    const set = (...ids: string[]) => ({
      ...ranking("CE1"),
      card: { ...card, proposed: ids.map((unit_id) => ({ unit_id, callsign: unit_id, arrival: "", divert: false, roles: [] })) },
    });
    expect(renewed(set("CE1"), set("CE2"), new Set())).toBeNull();
    expect(renewed(set("CE1", "CE2"), set("CE2"), new Set(["CE1"]))).not.toBeNull();
  });

  it("is not taken by itself when it would move somebody to another number", () => {
    expect(renewed(ranking("CE1", "CE2"), ranking("CE2", "CE1"), new Set())).toBeNull();
    expect(renewed(ranking("CE1", "CE2"), ranking("CE9", "CE1", "CE2"), new Set())).toBeNull();
  });
});

describe("a run card", () => {
  const role = { role: "dog", label: "Dog unit", count: 2, within_min: 20, going: [] as string[], proposed: [] as string[], missing: 0, shortfall: "" };
  const unit = (unit_id: string, divert = false): Proposed => ({ unit_id, callsign: unit_id, arrival: "2 to 4 min", divert, roles: [] });

  it("is full by those who go, ready by those who would, short by those who are missing", () => {
    expect(stateOf({ ...role, going: ["A", "B"] })).toBe("full");
    expect(stateOf({ ...role, going: ["A"], proposed: ["B"] })).toBe("ready");
    expect(stateOf({ ...role, going: ["A"], missing: 1 })).toBe("short");
    expect(stateOf({ ...role, going: ["A", "B"], unsaid: ["A: nobody said whether a Taser is booked out."] })).toBe("unsure");
  });

  it("tasks its set with one key, and asks first when somebody is taken off a job", () => {
    expect(chooseSet([], false)).toBe("nothing");
    expect(chooseSet([unit("A")], false)).toBe("task");
    expect(chooseSet([unit("A"), unit("B", true)], false)).toBe("confirm");
    expect(chooseSet([unit("A"), unit("B", true)], true)).toBe("task");
  });

  it("knows at once who goes, although the list behind the keys waits; the key keeps its units, without those who are not called for", () => {
    const card = (going: string[], proposed: Proposed[]) => ({ labels: [], tell: [], roles: [{ ...role, going }], proposed });
    const now = cardWith(card([], [unit("A"), unit("B")]), card(["C"], [unit("B"), unit("D")]));
    expect([now.roles[0]?.going, now.proposed.map(({ unit_id }) => unit_id)]).toEqual([["C"], ["B"]]);
    const named = { ...card([], [unit("B"), unit("D")]), roles: [{ ...role, proposed: ["B", "D"] }] };
    const shown = cardWith(card([], [unit("A"), unit("B")]), named).roles[0];
    expect([shown?.proposed, shown?.missing]).toEqual([["B"], 1]);
    expect(cardWith(card(["A"], []), undefined).roles[0]?.going).toEqual(["A"]);
  });

  it("has no tick for a unit that has left the job since it was made", () => {
    const card = { labels: [], roles: [{ ...role, count: 1, going: ["A"] }], tell: [], proposed: [] };
    const [now] = cardNow(card, new Set(["A"])).roles;
    expect(now).toMatchObject({ going: [], missing: 1, shortfall: "A is off the job since." });
    expect(now && stateOf(now)).toBe("short");
    expect(cardNow(card, new Set(["B"])).roles).toEqual(card.roles);
  });

  it("does not task again who was just tasked", () => {
    const card = { labels: [], roles: [], tell: [], proposed: [unit("A"), unit("B")] };
    expect(waitingOf(card, new Set(["A"])).map((one) => one.unit_id)).toEqual(["B"]);
  });
});

describe("words", () => {
  it("say times as the room does, in London's time also in summer", () => {
    expect(stopwatch(62_000)).toBe("01:02");
    expect(stopwatch(3_891_000)).toBe("1:04:51");
    expect(stopwatch(180_000_000)).toBe("2 d 2 h");
    expect(clockTime("2026-07-01T13:03:07Z")).toBe("14:03:07");
    expect(clockTime("2026-11-22T14:03:07Z")).toBe("14:03:07");
    expect([48, 720, 10_800].map(ageWords)).toEqual(["48 s", "12 min", "3 h"]);
    expect(rungSeconds(at(0), at(9))).toBe("9.0 s");
  });

  it("say places as the room does", () => {
    expect([94, 1234, 14_200].map(distanceWords)).toEqual(["90 m", "1.2 km", "14 km"]);
    expect([0, 44, 350, -90].map(windOf)).toEqual(["N", "NE", "N", "W"]);
  });
});

describe("geometry", () => {
  const here = { lon: -0.06, lat: 51.53 };

  it("measures metres and degrees from north", () => {
    const north = { lon: -0.06, lat: 51.54 };
    expect(distanceMetres(here, north)).toBeCloseTo(1112, 0);
    expect(bearingDegrees(here, north)).toBeCloseTo(0, 5);
    expect(bearingDegrees(here, { lon: -0.05, lat: 51.53 })).toBeCloseTo(90, 1);
  });

  it("draws a disc whose every corner is as far away as its radius", () => {
    const ring = discRing(here, 500);
    for (const [lon, lat] of ring) expect(distanceMetres(here, { lon, lat })).toBeCloseTo(500, -1);
    expect(ring[0]).toEqual(ring.at(-1));
  });
});
