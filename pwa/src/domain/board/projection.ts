/** What of the rows belongs on the board at an instant, by the same rules as the server's snapshot. */
import { openCalls } from "./calls.ts";
import { isUnawareOfEnd } from "./ladder.ts";
import { waitsForReading } from "./notices.ts";
import type { Incident, Tasking, Unit } from "../rows.ts";
import type { BoardSnapshot, BoardState } from "./state.ts";

const HOUR_MS = 3_600_000;

function within(instant: string | null, now: number, ms: number): boolean {
  return instant !== null && now - Date.parse(instant) < ms;
}

export function isOpenTasking(tasking: Tasking): boolean {
  return tasking.ended_at === null;
}

/** Booked on, or off duty for less than an hour. */
export function unitBelongs(unit: Unit, now: number): boolean {
  return unit.duty_id !== null || within(unit.status_received_at, now, HOUR_MS);
}

/** Not closed, or closed in the last hour. */
export function incidentBelongs(incident: Incident, now: number): boolean {
  return incident.state !== "closed" || within(incident.closed_at, now, HOUR_MS);
}

/** Leaves out what has ended long ago, so that a board that stays up for a week does not grow. */
export function prune(state: BoardState, now: number): BoardState {
  // Of which a crew does not know that it was taken off: it may be at the door, however long ago the job was closed.
  const unaware = new Set([...state.taskings.values()].filter(isUnawareOfEnd).map((row) => row.incident_id));
  const incidents = new Map([...state.incidents].filter(([id, row]) => unaware.has(id) || incidentBelongs(row, now)));
  const taskings = new Map([...state.taskings].filter(([, row]) => incidents.has(row.incident_id)));
  const thrive = new Map([...state.thrive].filter(([, row]) => incidents.has(row.incident_id)));
  const units = new Map([...state.units].filter(([, row]) => unitBelongs(row, now)));
  const positions = new Map([...state.positions].filter(([id]) => units.has(id)));
  const presence = new Map([...state.presence].filter(([id]) => units.has(id)));
  const ahead = new Map([...state.ahead].filter(([, row]) => row.settled_at === null || within(row.settled_at, now, HOUR_MS)));
  const logs = new Map([...state.logs].filter(([id]) => incidents.has(id)));
  // A closed emergency stays an hour: another feed may still tell of it as it was before.
  const emergencies = new Map([...state.emergencies].filter(([, row]) => row.closed_at === null || within(row.closed_at, now, HOUR_MS)));
  // One that is over stays as long: what was told of it before may come after.
  const calls = new Map([...state.calls].filter(([, row]) => row.alarm === "supervisor" || within(row.alarmed_at, now, HOUR_MS)));
  const notices = new Map([...state.notices].filter(([, row]) => waitsForReading(row) || within(row.told_at, now, HOUR_MS)));
  return { ...state, incidents, taskings, thrive, units, positions, emergencies, calls, presence, ahead, logs, notices };
}

function sorted<Row extends { id: string }>(rows: Iterable<Row>): Row[] {
  return [...rows].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The board as the server's snapshot would write it, in the order of ids: for comparing the two. */
export function toSnapshot(state: BoardState, server_time: string): BoardSnapshot {
  const now = Date.parse(server_time);
  const kept = prune(state, now);
  return {
    epoch: kept.epoch,
    server_time,
    pods: [...kept.pods],
    feeds: { ...kept.feeds },
    units: sorted(kept.units.values()),
    positions: [...kept.positions.values()].sort((one, other) => (one.unit_id < other.unit_id ? -1 : 1)),
    incidents: sorted(kept.incidents.values()),
    taskings: sorted(kept.taskings.values()),
    thrive: sorted(kept.thrive.values()),
    emergencies: sorted([...kept.emergencies.values()].filter((row) => row.closed_at === null)),
    presence: [...kept.presence.values()]
      .sort((one, other) => (one.unit_id < other.unit_id ? -1 : 1))
      .map((reach) => [reach.unit_id, reach.state, reach.heard_at, reach.proven_at, reach.voice_at, reach.is_offered]),
    calls: sorted(openCalls(kept.calls.values())),
    notices: sorted(kept.notices.values()),
    ahead: sorted([...kept.ahead.values()].filter((row) => row.settled_at === null)),
  };
}
