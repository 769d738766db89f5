// What the map draws of an instant of a replay, by the rules of the board: its signs and ages, its discs, and its stacks.
import type { Feature, Point, Polygon } from "geojson";
import { ageInSeconds, drawnAs, isVague } from "../domain/board/ageing.ts";
import { accuracyWords, ageWords, shortTime } from "../domain/board/words.ts";
import { guess } from "../domain/dead-reckoning.ts";
import type { Moment, ReplayIncident, ReplayTasking } from "../domain/replay.ts";
import { isRunning } from "../domain/replay.ts";
import { collection, type Drawn, drawnAt, FEW, headingOf, labelIn, pinLabel, point } from "./features.ts";
import { discRing } from "./geometry.ts";
import { type Stack, stackById, stacksOf, type Standing } from "./stacks.ts";

/** An instant: tenths of a second after the beginning, and the same by the clock. */
export interface Instant {
  at: number;
  now: number;
  moments: readonly Moment[];
  /** The gravest first. */
  incidents: readonly ReplayIncident[];
  taskings: readonly ReplayTasking[];
  unitId: string | null;
  incidentId: string | null;
}

export function replayDrawn(instant: Instant, zoom: number): Drawn {
  const { moments, incidents, unitId, incidentId, now } = instant;
  const shown = moments.filter(({ position, standing }) => position && standing !== "off duty");
  const isApart = ({ unit, isSent }: Moment): boolean => shown.length <= FEW || unit.id === unitId || isSent;
  // The chosen one comes first in its stack, and then those that were sent: who of the others stands there is less.
  const weight = ({ unit, isSent }: Moment): number => (unit.id === unitId ? 0 : isSent ? 1 : 2);
  const ordered = [...shown].sort((one, other) => weight(one) - weight(other));
  const units = ordered.flatMap((moment) => standing(moment, instant, !isApart(moment)));
  const stackOf = stackById(stacksOf(incidents, units, zoom));
  const feature = (moment: Moment): Feature<Point>[] => sign(moment, instant, stackOf.get(moment.unit.id));
  return {
    units: collection(shown.filter(isApart).flatMap(feature)),
    crowd: collection(shown.filter((moment) => !isApart(moment)).flatMap(feature)),
    discs: collection(shown.filter((moment) => hasDisc(moment, unitId)).flatMap((moment) => disc(moment, now, unitId))),
    zones: collection([]),
    incidents: collection(incidents.map((incident, order) => {
      const { id, lon, lat, grade } = incident;
      return point(lon, lat, { id, pin: `incident-${grade}`, label: pinLabel(stackOf.get(id), incident, now), chosen: id === incidentId, order });
    })),
    emergencies: collection([]),
    trails: collection([]),
    "trail-points": collection([]),
  };
}

function standing({ unit, position, freshness }: Moment, { at, now, taskings }: Instant, isGuest: boolean): Standing[] {
  if (!position) return [];
  const atScene = taskings.filter((one) => one.unit_id === unit.id && isRunning(one, at) && one.rungs.at_scene !== null && one.rungs.at_scene <= at);
  return [{ id: unit.id, callsign: unit.callsign, place: guess(position, now), fix: position, freshness, atScene: atScene.map(({ incident_id }) => incident_id), isGuest }];
}

export function labelAt({ unit: { callsign }, status, position, freshness, isSent }: Moment, now: number): string {
  const name = `${callsign} ${status}${position && isVague(position) ? ` ${accuracyWords(position.accuracy_m)}` : ""}`;
  if (!position || freshness === "solid") return name;
  if (freshness === "hollow") return `${name} · ${ageWords(ageInSeconds(position.fixed_at, now))}`;
  return `${name} last ${isSent ? "seen" : "here"} ${shortTime(position.fixed_at)}`;
}

function sign(moment: Moment, { now, unitId }: Instant, stack?: Stack): Feature<Point>[] {
  const { unit, position, freshness } = moment;
  if (!position) return [];
  const chosen = unit.id === unitId;
  const { place: { lon, lat }, slot } = drawnAt(stack, unit.id, guess(position, now));
  const pin = `unit-${moment.standing}-${freshness === "none" ? "grey" : drawnAs(freshness, position)}`;
  const order = chosen ? 0 : moment.standing === "committed" ? 1 : 2;
  return [point(lon, lat, { id: unit.id, pin, label: labelIn(stack, unit.id, labelAt(moment, now)), chosen, order, faded: freshness === "grey", ...(slot ? { slot } : headingOf(moment)) })];
}

/** Where one was lost, or is only about known, and of the chosen one how exact its place is. */
function hasDisc({ unit, position, freshness, isSent }: Moment, unitId: string | null): boolean {
  // Where the others went when they left the ground is not told: no disc grows for them.
  if (freshness === "grey") return isSent;
  return unit.id === unitId || (position !== undefined && isVague(position));
}

function disc(moment: Moment, now: number, unitId: string | null): Feature<Polygon>[] {
  if (!moment.position) return [];
  const ring = discRing(guess(moment.position, now), moment.radius_m);
  return [{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { id: moment.unit.id, chosen: moment.unit.id === unitId } }];
}
