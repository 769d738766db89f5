/** What the map draws, from what the board knows. Pure: the same rows make the same features. */
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from "geojson";
import { guess, STRAIGHT_MPS } from "../domain/dead-reckoning.ts";
import { ageInSeconds, discRadius, drawnAs, HOLLOW_UNTIL_S, isVague, membersApart, SOLID_UNTIL_S } from "../domain/board/ageing.ts";
import type { QueueRow } from "../domain/board/queue.ts";
import type { UnitRow } from "../domain/board/units.ts";
import { whoseMark } from "../domain/board/whose.ts";
import { accuracyWords, ageWords, cadNumber, shortTime } from "../domain/board/words.ts";
import type { Emergency, Member, Zone } from "../domain/rows.ts";
import { isStanding, kindText, timeText } from "../domain/zones.ts";
import { agoWords, believed, lineLetter, named, pieces, shownLines, type Trail, type TrailShows } from "../domain/trail.ts";
import { discRing, type Place } from "./geometry.ts";
import { beside, isUnderPin, slotOf, type Stack, stackById, stacksOf, type Standing } from "./stacks.ts";

export interface Picture {
  units: readonly UnitRow[];
  incidents: readonly QueueRow[];
  emergencies: readonly Emergency[];
  unitId: string | null;
  incidentId: string | null;
  now: number;
  trail: Trail | null;
  trailShows: TrailShows;
  zones: readonly Zone[];
  /** The BCU that units are seen from: who is away from it, or its guest, is marked. */
  pod: string | null;
  /** Corners of a zone that is being drawn. */
  drawing: readonly Place[];
}

export interface Drawn {
  /** Each with its own sign: the chosen one, those that have called for help, members apart; all of them while they are few. */
  units: FeatureCollection<Point>;
  /** The others of a large force: where they stand close together they are one sign with their number. */
  crowd: FeatureCollection<Point>;
  discs: FeatureCollection<Polygon>;
  zones: FeatureCollection<Polygon | MultiPolygon>;
  incidents: FeatureCollection<Point>;
  emergencies: FeatureCollection<Point>;
  trails: FeatureCollection<LineString>;
  "trail-points": FeatureCollection<Point>;
}

/** So many can still be told apart on one screen. */
export const FEW = 400;

export const collection = <G extends Point | Polygon | MultiPolygon | LineString>(features: Feature<G>[]): FeatureCollection<G> => ({ type: "FeatureCollection", features });

export function point(lon: number, lat: number, properties: Record<string, unknown>): Feature<Point> {
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties };
}

/** `CE26 2`, whose it is or that it is away, with age, accuracy and doubt once they matter, and in words once the dot says nothing any more. */
export function unitLabel(row: UnitRow, now: number, pod: string | null = null): string {
  const { unit, position, freshness } = row;
  const mark = whoseMark(row, pod);
  const about = position && isVague(position) ? ` ${accuracyWords(position.accuracy_m)}` : "";
  const name = `${unit.callsign} ${unit.status}${mark && ` ${mark}`}${about}${position?.doubted_at ? " doubted" : ""}`;
  if (!position || freshness === "solid") return name;
  if (freshness === "hollow") return `${name} · ${ageWords(ageInSeconds(position.fixed_at, now))}`;
  return `${name} last seen ${shortTime(position.fixed_at)}`;
}

/** Which shapes: round is free, square is committed, a triangle is neither. */
export function unitPin({ standing, freshness, position }: UnitRow): string {
  const shape = standing === "off duty" || standing === "silent" ? "not free" : standing;
  return `unit-${shape}-${freshness === "none" ? "grey" : drawnAs(freshness, position)}`;
}

const isDrawn = ({ unit, position, standing }: UnitRow): boolean => position !== undefined && (standing !== "off duty" || unit.emergency_id !== null);

/** Alone it has its own words. Under a pin it is written beside that; with other units the first one says how many more. */
export function labelIn(stack: Stack | undefined, id: string, alone: string): string {
  const unit = stack?.units.find((one) => one.id === id);
  if (!stack || !unit) return alone;
  if (stack.incidents.length > 0) return isUnderPin(stack, unit) ? "" : alone;
  return stack.units[0] === unit ? `${alone} +${stack.units.length - 1}` : "";
}

/** Where its sign is drawn: where it is by now, or in a slot beside the pin that would cover it. */
export function drawnAt(stack: Stack | undefined, id: string, here: Place): { place: Place; slot?: string } {
  const unit = stack?.units.find((one) => one.id === id);
  const slot = stack && unit && slotOf(stack, unit);
  return slot ? { place: stack.place, slot } : { place: here };
}

