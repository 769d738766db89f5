// The review desk as it thinks: pairs that wait, records side by side, and what differs between them.
import type { Id, Instant } from "./rows.ts";
import type { Warned } from "./lookup.ts";

export interface WaitingPair {
  one: { id: Id; line: string; source: string };
  other: { id: Id; line: string; source: string };
  why: string;
  kind: string;
}

export interface Waiting {
  items: WaitingPair[];
  count: number;
  waiting: number;
}

export interface ReviewedRecord {
  id: Id;
  golden_id: Id;
  source: string;
  changed_on: string;
  given_names: string;
  family_name: string;
  aliases: string[];
  born_on: string | null;
  age: string | null;
  sex: string;
  postcode: string;
  description: string;
  classification: string;
  exercise: boolean;
  identifiers: { kind: string; value: string; valid: boolean }[];
  markers: (Warned & { text: string; source: string })[];
}

export interface Reason {
  about: string;
  words: string;
  speaks: string;
}

export interface Step {
  id: Id;
  act: "merge" | "split" | "undo" | "link";
  at: Instant;
  by: string;
  reason: string;
  undone_at: Instant | null;
  can_undo: boolean;
  before: number[];
  after: number[];
}

export interface SideBySide {
  records: ReviewedRecord[];
  /** Records of the same two people that are not shown. */
  left_out: number;
  together: boolean;
  pair: { state: string; why: string; overall: string; reasons: Reason[] } | null;
  decisions: { one_id: Id; other_id: Id; verdict: "same" | "apart"; by: string; at: Instant; reason: string }[];
  steps: Step[];
}

export interface Row {
  label: string;
  cells: string[];
  differs: boolean;
}

const SEXES: Record<string, string> = { M: "male", F: "female" };
const day = (date: string | null): string => (date ? date.split("-").reverse().join("/") : "");

const ROWS: readonly [label: string, of: (record: ReviewedRecord) => string][] = [
  ["Forenames", (record) => record.given_names],
  ["Family name", (record) => record.family_name],
  ["Also known as", (record) => record.aliases.join(", ")],
  ["Born", (record) => day(record.born_on)],
  ["Age", (record) => record.age ?? ""],
  ["Sex", (record) => SEXES[record.sex] ?? ""],
  ["Postcode", (record) => record.postcode],
  ["Numbers", (record) => record.identifiers.map(({ kind, value, valid }) => `${kind.toUpperCase()} ${value}${valid ? "" : " (does not check)"}`).join(", ")],
  ["Description", (record) => record.description],
];

/** One row for each fact that any record has. What a record does not say is no difference. */
export function rowsOf(records: ReviewedRecord[]): Row[] {
  return ROWS.map(([label, of]) => {
    const cells = records.map(of);
    const said = new Set(cells.filter(Boolean).map((words) => words.toLowerCase()));
    return { label, cells, differs: said.size > 1 };
  }).filter(({ cells }) => cells.some(Boolean));
}

const ACTS: Record<Step["act"], string> = { merge: "Joined", split: "Held apart", undo: "Undone", link: "Linked by the computer" };

/** "Joined: 2 and 1 became 3". */
export function stepWords({ act, before, after }: Step): string {
  const told = before.join() === after.join() ? "no cluster changed its size" : `${said(before)} became ${said(after)}`;
  return `${ACTS[act]}: ${told}`;
}

const said = (sizes: number[]): string => sizes.map((size) => (size === 1 ? "1 alone" : `${size} together`)).join(" and ");

/** What a weight's words look like: how many marks of five, and on which side. */
export function strength(speaks: string): { marks: number; side: "for" | "against" | "none" } {
  const marks = speaks.includes("strongly") ? 3 : speaks.includes("clearly") ? 2 : speaks.includes("slightly") ? 1 : 0;
  return { marks, side: marks === 0 ? "none" : speaks.includes("against") ? "against" : "for" };
}
