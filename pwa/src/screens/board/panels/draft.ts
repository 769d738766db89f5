// What was typed for a new incident. It outlives the panel, for an emergency may come in the middle of a call.
import { type Settable, settable } from "../../../ui/watched.ts";
import type { ChosenPlace } from "../fields/place-search.tsx";

export interface Draft {
  type: string;
  grade: string;
  /** The dispatcher chose the grade: a type picked later does not change it. */
  graded: boolean;
  what: string;
  place: ChosenPlace | null;
  address: string;
  qualifiers: string[];
  first_words: string;
  caller_number: string;
  /** Known of the number or the place, and chosen to be named in the incident, so that nobody looks them up again. */
  named: readonly Named[];
}

export interface Named {
  kind: string;
  id: string;
  line: string;
}

export const emptyDraft: Draft = { type: "", grade: "", graded: false, what: "", place: null, address: "", qualifiers: [], first_words: "", caller_number: "", named: [] };

export const draft: Settable<Draft> = settable(emptyDraft);

/** One sentence about the first thing that is missing. */
export function whatIsMissing(now: Draft): string | null {
  if (!now.type) return "Choose the type.";
  if (!now.what.trim()) return "Say in a few words what it is.";
  if (!now.place) return "Choose the place from the list, or pick it on the map.";
  if (!now.address.trim()) return "Write the address as the crew should read it.";
  if (!now.grade) return "Choose the grade.";
  return null;
}
