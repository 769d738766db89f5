/** Whether a tasking would get to a crew now. Told by the server, which works it out by the clock; never guessed here. */
import { ageWords, shortTime } from "./words.ts";

export type ReachState = "reachable" | "asleep" | "push_dead" | "contact_lost" | "no_device";

export interface Reach {
  unit_id: string;
  state: ReachState;
  /** The last word of any device of the crew. */
  heard_at: string | null;
  /** When a push was last seen to arrive. */
  proven_at: string | null;
  /** When a controller heard them by voice, while that still counts. */
  voice_at: string | null;
  is_offered: boolean;
  /** The server's time when it said so: a later word stands, whichever way it came. */
  told_at: string;
}

export type ReachTuple = [unitId: string, state: ReachState, heardAt: string | null, provenAt: string | null, voiceAt: string | null, isOffered: boolean];

export function reachFrom([unit_id, state, heard_at, proven_at, voice_at, is_offered]: ReachTuple, told_at: string): Reach {
  return { unit_id, state, heard_at, proven_at, voice_at, is_offered, told_at };
}

/** No word is overtaken by so much: one that is told for earlier comes after a server's clock was put back, and is the newer one. */
const OVERTAKEN_MS = 60_000;

/** The newer word on each unit. */
export function withReach(held: ReadonlyMap<string, Reach>, told: readonly Reach[]): ReadonlyMap<string, Reach> {
  const next = new Map(held);
  for (const reach of told) {
    const before = next.get(reach.unit_id);
    const late = before ? Date.parse(before.told_at) - Date.parse(reach.told_at) : 0;
    if (late <= 0 || late > OVERTAKEN_MS) next.set(reach.unit_id, reach);
  }
  return next;
}

/** A unit that would get a tasking, or that somebody has heard by voice. Until we are told anything we do not say so. */
export const isReached = (reach: Reach | undefined): boolean => reach?.state === "reachable" || reach?.state === "asleep" || reach?.voice_at != null;

const WORDS: Record<ReachState, string> = {
  reachable: "reachable",
  asleep: "app asleep",
  push_dead: "push dead",
  contact_lost: "contact lost",
  no_device: "no device",
};

/** `contact lost 4 min`, `app asleep 12 min`, `by voice 14:03`. */
export function reachWords(reach: Reach | undefined, now: number): string {
  if (!reach) return "reach not known";
  if (reach.voice_at && reach.state !== "reachable") return `by voice ${shortTime(reach.voice_at)}`;
  if (reach.state === "reachable" || !reach.heard_at) return WORDS[reach.state];
  // Nothing is known against it but its age: that is another thing than a push that failed.
  if (reach.state === "push_dead" && reach.proven_at) return `push proven ${ageOf(reach.proven_at, now)} ago`;
  return `${WORDS[reach.state]} ${ageOf(reach.heard_at, now)}`;
}

const ageOf = (at: string, now: number): string => ageWords(Math.max(0, (now - Date.parse(at)) / 1000));
