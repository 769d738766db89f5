/** How old a position is, how it must therefore be drawn, and where the unit could be by now. */
import type { Member, Position } from "../rows.ts";

export const SOLID_UNTIL_S = 30;
export const HOLLOW_UNTIL_S = 120;
/** Who is on foot. */
export const WALKING_MPS = 1.5;
/** Beyond this a disc says nothing that the words "last seen" do not say better. */
const WIDEST_DISC_M = 20_000;

/** Who is apart from the unit and was not heard of for so long is shown no longer: they may be anywhere by now. */
const APART_UNTIL_S = 300;

/** A fix that may be so far off is no place but a neighbourhood: it is never a solid sign. */
const VAGUE_FROM_M = 100;

export type Freshness = "solid" | "hollow" | "grey" | "none";

export function ageInSeconds(instant: string, now: number): number {
  return Math.max(0, (now - Date.parse(instant)) / 1000);
}

export function freshnessOf(position: Position | undefined, now: number): Freshness {
  if (!position) return "none";
  const age = ageInSeconds(position.fixed_at, now);
  if (age <= SOLID_UNTIL_S) return "solid";
  return age <= HOLLOW_UNTIL_S ? "hollow" : "grey";
}

/** Whether a place, however new, says only about where somebody is. */
export const isVague = ({ accuracy_m }: { accuracy_m: number | null }): boolean => (accuracy_m ?? 0) >= VAGUE_FROM_M;

/** How a place is drawn: as its age says, and never solid while it is vague, or while what is told since cannot be. */
export const drawnAs = (freshness: Freshness, place: { accuracy_m: number | null; doubted_at?: string | null | undefined } | undefined): Freshness =>
  freshness === "solid" && place && (place.doubted_at || isVague(place)) ? "hollow" : freshness;

/**
 * The radius within which the unit must be: the fix's own error, and once it is old what lies within reach at its last known speed,
 * or at the drift of its kind if that is more. The ranking's rule (api/taskings/arriving.py, tests/contract/disc.json), which stops at a
 * quarter of an hour and says to call: the disc goes on.
 */
export function discRadius(position: Pick<Position, "accuracy_m" | "speed_mps" | "fixed_at">, now: number, drift_mps: number): number {
  const speed = Math.max(drift_mps, position.speed_mps ?? 0);
  const grown = (position.accuracy_m ?? 0) + speed * Math.max(0, ageInSeconds(position.fixed_at, now) - SOLID_UNTIL_S);
  return Math.min(WIDEST_DISC_M, grown);
}

/** Those of the crew who are known to be elsewhere at an instant. */
export const membersApart = (position: Position | undefined, now: number): Member[] =>
  (position?.members ?? []).filter(({ fixed_at }) => ageInSeconds(fixed_at, now) <= APART_UNTIL_S);

const LOW_BATTERY = 20;

/** It may soon be over: then nothing more is heard of that device. */
export const isLow = (battery: number | null): boolean => battery !== null && battery <= LOW_BATTERY;
