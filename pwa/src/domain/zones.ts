// Hazard areas and event zones: which concern a job, in which words, and where they are.
import type { Card, Zone, ZoneTold } from "./rows.ts";
import { clockTime } from "./times.ts";

export function withZone(held: ZoneTold[], told: ZoneTold): ZoneTold[] {
  const before = held.find(({ id }) => id === told.id);
  if (before && before.revision > told.revision) return held;
  const rest = held.filter(({ id }) => id !== told.id);
  return told.ended_at ? rest : [...rest, told];
}

/** Without a link nobody tells of the end: then its own time decides. */
export const isStanding = ({ ended_at, until_at }: Zone, now: number): boolean => !ended_at && (until_at === null || Date.parse(until_at) > now);

/** Those on the brief of a job: of the job and its way, and where the crew is already. Hazards first. */
export function zonesOf(card: Pick<Card, "incident_id">, zones: readonly ZoneTold[] | undefined, now: number): ZoneTold[] {
  return inOrder((zones ?? []).filter((zone) => isStanding(zone, now) && (zone.incident_id === card.incident_id || zone.why === "here")));
}

/** Each zone once, also where it was told for two jobs. */
export function eachZone(zones: readonly ZoneTold[] | undefined, now: number): ZoneTold[] {
  const standing = (zones ?? []).filter((zone) => isStanding(zone, now));
  return inOrder([...new Map(standing.map((zone) => [zone.zone_id, zone])).values()]);
}

const inOrder = <Z extends Zone>(zones: Z[]): Z[] => [...zones].sort((a, b) => Number(a.kind === "event") - Number(b.kind === "event") || a.name.localeCompare(b.name));

export const kindText = ({ kind }: Zone): string => (kind === "hazard" ? "Hazard area" : "Event zone");

export const whyText = ({ why }: ZoneTold): string =>
  ({ incident: "The place of the job is in it", way: "The straight way to the job leads through it", here: "You were in it when you were told" })[why];

/** "until 18:00", "from 14:00 until 18:00", or nothing for what has begun and has no end yet. */
export function timeText({ from_at, until_at }: Zone, now: number): string {
  const from = Date.parse(from_at) > now ? `from ${clockTime(from_at)}` : "";
  return [from, until_at ? `until ${clockTime(until_at)}` : ""].filter(Boolean).join(" ");
}
