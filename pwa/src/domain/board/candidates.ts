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

export type Choice =
  { do: "nothing" } | { do: "confirm"; candidate: Candidate } | { do: "task"; candidate: Candidate; override: boolean };

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

/** `4 min`, at least one: nobody is there in no time. */
export function etaWords(eta_s: number): string {
  return `${Math.max(1, Math.round(eta_s / 60))} min`;
}
