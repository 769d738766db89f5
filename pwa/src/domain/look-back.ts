// One officer's screen at one instant, as the server rebuilds it, and the instants at which something happened.
import { clockTime } from "./board/words.ts";
import type { Card, Id, Instant, ZoneTold } from "./rows.ts";
import { dayOf } from "./times.ts";

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

/** `since`: its first use on this duty. `rung`: how far it came with this tasking. */
export interface DeviceOfCrew {
  device_id: Id;
  kind: "handset" | "terminal" | null;
  officer: string | null;
  since: Instant;
  rung: string | null;
}

export interface Screen {
  tasking_id: Id;
  cad: string;
  callsign: string;
  assigned_at: Instant;
  ended_at: Instant | null;
  /** False: what was told to the crew is gone, or not whole. Nothing follows from what is missing. */
  is_kept: boolean;
  devices: DeviceOfCrew[];
  device_id: Id | null;
  at: Instant;
  through: number;
  stored_at: Instant | null;
  unit_status: string | null;
  unit_status_label: string | null;
  card: Card | null;
  zones: ZoneTold[];
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

/** Every instant at which the screen changed or the officer did something, in order; of one tenth of a second the last, as it is told. */
export function instants(screen: Screen): number[] {
  const begin = Date.parse(screen.assigned_at) - BEFORE_MS;
  const stored = screen.messages.flatMap(({ stored_at }) => (stored_at ? [Date.parse(stored_at)] : []));
  const done = screen.receipts.map(({ occurred_at }) => Date.parse(occurred_at));
  const all = [...stored, ...done].filter((at) => at >= begin).sort((one, other) => one - other);
  return [...new Map(all.map((at) => [Math.floor(at / 100), at])).values()];
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

/** `14:02:07.3`: a tasking goes by several steps within one second. */
export const tenths = (at: string | number): string => {
  const ms = typeof at === "string" ? Date.parse(at) : at;
  return `${clockTime(ms)}.${Math.floor((((ms % 1000) + 1000) % 1000) / 100)}`;
};

const ON_A_SCREEN = new Set(["shown", "read", "answered"]);

/** Since when the brief that the device held then had stood before somebody's eyes, by the device's own word; null for not yet. */
export function shownSince({ card, receipts }: Screen): Instant | null {
  const proofs = receipts.filter((one) => one.was_there && ON_A_SCREEN.has(one.rung) && one.channel === "handset" && one.brief_revision === card?.brief_revision);
  return proofs.map(({ occurred_at }) => occurred_at).sort()[0] ?? null;
}

/** What may be said over the card: that it is stored says nothing of a screen. */
export function cardHeading(screen: Screen): string {
  if (!screen.card) return screen.is_kept ? "Not on this device yet" : "No longer kept";
  const since = shownSince(screen);
  if (since) return `On the screen since ${tenths(since)}`;
  const former = screen.receipts.some((one) => one.was_there && one.rung === "shown" && one.brief_revision < (screen.card?.brief_revision ?? 0));
  return former ? "Changed brief stored on the device, not yet shown" : "Stored on the device, not yet shown";
}

export function emptyWords({ is_kept, device_id, stored_at }: Screen): string {
  if (!is_kept) return "What was sent to this crew, and when their devices stored it, is no longer kept. What the devices proved is.";
  if (!device_id) return "No device of this crew ever reported what it had stored.";
  return stored_at ? "The device was in touch, and this tasking had not arrived." : "This tasking had not arrived.";
}

const KINDS = { handset: "Handset", terminal: "Vehicle terminal" } as const;

const sameMinute = (one: Instant, other: Instant): boolean => Math.floor(Date.parse(one) / 60_000) === Math.floor(Date.parse(other) / 60_000);

/** `Handset of PS Nuala Okoro, since 14:02`: one officer may have had several. */
export function deviceWords(device: DeviceOfCrew, devices: readonly DeviceOfCrew[], assigned_at: Instant): string {
  const { kind, officer, since } = device;
  const name = kind ? `${KINDS[kind]} of ${officer ?? "nobody on record"}` : "Device that is no longer on record";
  const day = dayOf(since) === dayOf(assigned_at) ? "" : `${dayOf(since)} `;
  const minute = clockTime(since).slice(0, 5);
  const alike = devices.some((one) => one !== device && one.officer === officer && one.kind === kind && sameMinute(one.since, since));
  // Where even that is the same, they are counted.
  const twins = devices.filter((one) => one.officer === officer && one.kind === kind && tenths(one.since) === tenths(since) && sameMinute(one.since, since));
  const number = twins.length > 1 ? ` (${twins.indexOf(device) + 1})` : "";
  return `${name}, since ${day}${alike ? tenths(since) : minute}${number}`;
}

/** How far a device came, in the same words without the device. */
export const cameTo = (rung: string): string => (RUNG_WORDS[rung] ?? rung).replace(/ (to|on) this device$/, "");

export const rungWords = ({ rung, channel }: TakenReceipt): string => `${RUNG_WORDS[rung] ?? rung}${channel === "handset" ? "" : `, by ${channel}`}`;