function unitFeature(row: UnitRow, picture: Picture, stack?: Stack): Feature<Point>[] {
  const { unit, position, standing, freshness } = row;
  if (!position) return [];
  // Where they are by now, by the rule that their own device knows: it stays silent for as long as this is right.
  const { place, slot } = drawnAt(stack, unit.id, guess(position, picture.now));
  const chosen = unit.id === picture.unitId;
  // On a full map the free ones and those that are chosen keep their names longest.
  const order = chosen ? 0 : standing === "free" ? 1 : standing === "committed" ? 2 : 3;
  const label = labelIn(stack, unit.id, unitLabel(row, picture.now, picture.pod));
  const properties = { id: unit.id, pin: unitPin(row), label, chosen, order, faded: freshness === "grey", ...(slot ? { slot } : headingOf(row)) };
  return [point(place.lon, place.lat, properties)];
}

/** Where it is going, for as long as the guess of its place goes with it. */
export function headingOf({ position, freshness }: Pick<UnitRow, "position" | "freshness">): { heading?: number } {
  const moves = position && freshness !== "grey" && (position.speed_mps ?? 0) >= STRAIGHT_MPS;
  return moves && position.heading !== null ? { heading: position.heading } : {};
}

function membersOf({ unit, position }: UnitRow, now: number): Feature<Point>[] {
  return membersApart(position, now).map((member) => memberFeature(unit.callsign, member, now));
}

/** One of the crew who is away from where the unit is. */
function memberFeature(callsign: string, member: Member, now: number): Feature<Point> {
  const age = ageInSeconds(member.fixed_at, now);
  const freshness = age <= SOLID_UNTIL_S ? "solid" : age <= HOLLOW_UNTIL_S ? "hollow" : "grey";
  const vague = isVague(member) ? ` ${accuracyWords(member.accuracy_m)}` : "";
  const label = `${callsign} ${member.officer}${vague}${freshness === "solid" ? "" : ` · ${ageWords(age)}`}`;
  return point(member.lon, member.lat, { id: "", pin: `member-${drawnAs(freshness, member)}`, label, chosen: false, order: 4, faded: freshness === "grey" });
}

/** Where a lost unit may be by now, and where one may be of whom only the neighbourhood is known; of the chosen one how exact its place is. */
function discFeature(row: UnitRow, picture: Picture): Feature<Polygon>[] {
  const chosen = row.unit.id === picture.unitId;
  if (!row.position || row.standing === "off duty" || (row.freshness !== "grey" && !isVague(row.position) && !chosen)) return [];
  return [disc(row.unit.id, guess(row.position, picture.now), discRadius(row.position, picture.now, row.drift_mps), chosen)];
}

function memberDiscs({ unit, position }: UnitRow, picture: Picture): Feature<Polygon>[] {
  return membersApart(position, picture.now).filter(isVague).map((member) => disc(unit.id, member, member.accuracy_m, unit.id === picture.unitId));
}

export const disc = (id: string, place: Place, radius_m: number, chosen: boolean): Feature<Polygon> => ({
  type: "Feature",
  geometry: { type: "Polygon", coordinates: [discRing(place, radius_m)] },
  properties: { id, chosen },
});

/** Its number, and who else is there; what lies under another pin is counted beside that. */
export function pinLabel(stack: Stack | undefined, { id, cad }: { id: string; cad: string }, now: number): string {
  if (!stack) return cadNumber(cad);
  return stack.incidents[0]?.id === id ? `${cadNumber(cad)}${beside(stack, now)}` : "";
}

function incidentFeature(row: QueueRow, picture: Picture, rank: number, stack?: Stack): Feature<Point> {
  const { incident, progress } = row;
  const label = pinLabel(stack, incident, picture.now);
  const chosen = incident.id === picture.incidentId;
  const pin = `incident-${incident.grade}${progress === "unassigned" ? "-alone" : ""}`;
  return point(incident.lon, incident.lat, { id: incident.id, pin, label, chosen, order: chosen ? -1 : rank });
}

/** How many lines are told apart by colour and dashes; the letters at their places tell all of them apart. */
export const LOOKS = 4;

/** The way of each device as lines, broken where nothing was heard. */
export function trailLines(trail: Trail | null, shows: TrailShows): Feature<LineString>[] {
  const ways = trail ? pieces(trail, shows).filter((piece) => piece.length > 1) : [];
  return ways.map((piece) => ({ type: "Feature", geometry: { type: "LineString", coordinates: piece.map(([lon, lat]) => [lon, lat]) }, properties: { look: (piece[0]?.[6] ?? 0) % LOOKS } }));
}

/** Every place that was measured, some of them with their age, and with their letter where there are several lines. */
export function trailPoints(trail: Trail | null, shows: TrailShows, now: number): Feature<Point>[] {
  if (!trail) return [];
  const labelled = new Set(named(trail, shows));
  const several = shownLines(trail, shows).length > 1;
  const label = (line: number, at: string): string => `${several ? `${lineLetter(line)} ` : ""}${agoWords(at, now)}`;
  return believed(trail, shows).map((one) => point(one[0], one[1], { label: labelled.has(one) ? label(one[6], one[2]) : "", look: one[6] % LOOKS }));
}

