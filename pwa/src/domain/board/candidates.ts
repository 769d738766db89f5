/** Who could go: the ranked list as the server made it, and the number keys that task one of them. */
import { distanceWords } from "./words.ts";

/** A range, never one number, and by what it was reckoned. */
export interface Arrival {
  low_s: number;
  likely_s: number;
  high_s: number;
  by: string;
  words: string;
}

export interface Penalty {
  code: string;
  seconds: number;
  words: string;
}

export interface Candidate {
  unit_id: string;
  callsign: string;
  pod: string;
  kind: string;
  status: string;
  /** Null, as arrival, order and age are, for one that is left out because no place of it is known. */
  distance_m: number | null;
  reach_m: number | null;
  arrival: Arrival | null;
  /** The order: the arrival at worst, and the penalties on top. */
  counts_s: number | null;
  penalties: Penalty[];
  position_age_s: number | null;
  crew_size: number;
  skills: string[];
  missing_skills: string[];
  fit: boolean;
  /** Nothing speaks against sending it at all: it only lacks what was asked for. */
  sendable: boolean;
  /** Its devices are silent: it counts again once somebody has heard it by voice. */
  call_first: boolean;
  divert: boolean;
  reasons: string[];
}

export interface Candidates {
  candidates: Candidate[];
  /** The nearest that were left out, with why. */
  excluded: Candidate[];
  /** What the list is for: the first role of the run card. */
  needed: string;
  card: Card;
  by: string;
  /** `By road: made-up roads.`, or why in a straight line. */
  by_words: string;
}

/** When it would be there and how far it is, as far as anybody knows: `4 to 7 min`, `1.2 km`. */
export function farWords({ arrival, distance_m }: Candidate): { arrival: string; distance: string } {
  return { arrival: arrival?.words ?? "nobody knows where", distance: distance_m === null ? "" : ` · ${distanceWords(distance_m)}` };
}

/** A place on the run card: who goes, who would, and what is missing. */
export interface CardRole {
  role: string;
  label: string;
  count: number;
  within_min: number;
  going: string[];
  proposed: string[];
  missing: number;
  shortfall: string;
  /** Of whom nobody said whether the equipment is booked out, in sentences. Absent from a server of an older version. */
  unsaid?: string[];
}

export interface Proposed {
  unit_id: string;
  callsign: string;
  arrival: string;
  divert: boolean;
  roles: string[];
  /** Absent from a server of an older version. */
  unsaid?: string[];
}

/** What should go to an incident, from the force's own list. */
export interface Card {
  labels: string[];
  roles: CardRole[];
  tell: { code: string; label: string; is_told: boolean }[];
  proposed: Proposed[];
}

/** `full`: enough go already. `ready`: the proposed set would fill it. `unsure`: if they have what nobody said they have. `short`: nobody does in time. */
export function stateOf(role: CardRole): "full" | "ready" | "unsure" | "short" {
  if (role.missing > 0) return "short";
  if (role.unsaid?.length) return "unsure";
  return role.going.length >= role.count ? "full" : "ready";
}

/** The card without whoever has left the job since it was made: a tick for a unit that goes nowhere is a lie, however young. */
export function cardNow(card: Card, off: ReadonlySet<string>): Card {
  return { ...card, roles: card.roles.map((role) => withoutGone(role, off)) };
}

/**
 * The shown card with the facts of a newer one that waits: who goes and what is missing is no list under a finger. The key of the set
 * keeps its units, without those whom nothing calls for any more.
 */
export function cardWith(shown: Card, newer: Card | undefined): Card {
  if (!newer) return shown;
  const wanted = new Set(newer.proposed.map((one) => one.unit_id));
  const proposed = shown.proposed.filter((one) => wanted.has(one.unit_id));
  const kept = new Set(proposed.map((one) => one.callsign));
  return { ...newer, proposed, roles: newer.roles.map((role) => onlyOf(role, kept)) };
}

