// The order and the words of a risk card.
import type { ChecklistItem, Risk, RiskItem, Severity } from "./rows.ts";

const worst: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };

const nearest: Record<RiskItem["kind"], number> = { zone: 0, answer: 1, caller: 2, record: 3, marker: 4, intelligence: 5, call: 6, history: 7 };

/** So many lines are read at arm's length in five seconds; the others are one tap away. */
export const FIRST_LINES = 5;

/** Whether somebody warns of it now; the rest merely happened, here or to somebody, or is past its review. */
const warnsNow = ({ kind, historic }: RiskItem): boolean => !historic && nearest[kind] <= nearest.marker;

/** What merely happened weighs one step less than a warning that holds: the server cuts its card by the same rule (api/places/lines.py). */
const weight = (item: RiskItem): number => worst[item.severity] + Number(!warnsNow(item));

/** How far off it counts as, in metres: what names no place is about this call, another flat of this house comes after the house itself. */
const away = ({ at_door, distance_m }: RiskItem): number => (at_door ? 0 : distance_m ?? Number(at_door === false));

/** Worst first, what is past its review last; of one weight what holds before what was, this house first and then the nearer, what is said of today before what lies back. */
export function inOrder(items: RiskItem[]): RiskItem[] {
  return [...items].sort((a, b) =>
    Number(a.historic) - Number(b.historic) || weight(a) - weight(b) || Number(warnsNow(b)) - Number(warnsNow(a)) || away(a) - away(b) || nearest[a.kind] - nearest[b.kind] || (b.last_on ?? "").localeCompare(a.last_on ?? ""));
}

/** Of this house by its address, of another, or where only distance tells how far off. */
export function placeOf({ at_door, distance_m }: RiskItem): string {
  if (at_door) return "at this address";
  if (distance_m === null) return "";
  const away = `${Math.round(distance_m)} m away`;
  if (at_door === false) return `another address, ${away}`;
  return distance_m < 15 ? "at this place" : away;
}

export type RiskPicture = "weapon" | "violence" | "drugs" | "fire" | "dog" | "person" | "health" | "vehicle" | "burglary" | "place";

const pictures: [RegExp, RiskPicture][] = [
  [/weapon|knife|firearm|gun/, "weapon"],
  [/drug/, "drugs"],
  [/fire|arson|explosive|chemical/, "fire"],
  [/dog|animal/, "dog"],
  [/mental|health|suicid|contagi|self|infect/, "health"],
  [/burglar|theft|robber|shoplift/, "burglary"],
  [/vehicle|traffic|rtc/, "vehicle"],
  [/child|vulnerab|person|missing/, "person"],
  [/violen|assault|order|resist|domestic|hostile|obstruct/, "violence"],
];

export function pictureOf(category: string): RiskPicture {
  const text = category.toLowerCase();
  return pictures.find(([words]) => words.test(text))?.[1] ?? "place";
}

/** A window without anything in it, told so that it never sounds like a clean place. */
export function searchedSentence(risk: Risk): string {
  return `Searched ${risk.radius_m} m around, ${risk.months} months back.`;
}

export const isGrave = (item: RiskItem): boolean => !item.historic && (item.severity === "critical" || item.severity === "high");

/** Entered by somebody on a day; the others happened on theirs. */
export const isWarning = (item: RiskItem): boolean => item.kind === "marker" || item.kind === "record" || item.kind === "zone";

/** Whom a warning is about and why it is here; what is somebody's opinion says so. */
export function subjectLine(item: RiskItem): string {
  if (!item.subject) return "";
  return `${item.subject.line}: ${item.subject.how}${item.opinion ? ". Opinion, not fact" : ""}`;
}

export const pointsOf = (risk: Risk, of: ChecklistItem["state"]): ChecklistItem[] => (risk.checklist ?? []).filter(({ state }) => state === of);

/** Points of the checklist in a line: the first of them by name, as they come first that kill. */
export function named(points: ChecklistItem[]): string {
  const words = points.map(({ label }) => label.replace(/[,:].*/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()));
  return words.slice(0, 5).join(", ") + (words.length > 5 ? ` and ${words.length - 5} more` : "");
}

/** The card as it is read out: the first lines, who they are about, and what nobody has checked. */
export function aloud(risk: Risk): string {
  if (risk.failed) return "The history of this place could not be read. It is not known to be safe.";
  const lines = inOrder(risk.items).slice(0, FIRST_LINES).map((item) =>
    [item.historic ? `Historic: ${item.title}` : item.title, item.subject?.line, item.text].filter(Boolean).join(". "));
  const known = pointsOf(risk, "known");
  const open = pointsOf(risk, "unchecked");
  return [
    ...(lines.length ? lines : ["Nothing found"]),
    ...(risk.items.length > FIRST_LINES ? [`${risk.items.length - FIRST_LINES + (risk.left_out ?? 0)} more on the card`] : []),
    ...(known.length ? [`Known: ${named(known)}`] : []),
    ...(open.length ? [`Not checked: ${named(open)}`] : []),
  ].join(". ") + ".";
}

/** A warning on a person is personal data, and so is a card that has one. What cannot be read is taken for the highest there is. */
export function markingOfRisk(risk: { items: { kind: string; marking?: string }[] } | null | undefined): string {
  if (!risk) return "OFFICIAL";
  return !Array.isArray(risk.items) || risk.items.some(({ kind, marking }) => marking === "OFFICIAL-SENSITIVE" || ["record", "intelligence", "answer"].includes(kind)) ? "OFFICIAL-SENSITIVE" : "OFFICIAL";
}
