// The order and the words of a risk card.
import type { Risk, RiskItem, Severity } from "./rows.ts";

const worst: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };

const nearest: Record<RiskItem["kind"], number> = { caller: 0, marker: 1, history: 2 };

/** Worst first; what is past its review comes after what holds; then what is said of today; then the latest. */
export function inOrder(items: RiskItem[]): RiskItem[] {
  return [...items].sort((a, b) =>
    Number(a.historic) - Number(b.historic) || worst[a.severity] - worst[b.severity] || nearest[a.kind] - nearest[b.kind] || (b.last_on ?? "").localeCompare(a.last_on ?? ""));
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
