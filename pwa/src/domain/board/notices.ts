/** Messages to crews, as the board shows them: to whom, how far, who has read. */
import type { Codes, Notice, Unit } from "../rows.ts";
import { deviceRungs } from "./ladder.ts";
import { shortTime } from "./words.ts";

export const waitsForReading = ({ read_at, ended_at }: Notice): boolean => read_at === null && ended_at === null;

/** One message with the rows of all crews that were told. */
export interface Said {
  notice: Notice;
  crews: Notice[];
}

/** The newest first; of each those who have not read it first. */
export function saidOf(notices: Iterable<Notice>): Said[] {
  const byNotice = new Map<string, Notice[]>();
  for (const row of notices) byNotice.set(row.notice_id, [...(byNotice.get(row.notice_id) ?? []), row]);
  return [...byNotice.values()]
    .map((crews) => crews.sort((one, other) => Number(waitsForReading(other)) - Number(waitsForReading(one)) || one.callsign.localeCompare(other.callsign)))
    .map((crews) => ({ notice: crews[0]!, crews }))
    .sort((one, other) => other.notice.told_at.localeCompare(one.notice.told_at));
}

const REACHED = [["shown", "shown, not read"], ["got", "received, not shown"], ["notified", "notified, not received"], ["sent", "sent, not received"]] as const;

/** How far it has come with a crew, on whichever device it came furthest. */
export function howFar(row: Notice): string {
  const read = row.read_at ? `read ${shortTime(row.read_at)} by ${row.read_by}` : "";
  if (row.ended_at) return [row.end_reason ?? "over", read].filter(Boolean).join("; ");
  if (read) return read;
  const reached = new Set(row.devices.flatMap((device) => deviceRungs(device, row.told_at).map(({ name }) => name)));
  return REACHED.find(([name]) => reached.has(name))?.[1] ?? "not sent yet";
}

/** An alarm that sounds. */
export const mustHear = (row: Notice): boolean => row.alarm === "voice" && row.alarm_acknowledged_at === null;

/** One line of the alarm band: a message, with the crews that have not read it in time and are in the same hand, or in nobody's. */
export function alarmedNotices(notices: Iterable<Notice>): Said[] {
  const weight = ({ notice }: Said): number => Number(notice.alarm === "voice") - (notice.alarm_acknowledged_at ? 10 : 0);
  const lines = new Map<string, Notice[]>();
  for (const row of notices) {
    // What is not urgent is out of the way once somebody has told them; the list goes on saying that they have not read it.
    if (row.alarm === null || (row.alarm === "amber" && row.alarm_acknowledged_at)) continue;
    const line = [row.notice_id, row.alarm, row.alarm_acknowledged_by].join(" ");
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  return [...lines.values()]
    .map((crews) => crews.sort((one, other) => one.callsign.localeCompare(other.callsign)))
    .map((crews) => ({ notice: crews[0]!, crews }))
    .sort((one, other) => weight(other) - weight(one) || one.notice.told_at.localeCompare(other.notice.told_at));
}

export interface Addressed {
  units: string[];
  pods: string[];
  /** What names nobody here. */
  unknown: string[];
}

/** `ce21, ce22` or `CE NE`: callsigns of this board and codes of pods. */
export function addressed(typed: string, units: Iterable<Unit>, codes: Pick<Codes, "pods">): Addressed {
  const byCallsign = new Map([...units].map((unit) => [unit.callsign.toUpperCase(), unit.id]));
  const found: Addressed = { units: [], pods: [], unknown: [] };
  for (const word of typed.toUpperCase().split(/[\s,;]+/).filter(Boolean)) {
    const unit = byCallsign.get(word);
    if (unit) found.units.push(unit);
    else if (codes.pods.some(({ code }) => code === word)) found.pods.push(word);
    else found.unknown.push(word);
  }
  return found;
}