/** Whom only the newer ranking proposes is behind no key yet: named on the card they would pass for tasked. */
function onlyOf(role: CardRole, kept: ReadonlySet<string>): CardRole {
  const proposed = role.proposed.filter((callsign) => kept.has(callsign));
  if (proposed.length === role.proposed.length) return role;
  const missing = Math.max(role.missing, role.count - role.going.length - proposed.length);
  return { ...role, proposed, missing, shortfall: [role.shortfall, "Show the new ranking to see who would."].filter(Boolean).join(" ") };
}

function withoutGone(role: CardRole, off: ReadonlySet<string>): CardRole {
  const gone = role.going.filter((callsign) => off.has(callsign));
  if (!gone.length) return role;
  const said = `${gone.join(" and ")} ${gone.length === 1 ? "is" : "are"} off the job since.`;
  const going = role.going.filter((callsign) => !off.has(callsign));
  const missing = Math.max(role.missing, role.count - going.length - role.proposed.length);
  return { ...role, going, missing, shortfall: [said, role.shortfall].filter(Boolean).join(" ") };
}

/** The units of the set that are not tasked yet. */
export function waitingOf(card: Card, tasked: ReadonlySet<string>): Proposed[] {
  return card.proposed.filter((one) => !tasked.has(one.unit_id));
}

/** What the key for the whole set means. Taking somebody off another job asks for the key a second time. */
export function chooseSet(set: readonly Proposed[], asked: boolean): "nothing" | "confirm" | "task" {
  if (set.length === 0) return "nothing";
  return set.some((one) => one.divert) && !asked ? "confirm" : "task";
}

/** `1` to `9`, and `0` for the tenth; null where there is no key left. */
export function keyOf(index: number): string | null {
  if (index < 0 || index > 9) return null;
  return String((index + 1) % 10);
}

export function candidateFor(key: string, candidates: readonly Candidate[]): Candidate | null {
  return candidates.find((_, index) => keyOf(index) === key) ?? null;
}

export type Choice = { do: "nothing" } | { do: "confirm"; candidate: Candidate } | { do: "task"; candidate: Candidate; override: boolean };

/**
 * What a number key means. Taking a unit off another job asks for the same key a second time; `asked` is
 * the unit that was asked about.
 */
export function choose(key: string, candidates: readonly Candidate[], asked: string | null): Choice {
  const candidate = candidateFor(key, candidates);
  if (!candidate) return { do: "nothing" };
  if (!candidate.divert) return { do: "task", candidate, override: false };
  if (asked !== candidate.unit_id) return { do: "confirm", candidate };
  return { do: "task", candidate, override: true };
}

const ids = (rows: readonly Candidate[]): string[] => rows.map((row) => row.unit_id);

/**
 * The shown list with the facts of a fresh one, every unit still on its number; null when the fresh one would put
 * another unit on a number. A list must not move under a finger: what was just tasked keeps its place too.
 */
export function renewed(shown: Candidates, fresh: Candidates, tasked: ReadonlySet<string>): Candidates | null {
  const waiting = (rows: readonly Candidate[]): string[] => ids(rows).filter((id) => !tasked.has(id));
  const before = waiting(shown.candidates);
  if (waiting(fresh.candidates).slice(0, before.length).join() !== before.join()) return null;
  // The set has one key as well: it is the same set, or it waits.
  const set = (ranked: Candidates): string => waitingOf(ranked.card, tasked).map((one) => one.unit_id).join();
  if (set(fresh) !== set(shown)) return null;
  const facts = new Map(fresh.candidates.map((row) => [row.unit_id, row]));
  const kept = shown.candidates.map((row) => facts.get(row.unit_id) ?? row);
  const known = new Set(ids(kept));
  const added = fresh.candidates.filter((row) => !known.has(row.unit_id) && !tasked.has(row.unit_id));
  return { candidates: [...kept, ...added], excluded: fresh.excluded, needed: fresh.needed, card: fresh.card, by: fresh.by, by_words: fresh.by_words };
}
