import { describe, expect, it } from "vitest";
import { allRows, everythingOpen, queueOf } from "../../src/domain/board/queue.ts";
import { unitRows } from "../../src/domain/board/units.ts";
import { drawnOf, FEW, inOrder, topmost, unitLabel } from "../../src/map/features.ts";
import type { Colours } from "../../src/map/colours.ts";
import { boardStyle } from "../../src/map/style.ts";
import { allPins } from "../../src/map/pins.ts";
import { metresAPixel, offsetMetres } from "../../src/map/geometry.ts";
import { SLOTS } from "../../src/map/stacks.ts";
import { scaleLength } from "../../src/map/sketch.tsx";
import { at, board, codes, emergency, incident, NOON, position, tasking, unit } from "./made-up.ts";

/** So near that only what is at one address is one place. */
const CLOSE = 15;

const state = board({
  units: [
    unit("CE1"),
    unit("CE2", { status: "6", incident_id: "incident-1" }),
    unit("CE3", { status: "4" }),
    unit("CE4", { status: "11" }),
    unit("CE5"),
  ],
  positions: [position("CE1"), position("CE2", { fixed_at: at(-60) }), position("CE3", { fixed_at: at(-600) }), position("CE4")],
  incidents: [incident("1"), incident("2", { grade: "I" }), incident("3", { state: "closed", closed_at: at(-5) })],
  taskings: [tasking("1", "CE2")],
});

const units = unitRows(state, codes, NOON);
const drawn = drawnOf({
  units,
  incidents: allRows(state, NOON),
  emergencies: [emergency("CE1"), emergency("CE9", { lon: null })],
  unitId: "unit-CE2",
  incidentId: "incident-2",
  now: NOON,
  trail: null, trailShows: "placed", pod: null, zones: [], drawing: [],
}, CLOSE);

describe("what the map draws", () => {
  it("has a sign by standing and freshness; nobody without a place, nobody off duty", () => {
    expect(drawn.units.features.map((feature) => feature.properties?.["pin"])).toEqual([
      "unit-free-solid",
      "unit-committed-hollow",
      "unit-not free-grey",
    ]);
  });

  it("draws no sign, and has no layer with one, that cannot be made when it is asked for", () => {
    const drawnOnes = [drawn.units, drawn.crowd, drawn.incidents].flatMap(({ features }) => features.map((feature) => feature.properties?.["pin"]));
    const fixed = boardStyle({} as Colours, [], "", null).layers.map((layer) => layer.type === "symbol" && layer.layout?.["icon-image"]).filter((image) => typeof image === "string");
    const made = allPins(codes.grades.map(({ code }) => code), {} as Colours);
    expect(new Set(fixed)).toEqual(new Set(["ring", "heading"]));
    expect([...drawnOnes, ...fixed].filter((name) => !made.has(name))).toEqual([]);
  });

  it("says the age beside a hollow unit, and since when beside a lost one", () => {
    expect(units.slice(0, 3).map((row) => unitLabel(row, NOON))).toEqual(["CE1 2", "CE2 6 · 60 s", "CE3 4 last seen 11:50"]);
  });

  it("draws a disc where a unit was lost, and how exact the place of the chosen one is", () => {
    expect(drawn.discs.features.map((feature) => feature.properties?.["id"])).toEqual(["unit-CE2", "unit-CE3"]);
  });

  it("has no crowd while there are few", () => {
    expect(drawn.crowd.features).toEqual([]);
  });

  it("marks an incident that nobody is on, and leaves out what is closed", () => {
    expect(drawn.incidents.features.map((feature) => feature.properties?.["pin"])).toEqual(["incident-S", "incident-I-alone"]);
  });

  it("knows what is chosen", () => {
    const chosen = [...drawn.units.features, ...drawn.incidents.features].filter((feature) => feature.properties?.["chosen"]);
    expect(chosen.map((feature) => feature.properties?.["id"])).toEqual(["unit-CE2", "incident-2"]);
  });

  it("draws an emergency where it was raised", () => {
    expect(drawn.emergencies.features.map((feature) => feature.properties?.["label"])).toEqual(["EMERGENCY CE1"]);
  });
});

