// Where a unit was, as the control room is shown it; and what its crew is told of who asked.
import { ageWords } from "./board/words.ts";
import type { Id, Instant } from "./rows.ts";

export type TrailPoint = [lon: number, lat: number, fixed_at: Instant, accuracy_m: number, source: string, flag: string | null];

export interface Trail {
  unit_id: Id;
  callsign: string;
  since: Instant;
  until: Instant;
  reason: string;
  cut_before: Instant | null;
  points: TrailPoint[];
}

export interface OwnTrail {
  tracked: { on_duty: boolean; callsign: string | null; sources: { source: string; label: string; fixed_at: Instant }[] };
  keep: { source: string; label: string; days: number }[];
  looks: TrailLook[];
}

export interface TrailLook {
  at: Instant;
  kind: string;
  looker: string;
  callsign: string;
  reason: string;
  since: Instant;
  until: Instant;
}

/** So many ages stand on the map: more would hide the way. */
const NAMED = 8;
/** Longer than this without a word, and nobody knows which way they went. */
const UNKNOWN_AFTER_MS = 180_000;

/** The points that are believed, oldest first. */
export const believed = ({ points }: Trail): TrailPoint[] => points.filter(([, , , , , flag]) => !flag);

/** The way in pieces: where nothing was heard for three minutes no line is drawn. */
export function pieces(trail: Trail): TrailPoint[][] {
  const all: TrailPoint[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const point of believed(trail)) {
    const at = Date.parse(point[2]);
    if (at - last > UNKNOWN_AFTER_MS) all.push([]);
    all.at(-1)?.push(point);
    last = at;
  }
  return all;
}

/** Which points carry their age, spread over the time and not over the points: a car at the lights is one place. */
export function named(trail: Trail): TrailPoint[] {
  const points = believed(trail);
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return [];
  const from = Date.parse(first[2]);
  const step = Math.max(1, (Date.parse(last[2]) - from) / (NAMED - 1));
  const chosen: TrailPoint[] = [];
  for (const point of points) {
    if (Date.parse(point[2]) >= from + chosen.length * step - 1) chosen.push(point);
  }
  return chosen;
}

/** `12 min ago`, as of now and not as of when it was asked for. */
export const agoWords = (at: Instant, now: number): string => `${ageWords(Math.max(0, (now - Date.parse(at)) / 1000))} ago`;
