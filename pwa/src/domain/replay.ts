// A replay out of the record: where everybody was at an instant, what they were doing, and what happened next. Pure.
import { driftOf, isDeployable } from "./board/codes.ts";
import { discRadius, type Freshness, freshnessOf } from "./board/ageing.ts";
import { COMMITTED, OFF_DUTY } from "./board/units.ts";
import type { Codes, Id, Instant, Position } from "./rows.ts";

/** `[measured, received, lon, lat, accuracy_m, speed_mps, heading, source, which device of the unit, which of its duties]`; times in tenths of a second after the beginning. */
export type ReplayFix = [at: number, received: number, lon: number, lat: number, accuracy_m: number, speed: number | null, heading: number | null, source: number, device?: number, duty?: number | null];
/** `[happened, received, code, source, moved the unit]` */
export type ReplayStatus = [at: number, received: number, code: string, source: string, applied: boolean];

export interface ReplayUnit {
  id: Id;
  callsign: string;
  kind: string;
  pod: string;
  fixes: ReplayFix[];
  /** It told so much that one fix in so many seconds of each device stands here. */
  one_in_s: number | null;
  /** From when to when each began and ended; null: it had not by the end. A crew is where its own duty measured it, or nowhere yet. */
  duties: [from: number, to: number | null][];
  statuses: ReplayStatus[];
}

export interface ReplayIncident {
  id: Id;
  cad: string;
  grade: string;
  what: string;
  address: string;
  lon: number;
  lat: number;
  opened: number;
  closed: number | null;
}

export type Rung = "assigned" | "sent" | "delivered" | "shown" | "seen" | "read" | "acknowledged" | "en_route" | "at_scene" | "ended";

export interface ReplayTasking {
  id: Id;
  incident_id: Id;
  unit_id: Id;
  state: string;
  by: string;
  end_reason: string | null;
  rungs: Record<Rung, number | null>;
}

export interface ReplayLine {
  id: Id;
  incident_id: Id;
  kind: string;
  text: string;
  author: string;
  at: number;
  received: number;
}

export interface Replay {
  since: Instant;
  until: Instant;
  about: string;
  reason: string;
  ground: [number, number, number, number];
  sources: string[];
  units: ReplayUnit[];
  incidents: ReplayIncident[];
  taskings: ReplayTasking[];
  log: ReplayLine[];
}

/** What was known by then, as the boards had it; or what was so, with what came in later. */
export type Truth = "known" | "so";

export interface Moment {
  unit: ReplayUnit;
  status: string;
  standing: "free" | "committed" | "not free" | "off duty";
  position: Position | undefined;
  freshness: Freshness;
  radius_m: number;
  /** Told wherever it was; of the others only what they did on the ground that was asked for. */
  isSent: boolean;
}

/** A better source that has been silent for 75 s gives way (docs/messages.md, section 15). The sources come best first. */
const GIVES_WAY = 750;

export const startOf = (replay: Replay): number => Date.parse(replay.since);
export const lengthOf = (replay: Replay): number => Math.round((Date.parse(replay.until) - startOf(replay)) / 100);
export const instantOf = (replay: Replay, at: number): number => startOf(replay) + at * 100;

const when = ([at, received]: ReplayFix | ReplayStatus, truth: Truth): number => (truth === "known" ? received : at);

/** Whether a later fix places the unit: of the same device, of a better source, or of any once the one before has fallen silent. */
const takesOver = (fix: ReplayFix, held: ReplayFix): boolean =>
  fix[7] < held[7] || (fix[7] === held[7] && fix[8] === held[8]) || fix[0] - held[0] > GIVES_WAY;

/** Which duty of the unit ran at an instant; -1 for none. */
const dutyAt = ({ duties }: ReplayUnit, at: number): number => duties.findLastIndex(([from, to]) => from <= at && (to === null || to > at));

/**
 * The fix that placed the unit at an instant, by the rule that placed it then: who places it keeps it until a better one speaks, and
 * where the last crew was says nothing of the next.
 */
export function fixAt(unit: ReplayUnit, at: number, truth: Truth): ReplayFix | undefined {
  const duty = dutyAt(unit, at);
  let held: ReplayFix | undefined;
  for (const fix of unit.fixes) {
    if (fix[0] > at) break;
    if (fix[9] !== duty) continue;
    if (when(fix, truth) <= at && (!held || takesOver(fix, held))) held = fix;
  }
  return held;
}

/** What the unit was doing; off duty before the first word of it. */
export function statusAt({ statuses }: ReplayUnit, at: number, truth: Truth): string {
  const told = statuses.filter((one) => when(one, truth) <= at && one[4]);
  const newest = told.reduce<ReplayStatus | undefined>((best, one) => (best && best[0] > one[0] ? best : one), undefined);
  return newest?.[2] ?? OFF_DUTY;
}

export const isRunning = ({ rungs }: ReplayTasking, at: number): boolean => (rungs.assigned ?? 0) <= at && (rungs.ended === null || rungs.ended > at);

/** Every unit as it stood at an instant. */
export function momentsAt(replay: Replay, codes: Codes, at: number, truth: Truth): Moment[] {
  const now = instantOf(replay, at);
  const sent = new Set(replay.taskings.map(({ unit_id }) => unit_id));
  const busy = new Set(replay.taskings.filter((tasking) => isRunning(tasking, at)).map(({ unit_id }) => unit_id));
  return replay.units.map((unit) => {
    const status = statusAt(unit, at, truth);
    const position = positionOf(replay, unit, fixAt(unit, at, truth));
    return {
      unit, status, standing: standingOf(codes, status, busy.has(unit.id)), position,
      freshness: freshnessOf(position, now), radius_m: position ? discRadius(position, now, driftOf(codes, unit.kind)) : 0,
      isSent: sent.has(unit.id),
    };
  });
}

