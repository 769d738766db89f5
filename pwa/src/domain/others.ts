// Who else is going to the job, as a crew reads it before the door. Pure.
import type { Arrival } from "./board/candidates.ts";
import { ageWords } from "./board/words.ts";
import type { Id, Instant } from "./rows.ts";
import { clockTime } from "./times.ts";

export interface OtherGoing {
  unit_id: Id;
  callsign: string;
  state: string;
  en_route_at: Instant | null;
  at_scene_at: Instant | null;
  /** Null for who is there, has not set off, or is nobody knows where. */
  arrival: Arrival | null;
  position_age_s: number | null;
}

export interface OthersGoing {
  at: Instant;
  by_words: string;
  items: OtherGoing[];
}

/** A position that is older than this is told with its age: the range is as wide as that makes it. */
const OLD_S = 30;
/** After so long a time that was told is no time any more. */
const HOLDS_MS = 90_000;

export const stillHolds = ({ at }: OthersGoing, now: number): boolean => now - Date.parse(at) < HOLDS_MS;

/** "on the way, 4 to 7 min". Where the answer is too old, only what cannot have gone by: that they had set off, or were there. */
export function goingWords(one: OtherGoing, holds: boolean): string {
  if (one.at_scene_at) return `at scene since ${clockTime(one.at_scene_at)}`;
  if (!one.en_route_at) return one.state === "assigned" ? "has not answered yet" : "accepted, has not set off";
  if (!holds) return `set off at ${clockTime(one.en_route_at)}`;
  if (!one.arrival) return "on the way, no position: ask by voice";
  const age = one.position_age_s ?? 0;
  return `on the way, ${one.arrival.words}${age > OLD_S ? `, its position is ${ageWords(age)} old` : ""}`;
}
