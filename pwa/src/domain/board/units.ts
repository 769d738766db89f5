/** The list of units: who is free, who is committed and to what, and how sure we are of it. */
import type { Codes, Incident, Position, Tasking, Unit } from "../rows.ts";
import { type Freshness, freshnessOf } from "./ageing.ts";
import { driftOf, isDeployable, labelOf } from "./codes.ts";
import { isUnawareOfEnd } from "./ladder.ts";
import { isOpenTasking } from "./projection.ts";
import { isReached, type Reach } from "./reach.ts";
import type { BoardState } from "./state.ts";
import { whoseOf } from "./whose.ts";

/** `silent`: free by its own word, but no tasking would get to its crew. It is not shown as available. */
export type Standing = "free" | "silent" | "committed" | "not free" | "off duty";

export interface UnitRow {
  unit: Unit;
  standing: Standing;
  position: Position | undefined;
  freshness: Freshness;
  /** Of its kind: how fast it may be going, for all we know (`discRadius`). */
  drift_mps: number;
  incident: Incident | undefined;
  reach: Reach | undefined;
  /** It was taken off these jobs, and none of its devices has that: it may be on the way, or at the door. */
  unawareOf: Tasking[];
}

export type UnitOrder = "callsign" | "status" | "position";

export interface UnitFilter {
  /** `status 6`: one status of the code list. */
  view: "on duty" | "free" | "committed" | "odd" | "lost" | "unreached" | `status ${string}`;
  /** Its own units wherever they are, and whoever else is on its ground or on a job of it. */
  pod: string | null;
  skill: string | null;
  words: string;
  order: UnitOrder;
}

export const everyUnit: UnitFilter = { view: "on duty", pod: null, skill: null, words: "", order: "callsign" };

export const OFF_DUTY = "11";
export const COMMITTED = new Set(["5", "6", "7", "8", "9"]);

/** A unit that has a job is committed, also while it has not answered and its status still says "on patrol". */
export function standingOf(unit: Pick<Unit, "status" | "incident_id">, codes: Codes, isReachable: boolean, hasJob = unit.incident_id !== null): Standing {
  if (unit.status === OFF_DUTY) return "off duty";
  if (hasJob || COMMITTED.has(unit.status)) return "committed";
  if (!isDeployable(codes, unit.status)) return "not free";
  return isReachable ? "free" : "silent";
}

/** Which incident each unit was sent to by a tasking that has not ended. */
function jobsByUnit(state: BoardState): Map<string, string> {
  const open = [...state.taskings.values()].filter(isOpenTasking);
  return new Map(open.map((tasking) => [tasking.unit_id, tasking.incident_id]));
}

const NONE: Tasking[] = [];

/** The jobs that each unit was taken off without knowing it. */
function unawareByUnit(state: BoardState): Map<string, Tasking[]> {
  const found = new Map<string, Tasking[]>();
  for (const tasking of state.taskings.values()) {
    if (isUnawareOfEnd(tasking)) found.set(tasking.unit_id, [...(found.get(tasking.unit_id) ?? NONE), tasking]);
  }
  return found;
}

export function unitRows(state: BoardState, codes: Codes, now: number): UnitRow[] {
  const [jobs, unaware] = [jobsByUnit(state), unawareByUnit(state)];
  const watched = new Set(state.pods);
  const drifts = new Map<string, number>();
  const drift = (kind: string): number => drifts.get(kind) ?? (drifts.set(kind, driftOf(codes, kind)), drift(kind));
  // The feed tells of another pod's unit only while it is on our ground or on a job of ours; afterwards its row would grow old unseen.
  const isGuest = (unit: Unit): boolean => unit.guest_in?.some((pod) => watched.has(pod)) ?? false;
  const told = [...state.units.values()].filter((unit) => watched.has(unit.pod) || jobs.has(unit.id) || isGuest(unit));
  return told.map((unit) => {
    const position = state.positions.get(unit.id);
    const job = unit.incident_id ?? jobs.get(unit.id);
    const incident = job ? state.incidents.get(job) : undefined;
    const reach = state.presence.get(unit.id);
    const standing = standingOf(unit, codes, isReached(reach), job !== undefined);
    return { unit, standing, position, freshness: freshnessOf(position, now), drift_mps: drift(unit.kind), incident, reach, unawareOf: unaware.get(unit.id) ?? NONE };
  });
}

function inView(row: UnitRow, view: UnitFilter["view"]): boolean {
  // Asked for by name, also whoever has just gone off duty is shown.
  if (view.startsWith("status ")) return row.unit.status === view.slice("status ".length);
  if (row.standing === "off duty") return false;
  if (view === "odd") return row.unit.odd;
  if (view === "unreached") return !isReached(row.reach);
  if (view === "lost") return row.freshness === "grey" || row.freshness === "none";
  return view === "on duty" || row.standing === view;
}

function says({ unit, incident }: UnitRow, codes: Codes): string {
  const crew = unit.crew.map((member) => `${member.name} ${member.shoulder_number}`);
  return [unit.callsign, unit.kind, unit.pod, labelOf(codes.statuses, unit.status), ...unit.skills, ...crew, incident?.cad ?? ""].join(" ").toLowerCase();
}

function matches(row: UnitRow, filter: UnitFilter, codes: Codes): boolean {
  if (filter.pod !== null && whoseOf(row, filter.pod) === "neither") return false;
  if (filter.skill !== null && !row.unit.skills.includes(filter.skill)) return false;
  const words = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = words.length > 0 ? says(row, codes) : "";
  return words.every((word) => text.includes(word));
}

const sortKeys = new Map<string, string>();

/** `CE4` before `CE21`. Kept, because a thousand callsigns are compared at every redraw. */
function sortKey(callsign: string): string {
  let key = sortKeys.get(callsign);
  if (key === undefined) {
    key = callsign.replace(/\d+/g, (digits) => digits.padStart(6, "0"));
    sortKeys.set(callsign, key);
  }
  return key;
}

function byCallsign(one: UnitRow, other: UnitRow): number {
  const [first, second] = [sortKey(one.unit.callsign), sortKey(other.unit.callsign)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function olderFix(one: UnitRow, other: UnitRow): number {
  const at = (row: UnitRow): number => (row.position ? Date.parse(row.position.fixed_at) : 0);
  return at(one) - at(other);
}

const ORDERS: Record<UnitOrder, (one: UnitRow, other: UnitRow) => number> = {
  callsign: byCallsign,
  status: (one, other) => Number(one.unit.status) - Number(other.unit.status) || byCallsign(one, other),
  // Those that were not heard of for longest come first: they are the ones to worry about.
  position: (one, other) => olderFix(one, other) || byCallsign(one, other),
};

export function unitsOf(rows: readonly UnitRow[], filter: UnitFilter, codes: Codes): UnitRow[] {
  return rows.filter((row) => inView(row, filter.view) && matches(row, filter, codes)).sort(ORDERS[filter.order]);
}