describe("a large force on the map", () => {
  const many = Array.from({ length: FEW + 1 }, (_, number) => `CE${number + 1}`);
  const force = board({
    units: many.map((callsign) => unit(callsign, callsign === "CE7" ? { emergency_id: "emergency-1" } : {})),
    positions: many.map((callsign) => position(callsign, callsign === "CE9" ? { speed_mps: 9, heading: 270 } : {})),
  });
  const { units: apart, crowd } = drawnOf({ units: unitRows(force, codes, NOON), incidents: [], emergencies: [], unitId: "unit-CE5", incidentId: null, now: NOON, trail: null, trailShows: "placed", pod: null, zones: [], drawing: [] }, CLOSE);
  const ids = (features: typeof apart.features): unknown[] => features.map((feature) => feature.properties?.["id"]);

  it("is a crowd, whose close ones become one sign", () => {
    expect(crowd.features).toHaveLength(many.length - 2);
    expect(boardStyle({} as Colours, [], "").sources["crowd"]).toMatchObject({ cluster: true });
  });

  it("never hides the chosen one or one that has called for help in a crowd", () => {
    expect(ids(apart.features)).toEqual(["unit-CE5", "unit-CE7"]);
  });

  it("has no unit's sign over a job where both are seen from afar", () => {
    const layers = boardStyle({} as Colours, [], "").layers;
    const at = (id: string): number => layers.findIndex((layer) => layer.id === id);
    expect(at("incidents-afar")).toBeGreaterThan(Math.max(at("units-beside"), at("crowd-beside")));
    expect(layers[at("incidents-afar")]).toMatchObject({ source: "incidents", maxzoom: 11.5 });
  });

  it("shows the ground and the name of the one BCU that the list is narrowed to, and of none otherwise", () => {
    for (const [pod, code] of [["CE", "CE"], [null, ""]] as const) {
      const chosen = boardStyle({} as Colours, ["CE", "NE"], "", pod).layers.filter(({ id }) => id.startsWith("pod-chosen"));
      expect(chosen.map((layer) => ("filter" in layer ? layer.filter : null))).toEqual(Array(3).fill(["==", ["get", "code"], code]));
    }
  });

  it("says where a moving unit is going, and nothing of one that stands", () => {
    const headings = crowd.features.filter((feature) => feature.properties?.["heading"] !== undefined);
    expect(ids(headings)).toEqual(["unit-CE9"]);
  });
});

describe("two incidents at one address", () => {
  const here = { lon: -0.05, lat: 51.53 };
  const both = board({ incidents: [incident("1", { ...here, grade: "E" }), incident("2", { ...here, grade: "I" })] });
  const picture = { units: [], incidents: queueOf(allRows(both, NOON), both, codes, everythingOpen), emergencies: [], unitId: null, now: NOON, trail: null, trailShows: "placed" as const, pod: null, zones: [], drawing: [] };
  const signs = boardStyle({} as Colours, [], "").layers.find((layer) => layer.id === "incidents");

  /** As MapLibre paints: by the layer's sort key, the last one on top. */
  function painted(features: readonly { properties: Record<string, unknown> | null }[]): unknown[] {
    expect(signs?.layout).toMatchObject({ "symbol-sort-key": ["-", 0, ["get", "order"]], "icon-allow-overlap": true });
    const key = (one: (typeof features)[number]): number => -Number(one.properties?.["order"]);
    return [...features].sort((one, other) => key(one) - key(other)).map((one) => one.properties?.["id"]);
  }

  it("the graver is painted on top and is the one that a click chooses", () => {
    const { features } = drawnOf({ ...picture, incidentId: null }, CLOSE).incidents;
    expect(painted(features).at(-1)).toBe("incident-2");
    expect(topmost(features)).toBe("incident-2");
    expect(topmost([...features].reverse())).toBe("incident-2");
  });

  it("the chosen one stays on top while it is chosen", () => {
    const { features } = drawnOf({ ...picture, incidentId: "incident-1" }, CLOSE).incidents;
    expect(painted(features).at(-1)).toBe("incident-1");
  });

  it("nothing under the finger chooses nothing", () => {
    expect(topmost([])).toBeNull();
  });
});

