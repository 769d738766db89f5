// What must interrupt the officer: a new tasking, and a brief that changed after it was read, or after it was first told here.
import { hasChanged, isNew, type Briefs } from "./brief.ts";
import type { Card, Id } from "./rows.ts";

export interface Alert {
  kind: "new" | "changed";
  taskingId: Id;
  briefRevision: number;
}

/** Alerts that these cards ask for, less those that this device has already given. */
export function alertsFor(cards: Card[], given: ReadonlySet<string>, known: Briefs): Alert[] {
  return cards.flatMap((card) => alertFor(card, known) ?? []).filter((alert) => !given.has(alertKey(alert)));
}

function alertFor(card: Card, known: Briefs): Alert | null {
  const { id: taskingId, brief_revision: briefRevision } = card;
  if (isNew(card)) return { kind: "new", taskingId, briefRevision };
  if (hasChanged(card, known)) return { kind: "changed", taskingId, briefRevision };
  return null;
}

/** What this device has told of having shown: once for each state of the brief. */
export const shownKey = (card: Card): string => `shown/${card.id}/${card.brief_revision}`;

/** What this device has told of not being able to show, in the same way. */
export const unshowableKey = (card: Card): string => `unshowable/${card.id}/${card.brief_revision}`;

/** A new tasking alarms once; a change alarms once per revision. */
export const alertKey = (alert: Alert): string => (alert.kind === "new" ? alert.taskingId : `${alert.taskingId}/${alert.briefRevision}`);
