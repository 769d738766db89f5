// Which action is the expected one now. An officer may always choose another: nothing is forbidden.
import type { Card, Code, Codes, Unit } from "./rows.ts";

export type NextAction =
  | { kind: "accept" }
  | { kind: "status"; code: string }
  | { kind: "result" };

/** The one large button under a tasking. */
export function nextFor(card: Card, unit: Unit | null): NextAction {
  if (card.state === "assigned") return { kind: "accept" };
  const onIt = unit?.incident_id === card.incident_id;
  if (onIt && unit.status === "5") return { kind: "status", code: "6" };
  if (onIt && ["6", "7", "8", "9"].includes(unit.status)) return { kind: "result" };
  return { kind: "status", code: "5" };
}

/** The one large button of a unit that holds no tasking, or none when it is free. */
export function nextWithoutTasking(unit: Unit): NextAction | null {
  return unit.status === "2" || unit.status === "3" ? null : { kind: "status", code: "2" };
}

export const isAvailable = (status: string): boolean => status === "2" || status === "3";

type Status = Codes["statuses"][number];

/** The statuses that an officer may set: the expected moves first, the rest after them. */
export function choicesFrom(status: string, codes: Codes | null): { expected: Status[]; other: Status[] } {
  const settable = (codes?.statuses ?? []).filter((s) => s.settable && s.kind === "state" && s.code !== status && s.code !== "11");
  const moves = new Set(codes?.moves[status] ?? []);
  return { expected: settable.filter((s) => moves.has(s.code)), other: settable.filter((s) => !moves.has(s.code)) };
}

export const labelOf = (list: Code[] | undefined, code: string): string => list?.find((item) => item.code === code)?.label ?? code;

/** Such a crew's position is told more often. */
export const attachedToImmediateTasking = (cards: Card[]): boolean => cards.some(({ incident, state }) => incident.grade === "I" && state === "acknowledged");