describe("a place that is only about known", () => {
  const member = { officer: "PC Made Up", lon: -0.07, lat: 51.53, fixed_at: at(-2), accuracy_m: 400, source: "handset", distance_m: 700 };
  const rough = board({
    units: [unit("CE1"), unit("CE2"), unit("CE3")],
    positions: [position("CE1", { accuracy_m: 1800 }), position("CE2", { lon: -0.1, accuracy_m: 99 }), position("CE3", { lon: -0.2, members: [member] })],
  });
  const { units: signs, discs } = drawnOf({ units: unitRows(rough, codes, NOON), incidents: [], emergencies: [], unitId: null, incidentId: null, now: NOON, trail: null, trailShows: "placed", pod: null, zones: [], drawing: [] }, CLOSE);

  it("is never a solid sign, and says how far off it may be", () => {
    expect(signs.features.map(({ properties }) => [properties?.["pin"], properties?.["label"]])).toEqual([
      ["unit-free-hollow", "CE1 2 ±1.8 km"],
      ["unit-free-solid", "CE2 2"],
      ["unit-free-solid", "CE3 2"],
      ["member-hollow", "CE3 PC Made Up ±400 m"],
    ]);
  });

  it("has its disc, also of a member who is apart", () => {
    expect(discs.features.map(({ properties }) => properties?.["id"])).toEqual(["unit-CE1", "unit-CE3"]);
  });
});

describe("several at one place", () => {
  const here = { lon: -0.05, lat: 51.53 };
  const atScene = (callsign: string, fields = {}) => [unit(callsign, { status: "6", incident_id: "incident-1" }), position(callsign, { ...here, ...fields })] as const;
  const [two, its] = atScene("CE2");
  const [five, walked] = atScene("CE5", { lat: 51.5306, fixed_at: at(-60) });
  const [far, away] = atScene("CE8", { lat: 51.54 });
  const shared = board({
    units: [two, five, far, unit("CE6"), unit("CE7")],
    positions: [its, walked, away, position("CE6", { lon: -0.02 }), position("CE7", { lon: -0.02 })],
    incidents: [incident("1", here), incident("2", { ...here, grade: "I" }), incident("3", { lon: -0.09 })],
    taskings: ["CE2", "CE5", "CE8"].map((callsign) => tasking("1", callsign, { at_scene_at: at(-20) })),
  });
  const picture = { units: unitRows(shared, codes, NOON), incidents: queueOf(allRows(shared, NOON), shared, codes, everythingOpen), emergencies: [], unitId: null, incidentId: null as string | null, now: NOON, trail: null, trailShows: "placed" as const, pod: null, zones: [], drawing: [] };
  const labels = (features: { properties: Record<string, unknown> | null }[]) => Object.fromEntries(features.map(({ properties }) => [properties?.["id"], properties?.["label"]]));

  it("the pin on top says how many incidents share its place, and who is there", () => {
    expect(labels(drawnOf(picture, CLOSE).incidents.features)).toEqual({ "incident-2": "2 +1 · CE2 CE5 60 s", "incident-1": "", "incident-3": "3" });
    expect(labels(drawnOf({ ...picture, incidentId: "incident-1" }, CLOSE).incidents.features)).toMatchObject({ "incident-1": "1 +1 · CE2 CE5 60 s", "incident-2": "" });
  });

  it("a unit under a pin has its sign beside it, and one that can be seen stays where it is", () => {
    const shifted = drawnOf(picture, CLOSE).units.features.filter(({ properties }) => properties?.["slot"]).map(({ properties }) => [properties?.["id"], properties?.["slot"]]);
    expect(shifted).toEqual([["unit-CE2", "0,22"]]);
  });

  it("of units that stand together the first says how many more there are", () => {
    expect(labels(drawnOf(picture, CLOSE).units.features)).toMatchObject({ "unit-CE2": "", "unit-CE6": "CE6 2 +1", "unit-CE7": "", "unit-CE8": "CE8 6", "unit-CE5": "CE5 6 · 60 s" });
  });

  it("what is chosen among them comes first", () => {
    expect(labels(drawnOf({ ...picture, unitId: "unit-CE7" }, CLOSE).units.features)).toMatchObject({ "unit-CE7": "CE7 2 +1", "unit-CE6": "" });
  });

  it("each under the finger is offered once, the uppermost first", () => {
    const found = [{ properties: { id: "b", order: 2 } }, { properties: { id: "a", order: -1 } }, { properties: { id: "b", order: 2 } }];
    expect(inOrder(found).map(({ properties }) => properties.id)).toEqual(["a", "b"]);
  });
});

