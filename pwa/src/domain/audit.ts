// The audit as people read it: what stood out, what was done, and whether the seals hold.
import type { Id, Instant } from "./rows.ts";
import { clockTime, dayOf, whenText } from "./times.ts";

export interface Alert {
  id: number;
  rule: string;
  label: string;
  words: string;
  actor: string;
  pay_number: string | null;
  subject: string;
  line: string | null;
  /** Of a restricted record: whose it is, and how its source calls it. */
  owner: string | null;
  reference: string | null;
  count: number;
  first_at: Instant;
  last_at: Instant;
  raised_at: Instant;
  seen_by: string | null;
  seen_at: Instant | null;
  settled_by: string | null;
  settled_at: Instant | null;
  note: string;
}

export interface Alerts {
  items: Alert[];
  next: number | null;
  open: number;
}

/** Of one's own rows no number is told: the gaps between them would count what is not told. */
export type OwnRow = Omit<AuditRow, "id">;

export interface AuditRow {
  id: number;
  at: Instant;
  actor: string;
  pay_number: string | null;
  callsign: string | null;
  kind: string;
  action: string;
  subject: string;
  reason: string;
  line: string | null;
  sealed: boolean;
}

export interface Check {
  checked_at: Instant;
  seals: number;
  rows: number;
  all: boolean;
  fault: string;
}

export interface Seals {
  number: number;
  sealed_at: Instant | null;
  last_check: Check | null;
  last_whole_check: Check | null;
}

export interface AuditPage {
  items: AuditRow[];
  next: number | null;
  seals?: Seals;
}

/** One's own log; on its first page who looked back at one's screens. */
export interface OwnPage {
  items: OwnRow[];
  next: number | null;
  of_me?: OwnRow[];
}

export interface Watched {
  id: Id;
  record_kind: string;
  record_id: Id;
  relation: string;
  note: string;
  line: string | null;
  officer: string | null;
  pay_number: string | null;
  entered_by: string;
  entered_at: Instant;
}

/** A request for more searches than the budget. */
export interface Allowance {
  id: Id;
  officer: string;
  pay_number: string;
  callsign: string | null;
  asked_at: Instant;
  words: string;
  decided_by: string | null;
  decided_at: Instant | null;
  allowed: boolean | null;
}

export const KINDS = ["consultation", "disclosure", "collection", "alteration", "combination", "erasure"] as const;

export const RELATIONS: readonly [string, string][] = [
  ["self", "Their own record"], ["family", "Family"], ["home", "Their home"], ["associate", "Somebody they associate with"], ["protected", "Protected flag"],
];

const ACTS: Record<string, string> = {
  "view nominal": "Opened a person", "view vehicle": "Opened a vehicle", "view phone": "Opened a phone", "view address": "Opened an address",
  "view object": "Opened an object", "view place": "Opened a place", "view organisation": "Opened an organisation", "search people": "Searched people",
  "search vehicles": "Searched plates", "search phones": "Searched phones", "search addresses": "Searched addresses", "search words": "Searched words",
  "search call": "Searched for a call", "view trail": "Looked at a trail", "view replay": "Looked at a replay", look_back: "Looked back at a screen", "told linked records": "Was told of linked records", "set restriction_owners": "Changed who owns restricted records", "set search_allowances": "Changed how much may be searched", "set escalation": "Changed the escalation", "view photograph": "Looked at a photograph", "photograph asked for without its card": "Asked for a photograph without its card",
  set_status: "Set a status", accept_tasking: "Accepted a tasking", mark_read: "Read the risk", mark_seen: "Saw a tasking", mark_shown: "Was shown a tasking",
  mark_answered: "Answered a tasking", "risk card": "Was told the risk", add_log: "Added to the log", name_record: "Named a record",
  "restricted key refused": "Tried a key, refused", "give restricted key": "Gave a key to a restricted record", "open restricted nominal": "Opened a restricted person by a key",
  "read who came near own records": "Read who came near their records", "read restricted keys": "Read the keys they gave",
  "restricted record matched": "Came upon a restricted record", "restricted record called": "Took a call about a restricted record", "restricted record asked for": "Asked for a restricted record",
  "view nominal for disclosure": "Looked at what is held on a person", "view incident for disclosure": "Looked at what is held on an incident",
  "disclose nominal": "Handed out what is held on a person", "disclose incident": "Handed out what is held on an incident",
};

export interface Looks {
  officer: string;
  subject: string;
  since: string;
  until: string;
}

// An alert is dated by the looks behind it, or by the moment it was raised, which is a little later.
const SLACK_MS = 2_000;

