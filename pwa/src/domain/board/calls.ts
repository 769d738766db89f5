/** Taskings of other pods for which a supervisor is called: every board hears of them, for those of their own pod may all be closed. */
import type { Call, Tasking } from "../rows.ts";
import type { BoardState } from "./state.ts";

const isCalled = (call: Call): boolean => call.alarm === "supervisor";

/** Whether this board's own feeds tell of a tasking: what was only read of another pod's would never be told of again. */
export function isFollowed(state: BoardState, { incident_id, unit_id }: Pick<Tasking, "incident_id" | "unit_id">): boolean {
  const pods = [state.incidents.get(incident_id)?.pod, state.units.get(unit_id)?.pod];
  return pods.some((pod) => pod !== undefined && state.pods.includes(pod));
}

/** Those that this board draws for others, the oldest first. Where somebody sees to one, it is theirs. */
export function callsFromElsewhere(state: BoardState): Call[] {
  return [...state.calls.values()]
    .filter((call) => isCalled(call) && call.alarm_acknowledged_at === null && !isFollowed(state, call))
    .sort((one, other) => one.assigned_at.localeCompare(other.assigned_at));
}

/** What a snapshot has of them. */
export const openCalls = (calls: Iterable<Call>): Call[] => [...calls].filter(isCalled);
