// What an officer was told of a job, so that "read it again" can say what changed.
import type { Card, Id } from "./rows.ts";

export interface Brief {
  revision: number;
  grade: string;
  what: string;
  address: string;
  place: string;
  risks: string[];
}

/** By tasking, what was confirmed as read; until something was, how it stood when this device first told of it. */
export type Briefs = Record<Id, Brief>;

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

/** Whoever opened the card, here or on the crew's other device, silenced it for both. */
export const isNew = (card: Card): boolean => card.state === "assigned" && !card.seen_at;

/** Whether it says something else than what the crew knows. Who accepted and read nothing was still told something: that may have changed too. */
export const hasChanged = (card: Card, known: Briefs): boolean =>
  mustRead(card) && (wasRead(card) || (known[card.id]?.revision ?? card.brief_revision) < card.brief_revision);

/**
 * What is known with these cards beside what was: the brief of a job that somebody else of the crew has taken or read.
 * One that is still new is known when it has stood on this screen. What was said of a job that is over does not stay on the
 * device. `undefined` when nothing is different.
 */
export function learned(cards: Card[], known: Briefs): Briefs | undefined {
  const fresh = cards.filter((card) => !isNew(card) && !(known[card.id] && (mustRead(card) || known[card.id]?.revision === card.brief_revision)));
  const held = cards.filter((card) => known[card.id]);
  return fresh.length || Object.keys(known).length > held.length ? { ...Object.fromEntries(held.map((card) => [card.id, known[card.id]!])), ...briefsOf(fresh) } : undefined;
}

export const briefsOf = (cards: Card[]): Briefs => Object.fromEntries(cards.map((card) => [card.id, briefOf(card)]));

/** Sentences on what is different from what was known; empty when nothing visible changed. */
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
