// Reports from the street as an officer writes them: about whom they can be, and what is missing before one is sent.
import type { Card, Id, RiskSubject } from "./rows.ts";
import { londonDay } from "./times.ts";

/** Somebody or something that a report can be about. `place`: where the job is; it is no record. */
export interface Subject {
  kind: string;
  id: Id | null;
  line: string;
  how: string;
}

/** Whom the card knows, whom the officer has looked up for this job, and the place: nobody is typed again. */
export function subjectsOf(card: Card, lookedUp: readonly RiskSubject[]): Subject[] {
  const named = card.risk?.known ?? card.risk?.items.flatMap(({ subject }) => (subject ? [subject] : [])) ?? [];
  const all = [...named, ...lookedUp.map((one) => ({ ...one, how: one.how || "looked up" }))];
  return all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
}

export const placeOf = (card: Card): Subject => ({ kind: "place", id: null, line: card.incident.address, how: "the place of this job" });

/** Of whom a supervisor can put a warning on the record. */
export const canBeMarked = ({ kind }: Subject): boolean => ["nominal", "vehicle", "address", "place"].includes(kind);

const HALF_A_YEAR_MS = 182 * 24 * 3600 * 1000;

/** In half a year, the date that most warnings are reviewed on; as a date input wants it. */
export function inHalfAYear(now: number): string {
  return londonDay(now + HALF_A_YEAR_MS);
}

export interface MarkerDraft {
  /** `nominal:<id>`, `place:`; empty until chosen. */
  subject: string;
  code: string;
  grounds: string;
  evidence: string;
  factOrOpinion: "" | "fact" | "opinion";
  reviewOn: string;
}

export const keyOf = ({ kind, id }: Pick<Subject, "kind" | "id">): string => `${kind}:${id ?? ""}`;

/** Each sentence with the field that it is about. */
export function missingInMarker(draft: MarkerDraft, today: string): { field: string; sentence: string }[] {
  const wrongs: { field: string; sentence: string }[] = [];
  if (!draft.subject) wrongs.push({ field: "subject-0", sentence: "Choose whom or what the warning is about" });
  if (!draft.code) wrongs.push({ field: "marker-code", sentence: "Choose the warning" });
  if (!draft.grounds.trim()) wrongs.push({ field: "marker-grounds", sentence: "Write what happened" });
  if (!draft.evidence.trim()) wrongs.push({ field: "marker-evidence", sentence: "Write what shows it" });
  if (!draft.factOrOpinion) wrongs.push({ field: "marker-fact", sentence: "Say whether it is a fact or an opinion" });
  if (draft.reviewOn <= today) wrongs.push({ field: "marker-review", sentence: "Choose a review date in the future" });
  return wrongs;
}

export interface IntelligenceDraft {
  subjects: string[];
  source: string;
  assessment: string;
  handling: string;
  conditions: string;
  text: string;
  provenance: string;
}

export function missingInIntelligence(draft: IntelligenceDraft, needsConditions: boolean): { field: string; sentence: string }[] {
  const wrongs: { field: string; sentence: string }[] = [];
  const text = draft.text.trim();
  const provenance = draft.provenance.trim();
  if (!text) wrongs.push({ field: "intel-text", sentence: "Write what was learnt" });
  if (!provenance) wrongs.push({ field: "intel-provenance", sentence: "Write how it came to be known" });
  if (text && provenance && text.toLowerCase().includes(provenance.toLowerCase())) wrongs.push({ field: "intel-text", sentence: "The text repeats where it comes from: leave that out" });
  if (!draft.source) wrongs.push({ field: "intel-source", sentence: "Say how reliable the source is" });
  if (!draft.assessment) wrongs.push({ field: "intel-assessment", sentence: "Say how well it is known" });
  if (!draft.handling) wrongs.push({ field: "intel-handling", sentence: "Say who may be told" });
  if (needsConditions && !draft.conditions.trim()) wrongs.push({ field: "intel-conditions", sentence: "Write the conditions for sharing" });
  return wrongs;
}

export interface SafeguardingDraft {
  about: string;
  /** `nominal:<id>`, or `words` for somebody who is in no record. */
  subject: string;
  person: string;
  concern: string;
  concernText: string;
  consent: string;
  consentText: string;
  voice: string;
  immediateRisk: "" | "yes" | "no";
  actions: string;
}

export const IN_WORDS = "words";

export interface Wanted {
  /** What the child says is asked for. */
  voice: boolean;
  /** Why it is referred all the same. */
  consentText: boolean;
}

export function missingInSafeguarding(draft: SafeguardingDraft, wanted: Wanted): { field: string; sentence: string }[] {
  const wrongs: { field: string; sentence: string }[] = [];
  const want = (field: string, sentence: string, is: boolean): void => { if (!is) wrongs.push({ field, sentence }); };
  want("safe-risk", "Say whether there is an immediate risk", draft.immediateRisk !== "");
  want("safe-actions", "Write what was done to make it safe", draft.immediateRisk !== "yes" || draft.actions.trim() !== "");
  want("safe-about", "Choose what kind of referral it is", draft.about !== "");
  want("subject-0", "Say who it is about", draft.subject !== "");
  want("safe-person", "Write who it is: name, age, how to know them again", draft.subject !== IN_WORDS || draft.person.trim() !== "");
  want("safe-concern", "Choose the concern", draft.concern !== "");
  want("safe-concern-text", "Write what you saw and heard", draft.concernText.trim() !== "");
  want("safe-voice", "Write what the child says, or how it seems when it does not speak", !wanted.voice || draft.voice.trim() !== "");
  want("safe-consent", "Say whether they agree", draft.consent !== "");
  want("safe-consent-text", "Say why it is referred all the same", !wanted.consentText || draft.consentText.trim() !== "");
  return wrongs;
}