/** The ground that was asked for, and where those were who were sent: at the beginning, and when they were tasked. */
export function frameOf(replay: Replay): [number, number, number, number] {
  const frame: [number, number, number, number] = [...replay.ground];
  for (const { unit_id, rungs } of replay.taskings) {
    const unit = replay.units.find(({ id }) => id === unit_id);
    for (const at of [0, Math.max(0, rungs.assigned ?? 0)]) {
      const fix = unit && (fixAt(unit, at, "so") ?? unit.fixes[0]);
      if (fix) widen(frame, fix);
    }
  }
  return frame;
}

function widen(frame: [number, number, number, number], [, , lon, lat]: ReplayFix): void {
  frame[0] = Math.min(frame[0], lon);
  frame[1] = Math.min(frame[1], lat);
  frame[2] = Math.max(frame[2], lon);
  frame[3] = Math.max(frame[3], lat);
}

/** Whose device told more than is shown, in a sentence; empty for nobody. */
export function thinnedWords({ units }: Replay): string {
  const thinned = units.filter(({ one_in_s }) => one_in_s);
  if (thinned.length === 0) return "";
  const names = thinned.slice(0, 5).map(({ callsign }) => callsign).join(", ");
  return `Of ${names}${thinned.length > 5 ? ` and ${thinned.length - 5} more` : ""} one position in ${Math.max(...thinned.map(({ one_in_s }) => one_in_s ?? 0))} s is shown: they told more.`;
}

function standingOf(codes: Codes, status: string, isBusy: boolean): Moment["standing"] {
  if (status === OFF_DUTY) return "off duty";
  if (isBusy || COMMITTED.has(status)) return "committed";
  return isDeployable(codes, status) ? "free" : "not free";
}

function positionOf(replay: Replay, unit: ReplayUnit, fix: ReplayFix | undefined): Position | undefined {
  if (!fix) return undefined;
  const [at, received, lon, lat, accuracy_m, speed_mps, heading, source] = fix;
  return {
    unit_id: unit.id, lon, lat, accuracy_m, speed_mps, heading, battery: null, doubted_at: null, members: [], in_pod: null, source: replay.sources[source] ?? "",
    fixed_at: new Date(instantOf(replay, at)).toISOString(), received_at: new Date(instantOf(replay, received)).toISOString(),
  };
}

export const incidentsAt = (replay: Replay, at: number): ReplayIncident[] =>
  replay.incidents.filter(({ opened, closed }) => opened <= at && (closed === null || closed > at));

export interface Happening {
  at: number;
  key: string;
  who: string;
  words: string;
  /** Seconds that it took to be known, when that was over a minute. */
  late_s: number | null;
  incident_id: Id | null;
  unit_id: Id | null;
}

const RUNGS: Record<Rung, string> = {
  assigned: "tasked", sent: "tasking sent", delivered: "stored on the device", shown: "shown on the screen", seen: "opened", read: "risk confirmed as read",
  acknowledged: "accepted", en_route: "en route", at_scene: "at scene", ended: "tasking ended",
};
const LATE = 600;

const late = (at: number, received: number): number | null => (received - at > LATE ? Math.round((received - at) / 10) : null);

/** Everything that happened, in order: the same as the map, to read. */
export function happenings(replay: Replay, codes: Codes, truth: Truth): Happening[] {
  const names = new Map(replay.units.map(({ id, callsign }) => [id, callsign]));
  const cads = new Map(replay.incidents.map(({ id, cad }) => [id, cad.split("/")[0] ?? cad]));
  const labels = new Map(codes.statuses.map(({ code, label }) => [code, label]));
  const time = (at: number, received: number): number => (truth === "known" ? received : at);
  const all: Happening[] = [
    ...replay.units.flatMap((unit) => unit.statuses.filter(([at]) => at >= 0).map(([at, received, code, source, applied], index): Happening => ({
      at: time(at, received), key: `s${unit.id}${index}`, who: unit.callsign, late_s: late(at, received), incident_id: null, unit_id: unit.id,
      words: `${code} ${labels.get(code) ?? code}${source === "handset" ? "" : `, by ${source}`}${applied ? "" : ": came too late to count"}`,
    }))),
    ...replay.taskings.flatMap((tasking) => (Object.entries(tasking.rungs) as [Rung, number | null][]).flatMap(([rung, at]): Happening[] => at === null ? [] : [{
      at, key: `${tasking.id}${rung}`, who: names.get(tasking.unit_id) ?? "", late_s: null, incident_id: tasking.incident_id, unit_id: tasking.unit_id,
      words: `${cads.get(tasking.incident_id) ?? ""} ${RUNGS[rung]}${rung === "assigned" ? ` by ${tasking.by}` : rung === "ended" ? `: ${tasking.end_reason ?? tasking.state}` : ""}`,
    }])),
    ...replay.log.map((line): Happening => ({
      at: time(line.at, line.received), key: line.id, who: cads.get(line.incident_id) ?? "", words: `${line.author}: ${line.text}`, late_s: late(line.at, line.received),
      incident_id: line.incident_id, unit_id: null,
    })),
  ];
  const end = lengthOf(replay);
  return all.filter(({ at }) => at >= 0 && at <= end).sort((one, other) => one.at - other.at);
}

/** How many had happened by an instant; the list is in order. */
export function passedBy(list: readonly Happening[], at: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The instant of what happened before or after; the same one when there is none. */
export function stepFrom(list: readonly Happening[], at: number, by: 1 | -1): number {
  const next = by > 0 ? list.find((one) => one.at > at) : list.findLast((one) => one.at < at);
  return next?.at ?? at;
}
