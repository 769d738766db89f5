// Reports from the street as a supervisor decides them: what each says, in the order in which it is judged.
import type { Warned } from "./lookup.ts";
import type { Id, Report } from "./rows.ts";

export interface WholeReport {
  report: Report;
  body: Record<string, unknown>;
  what: string;
  address: string;
  pod: string;
  subjects: ReportSubject[];
  /** The warning that an approved request has become, newest words first. */
  marker: MadeMarker[];
}

export interface ReportSubject {
  kind: string;
  id: Id;
  line: string;
  markers: Warned[];
}

export interface MadeMarker {
  id: Id;
  text: string;
  fact_or_opinion: string;
  review_on: string;
  entered_by: string;
  entered_at: string;
  withdrawn_by: string | null;
  withdrawn_at: string | null;
  withdrawn_reason: string | null;
}

/** As what those whom intelligence names are linked; the same as the server's (api/reports/rules.py). */
const LINKED_AS: Record<string, string> = {
  "nominal nominal": "is an associate of", "nominal vehicle": "uses", "nominal phone": "uses", "nominal address": "is seen at", "vehicle address": "is seen at",
};

export interface PossibleLink {
  from: ReportSubject;
  to: ReportSubject;
  words: string;
}

/** Every pair of the subjects that may be linked with one another, each once. */
export function possibleLinks(subjects: readonly ReportSubject[]): PossibleLink[] {
  return subjects.flatMap((from, at) => subjects.flatMap((to, other) => {
    const words = LINKED_AS[`${from.kind} ${to.kind}`];
    const isOnce = from.kind !== to.kind || at < other;
    return words && at !== other && isOnce ? [{ from, to, words }] : [];
  }));
}

const said = (value: unknown): string => (typeof value === "string" ? value : "");
const day = (date: unknown): string => said(date).split("-").reverse().join("/");

const label = (body: Record<string, unknown>, name: string): string => said(((body["labels"] ?? {}) as Record<string, unknown>)[name]);

/** `2 Untested` */
const coded = (body: Record<string, unknown>, name: string): string => [said(body[name]), label(body, name)].filter(Boolean).join(" ");

/** What the report says, each with its label; what was left out does not stand there. */
export function factsOfReport({ report, body, address }: WholeReport): [label: string, words: string][] {
  const facts: Record<Report["kind"], () => [string, string][]> = {
    marker: () => [
      ["Warning", said(body["label"])],
      ["On the place", said(body["address"]) && `${said(body["address"])}, 50 m around`],
      ["Grounds", said(body["grounds"])],
      ["Evidence", said(body["evidence"])],
      ["Fact or opinion", said(body["fact_or_opinion"])],
      ["To be reviewed on", day(body["review_on"])],
    ],
    intelligence: () => [
      ["What was learnt", said(body["text"])],
      ["Source", coded(body, "source")],
      ["Assessment", coded(body, "assessment")],
      ["Handling", coded(body, "handling")],
      ["Conditions", said(body["conditions"])],
      ["Provenance, not to be passed on", said(body["provenance"])],
    ],
    safeguarding: () => [
      ["Immediate risk", body["immediate_risk"] === true ? `Yes. ${said(body["actions"])}` : "No"],
      ["About", label(body, "about")],
      ["Person, in words", said(body["person"])],
      ["Concern", `${label(body, "concern")}. ${said(body["concern_text"])}`],
      ["What the child says", said(body["voice"])],
      ["Consent", [label(body, "consent"), said(body["consent_text"])].filter(Boolean).join(". ")],
    ],
  };
  return [...facts[report.kind](), ["Address of the job", address] as [string, string]].filter(([, words]) => words);
}

/** Minutes or days that a report has waited, as the list says it. */
export function waitedWords(sentAt: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(sentAt)) / 60_000));
  if (minutes < 1) return "just now";
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