describe("from afar, where a pin covers whole streets", () => {
  const here = { lon: -0.05, lat: 51.53 };
  /** About so many metres east. */
  const east = (metres: number) => ({ lon: here.lon + metres / 69_180, lat: here.lat });
  const near = board({
    units: ["CE1", "CE2", "CE3", "CE4"].map((callsign) => unit(callsign)),
    positions: [position("CE1", east(25)), position("CE2", east(60)), position("CE3", east(-100)), position("CE4", east(3_000))],
    incidents: [incident("1", here)],
  });
  const picture = { units: unitRows(near, codes, NOON), incidents: allRows(near, NOON), emergencies: [], unitId: null, incidentId: null, now: NOON, trail: null, trailShows: "placed" as const, pod: null, zones: [], drawing: [] };

  /** Where a sign is drawn, in pixels from the middle of the pin. */
  function drawnAway({ geometry, properties }: (ReturnType<typeof drawnOf>["units"]["features"])[number], zoom: number): number {
    const { east, north } = offsetMetres(here, { lon: geometry.coordinates[0] ?? 0, lat: geometry.coordinates[1] ?? 0 });
    const [right, down] = SLOTS[String(properties?.["slot"])] ?? [0, 0];
    const pixel_m = metresAPixel(zoom, here.lat);
    return Math.hypot(east / pixel_m + right, -north / pixel_m + down);
  }

  it.each([9, 10, 11.5, 12, 13, 14, 15, 16, 17, 18])("no unit lies under it at zoom %d, and each is named beside it or by itself", (zoom) => {
    const { units, incidents } = drawnOf(picture, zoom);
    expect(units.features.map((feature) => drawnAway(feature, zoom)).every((pixels) => pixels >= 11)).toBe(true);
    const words = [...units.features, ...incidents.features].map(({ properties }) => String(properties?.["label"])).join(" ");
    for (const callsign of ["CE1", "CE2", "CE3", "CE4"]) expect(words).toContain(callsign);
  });

  it("six at one place are all to be seen, in a row below the pin and one above", () => {
    const six = ["CE1", "CE2", "CE3", "CE4", "CE5", "CE6"];
    const state = board({ units: six.map((callsign) => unit(callsign)), positions: six.map((callsign) => position(callsign, here)), incidents: [incident("1", here)] });
    const { units } = drawnOf({ ...picture, units: unitRows(state, codes, NOON), incidents: allRows(state, NOON) }, 18);
    expect(units.features.map(({ properties }) => properties?.["slot"])).toEqual(["-18,22", "0,22", "18,22", "-18,-22", "0,-22", "18,-22"]);
  });

  it("two pins that cover one another are one with a number", () => {
    const both = board({ incidents: [incident("1", here), incident("2", east(150))] });
    const labels = (zoom: number) => drawnOf({ ...picture, units: [], incidents: allRows(both, NOON) }, zoom).incidents.features.map(({ properties }) => properties?.["label"]);
    expect(labels(11)).toEqual(["1 +1", ""]);
    expect(labels(14)).toEqual(["1", "2"]);
  });

  it("a single one of a crowd is set apart from a pin as well, and its name is left to the choice", () => {
    const many = Array.from({ length: FEW + 1 }, (_, number) => `CE${number + 1}`);
    const force = board({ units: many.map((callsign) => unit(callsign)), positions: many.map((callsign) => position(callsign, callsign === "CE2" ? east(40) : { lon: -0.3 })), incidents: [incident("1", here)] });
    const { crowd, incidents } = drawnOf({ ...picture, units: unitRows(force, codes, NOON), incidents: allRows(force, NOON) }, 12);
    expect(crowd.features.filter(({ properties }) => properties?.["slot"]).map(({ properties }) => properties?.["id"])).toEqual(["unit-CE2"]);
    expect(incidents.features.map(({ properties }) => properties?.["label"])).toEqual(["1"]);
  });
});

describe("the drawing without a map", () => {
  it("has a scale of a round length", () => {
    expect([340, 999, 1000, 2600, 7100].map(scaleLength)).toEqual([200, 500, 1000, 2000, 5000]);
  });
});
