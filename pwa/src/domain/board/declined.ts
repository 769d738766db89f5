/** Taskings that a crew declined: the board says so until somebody sees to it, or another unit is tasked. */
import type { Tasking } from "../rows.ts";
import type { BoardState } from "./state.ts";

/** Those that are still to be seen to on this board, the oldest first. The pod that owns the incident tasks another. */
export function declinedOf(state: BoardState): Tasking[] {
  const all = [...state.taskings.values()];
  const ours = new Set(state.pods);
  return all
    .filter((row) => row.alarm === "declined" && !row.alarm_acknowledged_at)
    .filter(({ incident_id }) => {
      const incident = state.incidents.get(incident_id);
      return incident?.state === "open" && ours.has(incident.pod);
    })
    .filter((row) => !all.some((other) => other.incident_id === row.incident_id && Date.parse(other.assigned_at) > since(row)))
    .sort((one, other) => since(one) - since(other));
}

const since = (row: Tasking): number => Date.parse(row.alarmed_at ?? row.assigned_at);

/** `declined: Vehicle not fit`. The callsign stands before it, in its own type. */
export const declinedWords = (tasking: Tasking): string => `declined: ${(tasking.end_reason ?? "no reason given").replace(/\.$/, "")}`;