/** Those of several signs under a finger, each once, the one that is drawn on top first. */
export function inOrder<Sign extends { properties: Record<string, unknown> | null }>(found: readonly Sign[]): Sign[] {
  const order = (one: Sign): number => Number(one.properties?.["order"] ?? 0);
  const each = new Map(found.map((one) => [one.properties?.["id"], one]));
  return [...each.values()].sort((one, other) => order(one) - order(other));
}

/** Which of several signs under a finger is meant: the one that is drawn on top, so never the lesser of two at one address. */
export function topmost(found: readonly { properties: Record<string, unknown> | null }[]): string | null {
  const [top] = inOrder(found);
  return top ? String(top.properties?.["id"]) : null;
}

/** Hazard areas and event zones as they stand, and one that is being drawn. */
export function zoneFeatures({ zones, drawing, now }: Pick<Picture, "zones" | "drawing" | "now">): Feature<Polygon | MultiPolygon>[] {
  const standing = zones.filter((zone) => isStanding(zone, now)).map((zone): Feature<Polygon | MultiPolygon> => {
    const label = `${kindText(zone)}: ${zone.name}${timeText(zone, now) && `\n${timeText(zone, now)}`}`;
    return { type: "Feature", geometry: zone.outline, properties: { kind: zone.kind, label, later: Date.parse(zone.from_at) > now } };
  });
  if (drawing.length < 2) return standing;
  const ring = [...drawing, drawing[0] as Place].map(({ lon, lat }) => [lon, lat]);
  return [...standing, { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { kind: "hazard", label: `${drawing.length} corners`, later: false } }];
}

/** A unit as it stands in a stack. */
function standing({ unit, position, freshness, incident }: UnitRow, jobs: ReadonlyMap<string, QueueRow>, now: number): Standing[] {
  if (!position) return [];
  const job = incident && jobs.get(incident.id);
  const atScene = job?.taskings.some((tasking) => tasking.unit_id === unit.id && tasking.at_scene_at) ? [job.incident.id] : [];
  return [{ id: unit.id, callsign: unit.callsign, place: guess(position, now), fix: position, freshness, atScene }];
}

/** `zoom`: how near one looks. From afar a pin covers more of the ground, and what it covers is set apart. */
export function drawnOf(picture: Picture, zoom: number): Drawn {
  const isChosen = ({ incident }: QueueRow): boolean => incident.id === picture.incidentId;
  const open = picture.incidents.filter((row) => row.incident.state === "open" || isChosen(row));
  const there = picture.units.filter(isDrawn);
  const isApart = ({ unit }: UnitRow): boolean => there.length <= FEW || unit.id === picture.unitId || unit.emergency_id !== null;
  const [apart, crowd] = [there.filter(isApart), there.filter((row) => !isApart(row))];
  const topFirst = [...open].sort((one, other) => Number(isChosen(other)) - Number(isChosen(one)));
  // Who is at a job is written beside its pin also where the others of a large force are a crowd.
  const weight = ({ unit, incident }: UnitRow): number => (unit.id === picture.unitId ? 0 : unit.emergency_id ? 1 : incident ? 2 : 3);
  const atOne = [...[...apart].sort((one, other) => weight(one) - weight(other)), ...crowd.filter(({ incident }) => incident)];
  const jobs = new Map(open.map((row) => [row.incident.id, row]));
  const standingOf = (rows: readonly UnitRow[]): Standing[] => rows.flatMap((row) => standing(row, jobs, picture.now));
  const guests = standingOf(crowd.filter(({ incident }) => !incident)).map((one) => ({ ...one, isGuest: true }));
  const stackOf = stackById(stacksOf(topFirst.map(({ incident }) => incident), [...standingOf(atOne), ...guests], zoom));
  // Thousands of discs would be one grey: of a crowd only the discs of those apart are drawn, and its signs count the lost.
  return {
    units: collection([...apart.flatMap((row) => unitFeature(row, picture, stackOf.get(row.unit.id))), ...there.flatMap((row) => membersOf(row, picture.now))]),
    crowd: collection(crowd.flatMap((row) => unitFeature(row, picture, stackOf.get(row.unit.id)))),
    discs: collection(apart.flatMap((row) => [...discFeature(row, picture), ...memberDiscs(row, picture)])),
    zones: collection(zoneFeatures(picture)),
    incidents: collection(open.map((row, rank) => incidentFeature(row, picture, rank, stackOf.get(row.incident.id)))),
    emergencies: collection(
      picture.emergencies.flatMap((row) =>
        row.lon === null || row.lat === null
          ? []
          : [point(row.lon, row.lat, { id: row.unit_id, label: `EMERGENCY ${row.callsign}`, waiting: row.acknowledged_at === null })],
      ),
    ),
    trails: collection(trailLines(picture.trail, picture.trailShows)),
    "trail-points": collection(trailPoints(picture.trail, picture.trailShows, picture.now)),
  };
}
