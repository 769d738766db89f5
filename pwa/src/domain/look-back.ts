// One officer's screen at one instant, as the server rebuilds it, and the instants at which something happened.
import type { Card, Id, Instant } from "./rows.ts";

export interface ListedTasking {
  id: Id;
  callsign: string;
  state: string;
  assigned_at: Instant;
  ended_at: Instant | null;
}

export interface ToldMessage {
  seq: number;
  kind: string;
  words: string;
  posted_at: Instant;
  stored_at: Instant | null;
  channel: string | null;
  was_there: boolean;
}

export interface TakenReceipt {
  rung: string;
  channel: string;
  brief_revision: number;
  occurred_at: Instant;
  received_at: Instant;
  was_there: boolean;
}

export interface Screen {
  tasking_id: Id;
  cad: string;
  callsign: string;
  assigned_at: Instant;
  ended_at: Instant | null;
  devices: { device_id: Id; kind: "handset" | "terminal"; officer: string }[];
  device_id: Id | null;
  at: Instant;
  through: number;
  stored_at: Instant | null;
  unit_status: string | null;
  card: Card | null;
  messages: ToldMessage[];
  receipts: TakenReceipt[];
}

const BEFORE_MS = 5_000;
const AFTER_MS = 60_000;

/** From a moment before the tasking to a minute after the last thing that is known of it, in milliseconds. */
export function spanOf(screen: Screen): { from: number; to: number } {
  const known = [...instants(screen), Date.parse(screen.ended_at ?? screen.assigned_at)];
  return { from: Date.parse(screen.assigned_at) - BEFORE_MS, to: Math.max(...known) + AFTER_MS };
}

/** Every instant at which the screen changed or the officer did something, in order, each once. */
export function instants(screen: Screen): number[] {
  const stored = screen.messages.flatMap(({ stored_at }) => (stored_at ? [Date.parse(stored_at)] : []));
  const done = screen.receipts.map(({ occurred_at }) => Date.parse(occurred_at));
  return [...new Set([...stored, ...done])].sort((one, other) => one - other);
}

/** The instant before or after, where something happened; the same one when there is none. */
export function stepFrom(screen: Screen, at: number, by: 1 | -1): number {
  const all = instants(screen);
  const next = by > 0 ? all.find((one) => one > at) : all.findLast((one) => one < at);
  return next ?? at;
}

const RUNG_WORDS: Record<string, string> = {
  sent: "sent to this device",
  notified: "notification shown",
  delivered: "stored on this device",
  shown: "stood on the screen",
  read: "risk confirmed as read",
  answered: "answered",
};

export const rungWords = ({ rung, channel }: TakenReceipt): string => `${RUNG_WORDS[rung] ?? rung}${channel === "handset" ? "" : `, by ${channel}`}`;
