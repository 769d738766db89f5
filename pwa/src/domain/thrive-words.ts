// THRIVE side by side: what the call handler and the officer at the scene each think of an incident, and where they differ, in words.
import type { Code, Id, Thrive, ThriveRole } from "./rows.ts";
import { type Part, PARTS } from "./thrive.ts";

/** What each part asks (domain reference 1.6). */
export const ASKS: Record<Part, string> = {
  threat: "Does anybody mean to do harm or cause a loss?",
  harm: "What is hurt or damaged, body and mind?",
  risk: "How likely is it to happen, or to happen again?",
  investigation: "What must be looked into, what evidence is there?",
  vulnerability: "Can somebody here not protect themselves or others?",
  engagement: "Who must be spoken to, who helps, who refuses?",
};

export const nameOfPart = (part: Part): string => part.charAt(0).toUpperCase() + part.slice(1);

const ROLES: Record<ThriveRole, string> = { call_handler: "Call handler", officer: "Officer" };

/** The assessment that holds: the newest by when it was made, not by when it arrived. */
export function current(all: readonly Thrive[], role: ThriveRole): Thrive | null {
  return all.filter((one) => one.role === role).reduce<Thrive | null>((held, one) => (held && !isNewer(one, held) ? held : one), null);
}

const isNewer = (one: Thrive, held: Thrive): boolean => one.assessed_at > held.assessed_at || (one.assessed_at === held.assessed_at && one.version > held.version);

/** Whose it is, to whoever looks: one's own says *You*. */
export const whose = (one: Thrive, me: Id): string => (one.author_id === me ? "You" : ROLES[one.role]);

/** An assessment that the control room does not have yet. */
export const isWaitingThrive = (one: Thrive): boolean => one.received_at === "";

export interface Row {
  part: Part;
  /** `You: high; call handler: low` where they differ; `High, both` where not; `Call handler: low` where only one has said. */
  words: string;
  differs: boolean;
  /** Who said why. */
  reasons: { who: string; text: string }[];
}

/** The six parts, each in one line. `me` is who looks: an own assessment comes first. */
export function sideBySide(all: readonly Thrive[], levels: readonly Code[] | undefined, me: Id): Row[] {
  const both = [current(all, "officer"), current(all, "call_handler")].filter((one): one is Thrive => one !== null);
  const shown = both.sort((one, other) => Number(other.author_id === me) - Number(one.author_id === me));
  const label = (code: string): string => levels?.find((level) => level.code === code)?.label ?? code;
  return PARTS.map((part) => rowOf(part, shown, label, me));
}

function rowOf(part: Part, shown: readonly Thrive[], label: (code: string) => string, me: Id): Row {
  const said = shown.map((one) => ({ who: whose(one, me), level: one.levels[part], text: one.texts[part] ?? "" }));
  const differs = said.length === 2 && said[0]?.level !== said[1]?.level;
  const reasons = said.filter(({ text }) => text).map(({ who, text }) => ({ who, text }));
  const same = said.length === 2 && !differs;
  const each = said.map(({ who, level }, index) => `${index ? who.toLowerCase() : who}: ${label(level ?? "").toLowerCase()}`).join("; ");
  return { part, differs, reasons, words: same ? `${label(said[0]?.level ?? "")}, both` : each };
}

/** How many parts are seen differently, as the heading says it; nothing where nobody has assessed, which stands below it. */
export function summary(all: readonly Thrive[], rows: readonly Row[]): string {
  const has = (role: ThriveRole): boolean => current(all, role) !== null;
  if (!has("officer") && !has("call_handler")) return "";
  if (!has("officer")) return "call handler only";
  if (!has("call_handler")) return "officer only";
  const count = rows.filter(({ differs }) => differs).length;
  return count === 0 ? "both alike" : `${count} of ${PARTS.length} differ`;
}

/** Assessments that no longer hold, newest first. */
export function earlier(all: readonly Thrive[]): Thrive[] {
  const holding = new Set([current(all, "officer")?.id, current(all, "call_handler")?.id]);
  return all.filter(({ id }) => !holding.has(id)).sort((one, other) => other.assessed_at.localeCompare(one.assessed_at));
}

/** `Threat high, Harm medium, ...` */
export function inALine(one: Thrive, levels: readonly Code[] | undefined): string {
  return PARTS.map((part) => `${nameOfPart(part)} ${(levels?.find(({ code }) => code === one.levels[part])?.label ?? one.levels[part] ?? "").toLowerCase()}`).join(", ");
}

/** What is being written: a level and a few words for each part. */
export type Draft = Record<Part, { level: string; text: string }>;

/** One starts from what one said last; from nothing at first, so that nobody copies the other by leaving it as it is. */
export function draftFrom(own: Thrive | null): Draft {
  return Object.fromEntries(PARTS.map((part) => [part, { level: own?.levels[part] ?? "", text: own?.texts[part] ?? "" }])) as Draft;
}

export type Level = Code & { needs_text: boolean };

/** The parts that are not ready to be sent, each with a sentence. */
export function missing(draft: Draft, levels: readonly Level[]): { part: Part; sentence: string }[] {
  return PARTS.flatMap((part) => {
    const { level, text } = draft[part];
    const entry = levels.find(({ code }) => code === level);
    if (!entry) return [{ part, sentence: `Choose a level for ${nameOfPart(part)}` }];
    return entry.needs_text && !text.trim() ? [{ part, sentence: `Say in a few words why ${nameOfPart(part)} is ${entry.label.toLowerCase()}` }] : [];
  });
}

type Said = Record<Part | `${Part}_text`, string>;

/** The draft as the command carries it. */
export function saidIn(draft: Draft): Said {
  return Object.fromEntries(PARTS.flatMap((part) => [[part, draft[part].level], [`${part}_text`, draft[part].text.trim()]])) as Said;
}
