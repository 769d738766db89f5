import { ageInSeconds, discRadius, SOLID_UNTIL_S } from "../../../domain/board/ageing.ts";
import type { UnitRow } from "../../../domain/board/units.ts";
import { ageWords, clockTime, distanceWords, sourceWords, windOf } from "../../../domain/board/words.ts";
import type { Emergency, Position } from "../../../domain/rows.ts";
import { bearingDegrees, distanceMetres, type Place } from "../../../map/geometry.ts";

export interface KnownPlace extends Place {
  fixed_at: string | null;
  accuracy_m: number | null;
}

/** From here on a unit is elsewhere, and not only measured otherwise. */
const ELSEWHERE_M = 100;

/** The server's word for a call of whose officer nothing is known: it stands with their unit. */
const OF_UNIT = "last fix";

/** Whether it is the place of whoever pressed; else it is that of their unit. */
const isOwn = ({ lon, lat, source }: Emergency): boolean => lon !== null && lat !== null && source !== null && source !== OF_UNIT;

/** Where the officer is believed to be: their own place beats that of their unit, however new. Only without one a newer fix of the unit counts. */
export function placeOf(emergency: Emergency, position: Position | undefined): KnownPlace | null {
  const given =
    emergency.lon !== null && emergency.lat !== null
      ? { lon: emergency.lon, lat: emergency.lat, fixed_at: emergency.fixed_at, accuracy_m: emergency.accuracy_m }
      : null;
  if (!position || isOwn(emergency)) return given;
  const newer = !given?.fixed_at || Date.parse(position.fixed_at) > Date.parse(given.fixed_at);
  return newer ? position : given;
}

/** Whose place it is: `by their radio`. */
export const whoseWords = (emergency: Emergency): string => (isOwn(emergency) ? `by their ${sourceWords(emergency.source ?? "")}` : "of their unit: of themselves nothing is known");

/** Where the unit stands while its officer calls from elsewhere: `670 m N of there, by vehicle, 5 s old`; nothing when they are together. */
export function unitElsewhere(emergency: Emergency, position: Position | undefined, now: number): string {
  if (!position || !isOwn(emergency)) return "";
  const officer = { lon: emergency.lon ?? 0, lat: emergency.lat ?? 0 };
  const metres = distanceMetres(officer, position);
  if (metres <= ELSEWHERE_M) return "";
  const way = `${distanceWords(metres)} ${windOf(bearingDegrees(officer, position))} of there`;
  return `${way}, by ${sourceWords(position.source)}, ${ageWords(ageInSeconds(position.fixed_at, now))} old`;
}

/** The place in words with its age, which matters as much as the place. */
export function placeWords(place: KnownPlace | null, now: number): string {
  if (!place) return "No position is known: ask by voice";
  const where = `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
  const error = place.accuracy_m !== null ? `, ±${Math.round(place.accuracy_m)} m` : "";
  return place.fixed_at
    ? `${where}${error}, ${ageWords(ageInSeconds(place.fixed_at, now))} old (${clockTime(place.fixed_at)})`
    : `${where}${error}, age unknown`;
}

export interface Near {
  row: UnitRow;
  /** As far as it may be by now. */
  metres: number;
  words: string;
}

/** After a quarter of an hour nobody knows any better than by radio: the ranking leaves them out as well. */
const LOST_S = 900;

/** Units by how far from a place they may be by now: one that was seen next to it ten minutes ago is not the nearest. Of who is lost nothing is said. */
export function nearestUnits(units: Iterable<UnitRow>, place: Place, except: string | null, count: number, now: number): Near[] {
  const near = [...units].flatMap((row) => {
    const { unit, position, standing } = row;
    if (!position || standing === "off duty" || unit.id === except || ageInSeconds(position.fixed_at, now) > LOST_S) return [];
    const metres = distanceMetres(place, position);
    return [{ row, metres: metres + discRadius(position, now, row.drift_mps), words: nearWords(row, position, place, metres, now) }];
  });
  return near.sort((one, other) => one.metres - other.metres).slice(0, count);
}

/** `120 m N`; `120 m N 4 min ago, now within 2.1 km of there`, once the dot says less than its age. */
function nearWords(row: UnitRow, position: Position, place: Place, metres: number, now: number): string {
  const age = ageInSeconds(position.fixed_at, now);
  const where = `${distanceWords(metres)} ${windOf(bearingDegrees(place, position))}`;
  const doubted = position.doubted_at ? ", doubted" : "";
  if (age < SOLID_UNTIL_S) return `${where}${doubted}`;
  return `${where} ${ageWords(age)} ago, now within ${distanceWords(discRadius(position, now, row.drift_mps))} of there${doubted}`;
}
