import { describe, expect, it } from "vitest";
import { carApart, doubtWords, nearWords, partnersApart, type Placed, seenWords, type Surroundings, toSee, wayWords, written } from "../../src/domain/around.ts";
import type { Card, Colleague, Officer, Position } from "../../src/domain/rows.ts";
import type { Colours } from "../../src/map/colours.ts";
import { officerDrawn } from "../../src/map/officer.ts";
import { boardStyle } from "../../src/map/style.ts";
import { touchStyle } from "../../src/map/touch-style.ts";
import { at, codes, NOON, position, unit } from "../board/made-up.ts";

const HERE = { lon: -0.05, lat: 51.53 };
const east = (metres: number) => ({ lon: HERE.lon + metres / 69_180, lat: HERE.lat });
const own: Placed = { ...HERE, fixed_at: at(-2), accuracy_m: 8, source: "handset" };
const colleague = (callsign: string, fields: Partial<Colleague> = {}): Colleague => ({
  unit_id: callsign, callsign, kind: "response", status: "2", ...HERE, fixed_at: at(-2), accuracy_m: 8, speed_mps: null, heading: null, source: "handset", same_job: false, ...fields,
});
const card = (metres: number): Card => ({ id: "t1", incident_id: "i1", incident: { id: "i1", grade: "I", address: "32 Wharf Hill", ...east(metres) } }) as unknown as Card;
const seen = (fields: Partial<Surroundings>): Surroundings => ({ own, isMine: true, car: null, partners: [], unit: unit("CE26"), cards: [], colleagues: [], zones: [], codes, now: NOON, ...fields });
const drawn = (fields: Partial<Surroundings>, zoom = 15) => officerDrawn(seen(fields), [], zoom);
const looks = (features: { properties: Record<string, unknown> | null }[]) => features.map(({ properties }) => [properties?.["pin"], properties?.["label"]]);

describe("the officer and the car", () => {
  const car = (fields: Partial<Position>): Position => ({ ...position("CE26"), source: "vehicle", ...fields });

  it("are one sign while they are together, and two when no error explains the distance", () => {
    expect(carApart(own, car(east(60)), NOON)).toBeNull();
    expect(carApart(own, car({ ...east(60), accuracy_m: 200 }), NOON)).toBeNull();
    const away = car({ ...east(240), fixed_at: at(-5), accuracy_m: 8 });
    expect(carApart(own, away, NOON)).toBe(away);
    expect(looks(drawn({ car: away }).units.features)).toEqual([["own-solid", "You"], ["unit-free-solid", "Your car CE26"]]);
  });

  it("a car that has driven on since the officer's own fix is no walk away from them", () => {
    expect(carApart({ ...own, fixed_at: at(-30) }, car({ ...east(240), fixed_at: at(-1), speed_mps: 10, heading: 90 }), NOON)).toBeNull();
  });

  it("where this device tells no place, the middle is the car, and no car is said to be the officer", () => {
    expect(looks(drawn({ own: { ...own, source: "vehicle" }, isMine: false }).units.features)).toEqual([["own-solid", "Your car CE26"]]);
  });

  it("the partner is shown, and oneself only where this device does not know it better", () => {
    const apart = (officer: string) => ({ officer, ...east(90), fixed_at: at(-4), accuracy_m: 8, source: "handset", distance_m: 90 });
    const crewed = { ...position("CE26"), members: [apart("PC Ann Lee"), apart("PC Tom Ray")] };
    const me = { rank: "PC", name: "Ann Lee" } as Officer;
    expect(partnersApart(crewed, me, true, NOON).map(({ officer }) => officer)).toEqual(["PC Tom Ray"]);
    expect(partnersApart(crewed, me, false, NOON).map(({ officer }) => officer)).toEqual(["You", "PC Tom Ray"]);
  });
});

