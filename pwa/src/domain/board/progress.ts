/** How far an incident has got, and how it stands against its target. Both follow from rows; neither is stored. */
import type { Incident, Tasking } from "../rows.ts";
import { isOpenTasking } from "./projection.ts";

export type Progress = "unassigned" | "assigned" | "en route" | "at scene" | "resulted" | "closed";

/** The furthest that any unit on it has got. */
export function progressOf(incident: Incident, taskings: readonly Tasking[]): Progress {
  if (incident.state !== "open") return incident.state;
  const open = taskings.filter(isOpenTasking);
  if (open.some((tasking) => tasking.at_scene_at)) return "at scene";
  if (open.some((tasking) => tasking.en_route_at)) return "en route";
  return open.length > 0 ? "assigned" : "unassigned";
}

export interface Target {
  /** Share of the time that is used: 1 is the target itself. */
  used: number;
  /** Milliseconds until the target; negative when it has passed. */
  left_ms: number;
  over: boolean;
  /** The first unit has arrived, so the clock stands. */
  stopped: boolean;
}

/** Null for a grade without a target. */
export function targetOf(incident: Incident, now: number): Target | null {
  if (incident.attend_by === null) return null;
  const due = Date.parse(incident.attend_by);
  const began = Math.min(Date.parse(incident.graded_at), due - 1);
  const at = incident.arrived_at ? Date.parse(incident.arrived_at) : now;
  const left_ms = due - at;
  return { used: (at - began) / (due - began), left_ms, over: left_ms < 0, stopped: incident.arrived_at !== null };
}

export function taskingsByIncident(taskings: Iterable<Tasking>): Map<string, Tasking[]> {
  const grouped = new Map<string, Tasking[]>();
  for (const tasking of taskings) {
    const list = grouped.get(tasking.incident_id);
    if (list) list.push(tasking);
    else grouped.set(tasking.incident_id, [tasking]);
  }
  return grouped;
}
