// What the map draws of an instant of a replay, with the signs and ages of the board.
import type { Feature, Point, Polygon } from "geojson";
import { ageInSeconds } from "../domain/board/ageing.ts";
import { ageWords, cadNumber, shortTime } from "../domain/board/words.ts";
import { guess } from "../domain/dead-reckoning.ts";
import type { Moment, ReplayIncident } from "../domain/replay.ts";
import { collection, type Drawn, FEW, point } from "./features.ts";
import { discRing } from "./geometry.ts";

export function replayDrawn(moments: readonly Moment[], incidents: readonly ReplayIncident[], now: number, unitId: string | null): Drawn {
  const shown = moments.filter(({ position, standing }) => position && standing !== "off duty");
  const signs = shown.flatMap((moment) => unit(moment, now, unitId));
  const [alone, crowd] = signs.length > FEW ? [signs.filter((one) => one.properties?.["chosen"]), signs.filter((one) => !one.properties?.["chosen"])] : [signs, []];
  return {
    units: collection(alone),
    crowd: collection(crowd),
    // Where the others went when they left the ground is not told: no disc grows for them.
    discs: collection(shown.filter(({ freshness, isSent }) => freshness === "grey" && isSent).flatMap((moment) => disc(moment, now, unitId))),
    zones: collection([]),
    incidents: collection(incidents.map(({ id, lon, lat, grade, cad }, order) => point(lon, lat, { id, pin: `incident-${grade}`, label: cadNumber(cad), chosen: false, order }))),
    emergencies: collection([]),
    trails: collection([]),
    "trail-points": collection([]),
  };
}

export function labelAt({ unit: { callsign }, status, position, freshness, isSent }: Moment, now: number): string {
  if (!position || freshness === "solid") return `${callsign} ${status}`;
  if (freshness === "hollow") return `${callsign} ${status} · ${ageWords(ageInSeconds(position.fixed_at, now))}`;
  return `${callsign} ${status} last ${isSent ? "seen" : "here"} ${shortTime(position.fixed_at)}`;
}

function unit(moment: Moment, now: number, unitId: string | null): Feature<Point>[] {
  if (!moment.position) return [];
  const { lon, lat } = guess(moment.position, now);
  const chosen = moment.unit.id === unitId;
  const pin = `unit-${moment.standing}-${moment.freshness}`;
  return [point(lon, lat, { id: moment.unit.id, pin, label: labelAt(moment, now), chosen, order: chosen ? 0 : moment.standing === "committed" ? 1 : 2, faded: moment.freshness === "grey" })];
}

function disc(moment: Moment, now: number, unitId: string | null): Feature<Polygon>[] {
  if (!moment.position) return [];
  const ring = discRing(guess(moment.position, now), moment.radius_m);
  return [{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { id: moment.unit.id, chosen: moment.unit.id === unitId } }];
}