describe("who is around", () => {
  it("is solid, hollow, grey or vague as on the board, each with its words", () => {
    const ages = [colleague("CE1", east(200)), colleague("CE2", { ...east(400), fixed_at: at(-60) }), colleague("CE3", { ...east(600), fixed_at: at(-240) }), colleague("CE4", { ...east(800), accuracy_m: 300 })];
    const { units, discs } = drawn({ colleagues: ages });
    expect(looks(units.features).slice(1)).toEqual([
      ["unit-free-solid", "CE1"], ["unit-free-hollow", "CE2 · 60 s"], ["unit-free-grey", "CE3 last seen 11:56"], ["unit-free-hollow", "CE4 ±300 m"],
    ]);
    expect(discs.features.map(({ properties }) => properties?.["id"])).toEqual(["own", "CE3", "CE4"]);
  });

  it("at the place of the job is written beside its address, with oneself, and nobody lies under the pin", () => {
    const there = ["CE1", "CE2"].map((callsign) => colleague(callsign, { same_job: true, status: "6" }));
    const { units, incidents } = drawn({ cards: [card(0)], colleagues: there });
    expect(looks(incidents.features)).toEqual([["incident-I", "32 Wharf Hill · You CE1 CE2"]]);
    expect(new Set(units.features.map(({ properties }) => properties?.["slot"])).size).toBe(3);
  });

  it("is in words with distance and direction, and without an own place without them", () => {
    expect([wayWords(own, east(240)), wayWords(own, HERE), wayWords(null, HERE)]).toEqual(["240 m east", "here", ""]);
    expect(seenWords(colleague("CE1", { fixed_at: at(-240) }), NOON)).toBe("last seen 4 min ago, now within 320 m of there");
    expect(seenWords({ ...colleague("CE1", { fixed_at: at(-240) }), drift_mps: 8 }, NOON)).toBe("last seen 4 min ago, now within 1.7 km of there");
    expect(doubtWords(colleague("CE1"), NOON)).toBe("");
  });

  it("the job and who is on it are in sight; without a job the nearest are", () => {
    const far = colleague("CE9", { ...east(1_900), same_job: false });
    expect(toSee(seen({ cards: [card(300)], colleagues: [far] }))).toHaveLength(2);
    expect(toSee(seen({ colleagues: [far] }))).toEqual([own, far]);
  });
});

describe("names beside their signs, without a map", () => {
  const frame = { left: -180, right: 180, top: -150, bottom: 150 };

  it("never cover one another: who finds no room is left to the list", () => {
    const crowd = Array.from({ length: 9 }, (_, place) => ({ id: `${place}`, x: (place % 3) * 6, y: Math.floor(place / 3) * 6, words: `CE${place}21` }));
    const placed = written(crowd, frame);
    expect(placed.length).toBeGreaterThan(1);
    expect(placed.length).toBeLessThan(9);
    expect(new Set(placed.map(({ at: { x, y } }) => `${x} ${y}`)).size).toBe(placed.length);
  });

  it("the address of the job is written in any case, and nothing beyond the edge", () => {
    const [job] = written([{ id: "job", x: 170, y: 0, words: "32 Wharf Hill", must: true }], frame);
    expect(job?.at.anchor).toBe("end");
  });
});

it("nobody near and nobody looked for are told apart", () => {
  const around = (units: Colleague[], unitAt: Position | null) => ({ at: at(0), own: unitAt, units });
  expect(nearWords(around([], position("CE26")))).toBe("No colleague is known within 2 km.");
  expect(nearWords(around([colleague("CE27")], position("CE26")))).toBe("");
  // On the same job they are told of wherever they are; that says nothing of who is near.
  for (const units of [[], [colleague("CE27", { same_job: true })]])
    expect(nearWords(around(units, null))).toBe("Colleagues near you were not looked for: the control room has no position of your unit.");
});

describe("the style of an officer's map", () => {
  const layers = touchStyle(boardStyle({ map: "paper", edge: "edge", accent: "accent" } as Colours, ["CE"], ""), { map: "paper", edge: "edge", accent: "accent" } as Colours).layers;
  const one = (id: string) => layers.find((layer) => layer.id === id);
  const at = (id: string): number => layers.findIndex((layer) => layer.id === id);

  it("names what is to the east of the middle on its other side, so that no edge cuts it off", () => {
    const bounds: [number, number, number, number] = [HERE.lon - 0.01, 51.52, HERE.lon + 0.01, 51.54];
    const { units } = officerDrawn(seen({ colleagues: [colleague("CE1", east(300)), colleague("CE2", east(-300))] }), [], 15, bounds);
    expect(units.features.slice(1).map(({ properties }) => properties?.["side"])).toEqual(["east", undefined]);
  });

  it("writes no name over somebody else's sign: all signs are placed before any name", () => {
    for (const guard of ["units-guard", "incidents-guard"]) {
      expect(at(guard)).toBeGreaterThan(Math.max(at("units-names"), at("incident-names"), at("zone-names")));
      expect(one(guard)).toMatchObject({ layout: { "icon-ignore-placement": false }, paint: { "icon-opacity": 0 } });
    }
  });

  it("has the border of the own BCU thin and broken and the way to the job thick and dotted, and no border that fills the gaps", () => {
    expect(one("pods")).toBeUndefined();
    const [border, way] = [one("pods-ours"), one("way")].map((layer) => layer?.paint as Record<string, unknown>);
    expect(Number(way?.["line-width"])).toBeGreaterThan(2 * Number(border?.["line-width"]));
    expect(border?.["line-dasharray"]).not.toEqual(way?.["line-dasharray"]);
    expect(at("way-under")).toBe(at("way") - 1);
  });
});