/** The rows behind an alert: of its officer, about its record, within its time. What several looks typed differs, so it is no term then. */
export function looksOf({ actor, pay_number, subject, count, first_at, last_at, rule }: Alert): Looks {
  const isOne = /^[a-z]+ [0-9a-f-]{36}$/.test(subject) || (count === 1 && rule !== "sequence" && subject.length <= 120);
  const second = (at: string, by: number): string => new Date(Math.floor((Date.parse(at) + by) / 1000) * 1000).toISOString();
  return { officer: pay_number ?? actor, subject: isOne ? subject : "", since: second(first_at, -SLACK_MS), until: second(last_at, SLACK_MS) };
}

/** "view nominal" as somebody says it. */
export function actWords(action: string): string {
  const words = ACTS[action] ?? action.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const RECORDS = /\b(nominal|vehicle|phone|address|object|organisation|event)[ :]/g;
const PLURALS: Record<string, [string, string]> = {
  nominal: ["person", "people"], vehicle: ["vehicle", "vehicles"], phone: ["phone", "phones"], address: ["address", "addresses"],
  object: ["object", "objects"], organisation: ["organisation", "organisations"], event: ["event", "events"],
};

/** "2 people, 1 vehicle" */
function counted(kinds: string[]): string {
  const each = Object.entries(PLURALS).map(([kind, [one, several]]) => [kinds.filter((had) => had === kind).length, one, several] as const);
  return each.filter(([many]) => many).map(([many, one, several]) => `${many} ${many === 1 ? one : several}`).join(", ");
}

/** What was looked at: the record or the job in words, else what was typed, and how many where there are many; never a number of ours. */
export const subjectWords = (row: { subject: string; line: string | null }, now: number = Date.now()): string => subjectOf(row).replace(INSTANT, (instant) => atText(instant, now));

/** When something was, as a person reads it: "14:03" today, "30 Nov 14:03", and with the year where that is another one. The log goes back for years. */
export function atText(instant: string, now: number): string {
  const year = (at: string): string => dayOf(at).slice(-4);
  return year(instant) === year(new Date(now).toISOString()) ? whenText(instant, now) : `${dayOf(instant)} ${clockTime(instant)}`;
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;

function subjectOf({ subject, line }: { subject: string; line: string | null }): string {
  const typed = /^(\{.*\})( found \d+)?$/s.exec(subject);
  if (typed) return typedWords(subject, typed[1] ?? "{}", typed[2]);
  const kinds = [...subject.matchAll(RECORDS)].map(([, kind = ""]) => kind);
  if (line) return /^incident_id:/.test(subject) && kinds.length ? `${line}: ${counted(kinds)}` : line;
  if (kinds.length > 1) return counted(kinds);
  if (!subject.match(ID)) return subject;
  const words = subject.replace(ID, "").replaceAll("_id:", "").replaceAll("_", " ").replace(/[\s:,]+$/, "").trim();
  return PLURALS[words]?.[0] ?? words;
}

// What was asked of the log itself.
const TERMS: Record<string, string> = { since: "from", until: "to", before: "before row" };

function typedWords(subject: string, json: string, found: string | undefined): string {
  try {
    const terms = Object.entries(JSON.parse(json) as Record<string, unknown>).map(([name, value]) => `${TERMS[name] ?? name} ${String(value)}`);
    return [terms.join(", "), found?.trim()].filter(Boolean).join(" · ");
  } catch {
    return subject;
  }
}

/** The numbers that a subject holds, for whoever must name them: one a line, behind a disclosure. */
export const idsIn = (subject: string): string[] => (subject.startsWith("{") ? [] : [...subject.matchAll(new RegExp(`(?:[a-z_]+[ :])?${ID.source}`, "g"))].map(([id]) => id.replace("_id:", " ").replace(":", " ")));

/** Whether the log can be trusted, in one sentence; `bad` when somebody must act. */
export function sealWords(seals: Seals, now: number): { words: string; bad: boolean } {
  const check = seals.last_whole_check?.fault ? seals.last_whole_check : seals.last_check;
  if (check?.fault) return { words: check.fault, bad: true };
  const age = seals.sealed_at ? Math.max(0, Math.round((now - Date.parse(seals.sealed_at)) / 60_000)) : null;
  const sealed = age === null ? "Nothing is sealed yet" : `Seal ${seals.number.toLocaleString("en-GB")}, ${age < 1 ? "within the last minute" : `${age} min ago`}`;
  return { words: check ? `${sealed}. Checked and whole: ${check.rows.toLocaleString("en-GB")} rows` : `${sealed}. Not checked yet`, bad: false };
}
