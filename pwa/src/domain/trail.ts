// Where a unit was, as the control room is shown it; and what its crew is told of who asked.
import { ageWords, sourceWords } from "./board/words.ts";
import type { Id, Instant } from "./rows.ts";

export type TrailPoint = [lon: number, lat: number, fixed_at: Instant, accuracy_m: number, source: string, flag: string | null, line: number, placed: boolean];

/** One device as it measured, best source first. `one_in_s`: it told so much that one place in so many seconds is shown. */
export interface TrailLine {
  source: string;
  officer: string | null;
  fixes: number;
  one_in_s: number | null;
}

/** What placed the unit, or every device for itself. */
export type TrailShows = "placed" | "all";

export interface Trail {
  unit_id: Id;
  callsign: string;
  since: Instant;
  until: Instant;
  reason: string;
  lines: TrailLine[];
  points: TrailPoint[];
  areas: Stay[];
}

/** An area that a unit was in. */
export interface Stay {
  kind: string;
  name: string;
  entered_at: Instant;
  left_at: Instant | null;
  /** When the unit was measured last: it may have left since. */
  seen_at: Instant | null;
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
export const believed = ({ points }: Trail, shows: TrailShows): TrailPoint[] => points.filter(([, , , , , flag, , placed]) => !flag && (placed || shows === "all"));

/** The way of one device in pieces: where nothing was heard for three minutes no line is drawn, and none from one device to another. */
export function pieces(trail: Trail, shows: TrailShows): TrailPoint[][] {
  return trail.lines.flatMap((_, line) => ofOne(believed(trail, shows).filter((point) => point[6] === line)));
}

function ofOne(points: readonly TrailPoint[]): TrailPoint[][] {
  const all: TrailPoint[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const at = Date.parse(point[2]);
    if (at - last > UNKNOWN_AFTER_MS) all.push([]);
    all.at(-1)?.push(point);
    last = at;
  }
  return all;
}

/** Those that have something to show, as places in `lines`. */
export const shownLines = (trail: Trail, shows: TrailShows): number[] => [...new Set(believed(trail, shows).map((point) => point[6]))].sort((one, other) => one - other);

/** `A`: the letter by which map, legend and list name one device. */
export const lineLetter = (line: number): string => String.fromCharCode(65 + (line % 26));

/** `handset of PC Amina Shah`, and a number where one officer had several of a kind. */
export function lineWords({ lines }: Trail, line: number): string {
  const one = lines[line];
  if (!one) return "";
  const alike = lines.filter(({ source, officer }) => source === one.source && officer === one.officer);
  const number = alike.length > 1 ? ` ${alike.indexOf(one) + 1}` : "";
  return `${sourceWords(one.source)}${number}${one.officer ? ` of ${one.officer}` : ""}`;
}

/** Which points carry their age, spread over the time and not over the points: a car at the lights is one place. */
export function named(trail: Trail, shows: TrailShows): TrailPoint[] {
  const points = believed(trail, shows);
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
