/** The queue: by grade, then those whose clock still runs, then by age against target. */
import type { Codes, Incident, Tasking } from "../rows.ts";
import { gradeRank } from "./codes.ts";
import { isOpenTasking } from "./projection.ts";
import { type Progress, type Target, progressOf, targetOf, taskingsByIncident } from "./progress.ts";
import type { BoardState } from "./state.ts";

export interface QueueRow {
  incident: Incident;
  progress: Progress;
  target: Target | null;
  age_ms: number;
  /** Open taskings, the oldest first. */
  taskings: Tasking[];
}

export type QueueView = "open" | "unassigned" | "over" | "resulted" | "closed" | "elsewhere";

export interface QueueFilter {
  view: QueueView;
  grade: string | null;
  words: string;
}

export const everythingOpen: QueueFilter = { view: "open", grade: null, words: "" };

function rowOf(incident: Incident, taskings: Tasking[], now: number): QueueRow {
  return {
    incident,
    progress: progressOf(incident, taskings),
    target: targetOf(incident, now),
    age_ms: (incident.closed_at ? Date.parse(incident.closed_at) : now) - Date.parse(incident.opened_at),
    taskings: taskings.filter(isOpenTasking).sort((one, other) => (one.assigned_at < other.assigned_at ? -1 : 1)),
  };
}

function compareTargets(one: QueueRow, other: QueueRow): number {
  const stopped = Number(one.target?.stopped ?? false) - Number(other.target?.stopped ?? false);
  if (stopped !== 0) return stopped;
  return (other.target?.used ?? 0) - (one.target?.used ?? 0);
}

/** Grade, then clock still running, then share of the target used, then age; the id keeps equal ones from swapping. */
export function compareRows(codes: Codes, one: QueueRow, other: QueueRow): number {
  return (
    gradeRank(codes, one.incident.grade) - gradeRank(codes, other.incident.grade) ||
    compareTargets(one, other) ||
    Date.parse(one.incident.opened_at) - Date.parse(other.incident.opened_at) ||
    (one.incident.id < other.incident.id ? -1 : 1)
  );
}

function inView(row: QueueRow, filter: QueueFilter, watched: ReadonlySet<string>): boolean {
  const ours = watched.has(row.incident.pod);
  if (filter.view === "elsewhere") return !ours && row.incident.state === "open";
  // An incident that was handed over stays in the queue for as long as a unit of ours is on it.
  if (!ours && row.taskings.length === 0) return false;
  if (filter.view === "resulted" || filter.view === "closed") return row.incident.state === filter.view;
  if (row.incident.state !== "open") return false;
  if (filter.view === "unassigned") return row.progress === "unassigned";
  return filter.view === "open" || (row.target?.over ?? false);
}

function says(row: QueueRow): string {
  const { incident, taskings } = row;
  const callsigns = taskings.map((tasking) => tasking.callsign);
  return [incident.cad, incident.what, incident.address, incident.type, ...incident.qualifiers, ...callsigns].join(" ").toLowerCase();
}

function matches(row: QueueRow, filter: QueueFilter): boolean {
  if (filter.grade !== null && row.incident.grade !== filter.grade) return false;
  const words = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = words.length > 0 ? says(row) : "";
  return words.every((word) => text.includes(word));
}

/** Every incident of the board as a row, unsorted: also for counting. */
export function allRows(state: BoardState, now: number): QueueRow[] {
  const taskings = taskingsByIncident(state.taskings.values());
  return [...state.incidents.values()].map((incident) => rowOf(incident, taskings.get(incident.id) ?? [], now));
}

/** The rows that the filter lets through, in the order of the queue. */
export function queueOf(rows: readonly QueueRow[], state: BoardState, codes: Codes, filter: QueueFilter): QueueRow[] {
  const watched = new Set(state.pods);
  return rows.filter((row) => inView(row, filter, watched) && matches(row, filter)).sort((one, other) => compareRows(codes, one, other));
}
