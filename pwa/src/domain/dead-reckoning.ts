// Where somebody is by now, from their last fix; and when a device must therefore tell a new one. The same rules as the
// server's geo/prediction.py, tested on one file of vectors (tests/contract/prediction.json).
import { ahead, distanceM, type Point } from "./place.ts";

export interface Fix extends Point {
  accuracy_m: number;
  speed_mps: number | null;
  heading: number | null;
  fixed_at: string;
  source: string;
  /** Per cent, where the device tells. */
  battery?: number;
}

/** As much of a fix, or of a position, as a guess needs. */
export type Seen = Pick<Fix, "lon" | "lat" | "speed_mps" | "heading" | "fixed_at">;

export interface Reporting {
  /** Metres by which the guess may be wrong. */
  errorM: number;
  /** The longest silence, moving and static. */
  heartbeatMs: number;
  staticMs: number;
  leastMs: number;
}

export const patrol: Reporting = { errorM: 30, heartbeatMs: 30_000, staticMs: 60_000, leastMs: 2_000 };
export const attachedToImmediate: Reporting = { errorM: 15, heartbeatMs: 10_000, staticMs: 10_000, leastMs: 2_000 };

/** Nobody drives on in a straight line for longer than this; after it the guess stands still. */
const GUESS_S = 60;
/** Slower than this no direction can be trusted, and slower than that nobody moves at all. */
export const STRAIGHT_MPS = 1;
const STATIC_MPS = 0.5;

/** Where the board draws a unit now, from its last fix: the same rule on the device and on the board. */
export function guess(last: Seen, atMs: number): Point {
  if (!last.speed_mps || last.speed_mps < STRAIGHT_MPS || last.heading === null) return { lon: last.lon, lat: last.lat };
  const seconds = Math.min(GUESS_S, Math.max(0, (atMs - Date.parse(last.fixed_at)) / 1000));
  return ahead(last, last.speed_mps * seconds, last.heading);
}

export const isStatic = (seen: Seen): boolean => (seen.speed_mps ?? 0) < STATIC_MPS;

export function shouldTell(last: Seen | null, fix: Seen, how: Reporting): boolean {
  if (!last) return true;
  const at = Date.parse(fix.fixed_at);
  const since = at - Date.parse(last.fixed_at);
  // A clock that was put back would keep everything to itself until it has come by its old time again.
  if (since < 0) return true;
  if (since < how.leastMs) return false;
  if (distanceM(guess(last, at), fix) > how.errorM) return true;
  return since >= (isStatic(last) && isStatic(fix) ? how.staticMs : how.heartbeatMs);
}
