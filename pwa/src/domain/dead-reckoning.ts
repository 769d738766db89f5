// When a device tells its position: when the board's own guess would be wrong, or to show it lives.
import { ahead, distanceM, type Point } from "./place.ts";

export interface Fix extends Point {
  accuracy_m: number;
  speed_mps: number | null;
  heading: number | null;
  fixed_at: string;
  source: string;
}

export interface Reporting {
  /** Metres by which the guess may be wrong. */
  errorM: number;
  heartbeatMs: number;
  leastMs: number;
}

export const patrol: Reporting = { errorM: 30, heartbeatMs: 30_000, leastMs: 2_000 };
export const attachedToImmediate: Reporting = { errorM: 15, heartbeatMs: 10_000, leastMs: 2_000 };

/** Nobody drives on in a straight line for longer than this; after it the guess stands still. */
const GUESS_S = 60;

/** Where the board draws a unit now, from its last fix: the same rule on the device and on the board. */
export function guess(last: Fix, atMs: number): Point {
  const seconds = Math.min(GUESS_S, Math.max(0, (atMs - Date.parse(last.fixed_at)) / 1000));
  if (!last.speed_mps || last.speed_mps < 1 || last.heading === null) return last;
  return ahead(last, last.speed_mps * seconds, last.heading);
}

export function shouldTell(last: Fix | null, fix: Fix, how: Reporting): boolean {
  if (!last) return true;
  const at = Date.parse(fix.fixed_at);
  const since = at - Date.parse(last.fixed_at);
  if (since < how.leastMs) return false;
  return since >= how.heartbeatMs || distanceM(guess(last, at), fix) > how.errorM;
}
