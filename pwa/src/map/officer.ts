// What the map draws around an officer, with the signs, ages and stacks of the board. Pure.
import type { Feature, LineString, Point, Polygon } from "geojson";
import { doubtWords, carWords, freshOf, nowAt, ownWords, type Placed, radiusOf, type Surroundings } from "../domain/around.ts";
import { drawnAs, isVague } from "../domain/board/ageing.ts";
import { standingOf } from "../domain/board/units.ts";
import { STRAIGHT_MPS } from "../domain/dead-reckoning.ts";
import type { Colleague } from "../domain/rows.ts";
import { collection, disc, drawnAt, type Drawn, labelIn, point, zoneFeatures } from "./features.ts";
import type { Bounds } from "./geometry.ts";
import { beside, stackById, stacksOf, type Standing } from "./stacks.ts";

export const OWN = "own";

interface Sign extends Placed {
  id: string;
  name: string;
  /** Without its age: `unit-free`, `own`, `member`. */
  pin: string;
  order: number;
  atScene: readonly string[];
}

/** Oneself above all, then what is one's own, then who is on the job. */
function signsOf(seen: Surroundings): Sign[] {
  const { own, car, partners, unit, cards, colleagues, codes } = seen;
  const jobs = cards.map(({ incident_id }) => incident_id);
  const shape = (status: string, hasJob: boolean): string => `unit-${codes ? standingOf({ status, incident_id: null }, codes, true, hasJob) : "not free"}`;
  const colleague = (one: Colleague): Sign => ({
    ...one, id: one.unit_id, name: one.callsign, pin: shape(one.status, one.same_job).replace("off duty", "not free"), order: one.same_job ? 2 : 3,
    // The status says that they are at a scene; that it is ours is known where they are on our only job.
    atScene: one.same_job && one.status === "6" && jobs.length === 1 ? jobs : [],
  });
  return [
    ...(own ? [{ ...own, id: OWN, name: ownWords(seen), pin: "own", order: -2, atScene: [] }] : []),
    ...(car && unit ? [{ ...car, id: unit.id, name: carWords({ car, unit }), pin: shape(unit.status, jobs.length > 0).replace("off duty", "not free"), order: 0, atScene: [] }] : []),
    ...partners.map((one, at) => ({ ...one, id: `partner ${at}`, name: one.officer, pin: "member", order: 1, atScene: [] })),
    ...colleagues.map(colleague),
  ];
}

/** Where it is going, while it is known to go there. */
const headingOf = (one: Placed, now: number): { heading?: number } =>
  one.heading != null && (one.speed_mps ?? 0) >= STRAIGHT_MPS && freshOf(one, now) !== "grey" ? { heading: one.heading } : {};

/** A disc that is wider than the streets one looks at is only a haze over them; the words "last seen" say it better. */
const HAZE_M = 400;

function hasDisc(sign: Sign, now: number, chosen: readonly string[]): boolean {
  if (sign.id === OWN || sign.order < 3 && freshOf(sign, now) === "grey" || chosen.includes(sign.id)) return true;
  return (freshOf(sign, now) === "grey" || isVague(sign)) && radiusOf(sign, now) <= HAZE_M;
}

/** What is left of the middle is named to its right, and the other way round: a narrow screen cuts no name off. */
const sideOf = (lon: number, bounds: Bounds | undefined): { side?: "east" } => (bounds && lon > (bounds[0] + bounds[2]) / 2 ? { side: "east" } : {});

export function officerDrawn(seen: Surroundings, chosen: readonly string[], zoom: number, bounds?: Bounds): Drawn {
  const { own, cards, zones, now } = seen;
  const signs = signsOf(seen);
  const pins = cards.map(({ incident }) => incident);
  const standing = signs.map((sign): Standing => {
    const fresh = freshOf(sign, now);
    return { id: sign.id, callsign: sign.name, place: nowAt(sign, now), fix: sign, freshness: fresh, atScene: sign.atScene };
  });
  const stackOf = stackById(stacksOf(pins, standing, zoom));
  const unit = (sign: Sign): Feature<Point> => {
    const stack = stackOf.get(sign.id);
    const { place, slot } = drawnAt(stack, sign.id, nowAt(sign, now));
    const fresh = freshOf(sign, now);
    const label = labelIn(stack, sign.id, `${sign.name}${doubtWords(sign, now)}`);
    return point(place.lon, place.lat, { id: sign.id, pin: `${sign.pin}-${drawnAs(fresh, sign)}`, label, chosen: chosen.includes(sign.id), order: sign.order, faded: fresh === "grey", ...sideOf(place.lon, bounds), ...(slot ? { slot } : headingOf(sign, now)) });
  };
  const job = pins.map((incident, order): Feature<Point> => {
    const stack = stackOf.get(incident.id);
    const label = !stack ? incident.address : stack.incidents[0]?.id === incident.id ? `${incident.address}${beside(stack, now)}` : "";
    return point(incident.lon, incident.lat, { id: incident.id, pin: `incident-${incident.grade}`, label, chosen: chosen.includes(incident.id), order, ...sideOf(incident.lon, bounds) });
  });
  const way = own && pins[0] ? [line(own, pins[0])] : [];
  return {
    units: collection(signs.map(unit)),
    crowd: collection([]),
    discs: collection(signs.filter((sign) => hasDisc(sign, now, chosen)).map((sign): Feature<Polygon> => disc(sign.id, nowAt(sign, now), radiusOf(sign, now), sign.id === OWN))),
    zones: collection(zoneFeatures({ zones: [...zones], drawing: [], now })),
    incidents: collection(job),
    emergencies: collection([]),
    trails: collection(way),
    "trail-points": collection([]),
  };
}

const line = (from: { lon: number; lat: number }, to: { lon: number; lat: number }): Feature<LineString> => ({
  type: "Feature", geometry: { type: "LineString", coordinates: [[from.lon, from.lat], [to.lon, to.lat]] }, properties: { look: "way" },
});
