/** Who could go: the ranked list as the server made it, and the number keys that task one of them. */

export interface Candidate {
  unit_id: string;
  callsign: string;
  pod: string;
  kind: string;
  status: string;
  distance_m: number;
  reach_m: number;
  eta_s: number;
  position_age_s: number;
  skills: string[];
  missing_skills: string[];
  fit: boolean;
  divert: boolean;
  reasons: string[];
}

export interface Candidates {
  candidates: Candidate[];
  /** The nearest one that was left out. */
  excluded: Candidate | null;
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
  const facts = new Map(fresh.candidates.map((row) => [row.unit_id, row]));
  const kept = shown.candidates.map((row) => facts.get(row.unit_id) ?? row);
  const known = new Set(ids(kept));
  const added = fresh.candidates.filter((row) => !known.has(row.unit_id) && !tasked.has(row.unit_id));
  return { candidates: [...kept, ...added], excluded: fresh.excluded };
}

/** `4 min`, at least one: nobody is there in no time. */
export function etaWords(eta_s: number): string {
  return `${Math.max(1, Math.round(eta_s / 60))} min`;
}
