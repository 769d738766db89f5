/** What the command line may refer to: the board's rows by the words a dispatcher types. */
import type { Codes, Incident, Tasking, Unit } from "../rows.ts";
import { isOpenTasking } from "./projection.ts";
import type { BoardState } from "./state.ts";
import { cadNumber } from "./words.ts";

export interface Desk {
  state: BoardState;
  codes: Codes;
  /** The incident that is open on the right, for commands that leave the number out. */
  chosen: Incident | null;
}

export function findUnit(desk: Desk, callsign: string): Unit | null {
  const wanted = callsign.toUpperCase();
  return [...desk.state.units.values()].find((unit) => unit.callsign.toUpperCase() === wanted) ?? null;
}

const STATE_ORDER = { open: 0, resulted: 1, closed: 2 };

/** By `4521` or `4521/22nov26`. Numbers restart at midnight: an open one wins over a closed one, then the newest. */
export function findIncident(desk: Desk, reference: string): Incident | null {
  const wanted = reference.toUpperCase();
  const found = [...desk.state.incidents.values()].filter(({ cad }) =>
    wanted.includes("/") ? cad.toUpperCase() === wanted : cadNumber(cad) === wanted,
  );
  found.sort((one, other) => STATE_ORDER[one.state] - STATE_ORDER[other.state] || Date.parse(other.opened_at) - Date.parse(one.opened_at));
  return found[0] ?? null;
}

export function looksLikeCad(word: string): boolean {
  return /^\d{1,5}(\/\d{1,2}[a-z]{3}\d{2})?$/i.test(word);
}

/** The open tasking of a unit, on one incident if it is named. */
export function openTaskingOf(desk: Desk, unit: Unit, incident: Incident | null): Tasking | null {
  const open = [...desk.state.taskings.values()].filter((tasking) => tasking.unit_id === unit.id && isOpenTasking(tasking));
  return open.find((tasking) => !incident || tasking.incident_id === incident.id) ?? null;
}
