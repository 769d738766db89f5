// "At scene?" is suggested, never set: within 100 m of the place for 30 s on the way. Pure; time is given in milliseconds.
import { distanceM, type Point } from "./place.ts";

export const NEAR_M = 100;
export const LONG_MS = 30_000;
/** After "not yet" nobody is asked again for so long. */
export const QUIET_MS = 600_000;
/** A fix that is older says nothing of now; one that is vaguer, nothing of a hundred metres. */
const FRESH_MS = 30_000;
const VAGUE_M = 100;

export interface Measured extends Point {
  fixed_at: string;
  accuracy_m?: number | null;
}

const tellsOfNow = (fix: Measured, now: number): boolean => Math.abs(now - Date.parse(fix.fixed_at)) <= FRESH_MS && (fix.accuracy_m ?? 0) <= VAGUE_M;

/** Since when somebody has been close by the place, or null. Without a fix of now what was known stays: a gap of the sky is no departure. */
export function closeSince(before: number | null, fix: Measured | null, place: Point, now: number): number | null {
  if (!fix || !tellsOfNow(fix, now)) return before;
  if (distanceM(fix, place) > NEAR_M) return null;
  return before ?? Date.parse(fix.fixed_at);
}

/** For how long, in milliseconds. Who stands still tells little, so a fix counts for a while; silence does not make it longer. */
export const closeFor = (since: number | null, fix: Measured | null, now: number): number =>
  since === null || !fix ? 0 : Math.max(0, Math.min(now, Date.parse(fix.fixed_at) + FRESH_MS) - since);

export const isSuggested = (since: number | null, fix: Measured | null, notYetAt: number | null, now: number): boolean =>
  closeFor(since, fix, now) >= LONG_MS && (notYetAt === null || now - notYetAt >= QUIET_MS);
