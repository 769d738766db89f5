// What an officer has confirmed to have read, so that "read it again" can say what changed.
import type { Card } from "./rows.ts";

export interface Brief {
  revision: number;
  grade: string;
  what: string;
  address: string;
  place: string;
  risks: string[];
}

export function briefOf(card: Card): Brief {
  const { grade, what, address, lon, lat } = card.incident;
  return {
    revision: card.brief_revision, grade, what, address, place: `${lon.toFixed(5)},${lat.toFixed(5)}`,
    risks: (card.risk?.items ?? []).map(({ title, subject }) => (subject ? `${title}, ${subject.line}` : title)),
  };
}

/** Whether the officer still has to confirm this card's brief. */
export const mustRead = (card: Card): boolean => (card.read_brief_revision ?? 0) < card.brief_revision || card.read_at === null;

export const wasRead = (card: Card): boolean => card.read_at !== null;

/** Sentences on what is different from what was read; empty when nothing visible changed. */
export function changesSince(was: Brief, card: Card, gradeLabel: (code: string) => string): string[] {
  const now = briefOf(card);
  const changes: string[] = [];
  if (was.grade !== now.grade) changes.push(`Grade: ${gradeLabel(was.grade)}, now ${gradeLabel(now.grade)}`);
  if (was.address !== now.address) changes.push(`Place: ${was.address}, now ${now.address}`);
  else if (was.place !== now.place) changes.push("Place: the point on the map moved");
  if (was.what !== now.what) changes.push(`What: ${was.what}, now ${now.what}`);
  for (const title of now.risks) if (!was.risks.includes(title)) changes.push(`New risk: ${title}`);
  for (const title of was.risks) if (!now.risks.includes(title)) changes.push(`No longer listed: ${title}`);
  return changes;
}
