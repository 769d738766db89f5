// What is handed out: facts, what the rules take out of them, and what a person changes.
import type { Id, Instant } from "./rows.ts";

export type Purpose = "access" | "court";
export type SubjectKind = "nominal" | "incident";

export interface Subject {
  kind: SubjectKind;
  id: Id;
  title: string;
  detail: string;
}

export interface Fact {
  key: string;
  section: string;
  label: string;
  at: string;
  text: string;
  marking: string;
  out: boolean;
  locked: boolean;
  reasons: string[];
  was: string;
}

export interface Preview {
  line: string;
  marking: string;
  shown: number;
  removed: number;
  items: Fact[];
}

export interface Change {
  key: string;
  show: boolean;
  reason: string;
}

export interface Made {
  number: Id;
  digest: string;
  json: string;
  html: string;
}

export interface Disclosed {
  id: Id;
  purpose: Purpose;
  subject: string;
  recipient: string;
  reference: string;
  marking: string;
  shown: number;
  removed: number;
  digest: string;
  made_by: string;
  made_at: Instant;
}

export const PURPOSES: readonly { code: Purpose; label: string; hint: string }[] = [
  { code: "access", label: "The person asks for their own data", hint: "Data Protection Act 2018, section 45" },
  { code: "court", label: "A court", hint: "Criminal Procedure and Investigations Act 1996" },
];

const CAD = /^\s*\d+\/\d{2}[A-Za-z]{3}\d{2}\s*$/;

/** Whether what was typed is the reference of an incident, and not a name. */
export function isCad(typed: string): boolean {
  return CAD.test(typed);
}

/** The facts as they stand in the document: one after the other under their headings. */
export function sections(items: readonly Fact[]): { title: string; items: Fact[] }[] {
  const found: { title: string; items: Fact[] }[] = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last?.title === item.section) last.items.push(item);
    else found.push({ title: item.section, items: [item] });
  }
  return found;
}

/** A text in pieces: what is left of it, and the marks where something was cut out. */
export function pieces(text: string): { words: string; cut: boolean }[] {
  return text.split(/(\[removed: [^\]]+\])/).filter(Boolean).map((part) => {
    const cut = part.startsWith("[removed: ");
    return { words: cut ? `Removed: ${part.slice(10, -1)}` : part, cut };
  });
}

/** The changes with one more; what was said of the same fact before is said no more. */
export function changed(changes: readonly Change[], key: string, change: Change | null): Change[] {
  const others = changes.filter((one) => one.key !== key);
  return change ? [...others, change] : others;
}

/** Everything that was done at least once: how many were put back, and how many taken out by hand. */
export function ownChanges(changes: readonly Change[], words: readonly string[]): string {
  const back = changes.filter(({ show }) => show).length;
  const out = changes.length - back;
  const said = [back && `${back} put back`, out && `${out} taken out by you`, words.length && `${words.length} ${words.length === 1 ? "word" : "words"} cut out everywhere`];
  return said.filter(Boolean).join(", ");
}
