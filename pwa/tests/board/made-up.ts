// Made-up rows for tests. No person, place or call in here is real.
import type { Codes, Emergency, Incident, LogEntry, Message, Position, Tasking, Thrive, Unit } from "../../src/domain/rows.ts";
import type { Reach } from "../../src/domain/board/reach.ts";
import { type BoardState, emptyBoard } from "../../src/domain/board/state.ts";

export const NOON = Date.parse("2026-11-22T12:00:00Z");

export const at = (seconds: number): string => new Date(NOON + seconds * 1000).toISOString();

export function unit(callsign: string, fields: Partial<Unit> = {}): Unit {
  return {
    id: `unit-${callsign}`,
    revision: 1,
    callsign,
    pod: callsign.slice(0, 2),
    kind: "response",
    duty_id: `duty-${callsign}`,
    crew: [],
    skills: ["response"],
    vehicle: null,
    status: "2",
    status_at: at(-60),
    status_received_at: at(-60),
    status_source: "handset",
    odd: false,
    incident_id: null,
    emergency_id: null,
    ...fields,
  };
}

export function incident(cad: string, fields: Partial<Incident> = {}): Incident {
  return {
    id: `incident-${cad}`,
    revision: 1,
    cad: `${cad}/22NOV26`,
    grade: "S",
    type: "disturbance",
    what: `Shouting in the street ${cad}`,
    address: "Made-up Road, E2",
    lon: -0.06,
    lat: 51.53,
    pod: "CE",
    state: "open",
    qualifiers: [],
    opened_at: at(-300),
    graded_at: at(-300),
    attend_by: at(3300),
    arrived_at: null,
    resulted_at: null,
    closed_at: null,
    result: null,
    result_text: null,
    duplicate_of: null,
    source: "call",
    exercise: true,
    brief_revision: 1,
    log_count: 0,
    ...fields,
  };
}

export function tasking(cad: string, callsign: string, fields: Partial<Tasking> = {}): Tasking {
  return {
    id: `tasking-${cad}-${callsign}`,
    revision: 1,
    incident_id: `incident-${cad}`,
    unit_id: `unit-${callsign}`,
    duty_id: `duty-${callsign}`,
    callsign,
    state: "assigned",
    note: null,
    assigned_by: "A. Dispatcher",
    assigned_at: at(-30),
    sent_at: null,
    delivered_at: null,
    shown_at: null,
    has_older_brief: false, taken_off: null,
    told_brief_revision: null,
    told_at: null,
    told_by: null,
    unread_since: null,
    alarm: null,
    alarmed_at: null,
    alarm_acknowledged_by: null,
    alarm_acknowledged_at: null,
    devices: [],
    seen_at: null,
    read_at: null,
    read_brief_revision: null,
    brief_revision: 1,
    acknowledged_at: null,
    en_route_at: null,
    at_scene_at: null,
    ended_at: null,
    end_reason: null,
    ...fields,
  };
}

export function position(callsign: string, fields: Partial<Position> = {}): Position {
  return {
    unit_id: `unit-${callsign}`,
    lon: -0.06,
    lat: 51.53,
    fixed_at: at(-5),
    received_at: at(-4),
    accuracy_m: 10,
    speed_mps: 0,
    heading: null,
    source: "handset",
    battery: null,
    doubted_at: null,
    in_pod: null,
    members: [],
    ...fields,
  };
}

export function entry(cad: string, number: number, text = "Words"): LogEntry {
  return {
    id: `entry-${cad}-${number}`,
    incident_id: `incident-${cad}`,
    number,
    kind: "note",
    text,
    author: "A. Dispatcher",
    source: "control",
    occurred_at: at(number),
    received_at: at(number),
    refers_to: null,
  };
}

export function emergency(callsign: string, fields: Partial<Emergency> = {}): Emergency {
  return {
    id: `emergency-${callsign}`,
    revision: 1,
    unit_id: `unit-${callsign}`,
    duty_id: `duty-${callsign}`,
    callsign,
    pod: callsign.slice(0, 2),
    officer: "PC M. Ade-Up",
    raised_at: at(-10),
    received_at: at(-9),
    lon: -0.06,
    lat: 51.53,
    fixed_at: at(-20),
    accuracy_m: 12,
    source: "handset",
    incident_id: null,
    acknowledged_by: null,
    acknowledged_at: null,
    closed_by: null,
    closed_at: null,
    outcome: null,
    note: null,
    ...fields,
  };
}

export const message = (seq: number, kind: string, body: unknown): Message => ({ seq, kind, at: at(seq), body });

interface Rows {
  units?: Unit[];
  positions?: Position[];
  incidents?: Incident[];
  taskings?: Tasking[];
  /** Units that no device answers for; everybody else is reached. */
  silent?: string[];
}

export function reach(callsign: string, fields: Partial<Reach> = {}): Reach {
  return {
    unit_id: `unit-${callsign}`,
    state: "reachable",
    heard_at: at(-1),
    proven_at: null,
    voice_at: null,
    is_offered: true,
    told_at: at(0),
    ...fields,
  };
}

export function board({ units = [], positions = [], incidents = [], taskings = [], silent = [] }: Rows): BoardState {
  return {
    ...emptyBoard,
    epoch: "epoch-1",
    pods: ["CE"],
    feeds: { "board:CE": 0 },
    units: new Map(units.map((row) => [row.id, row])),
    positions: new Map(positions.map((row) => [row.unit_id, row])),
    incidents: new Map(incidents.map((row) => [row.id, row])),
    taskings: new Map(taskings.map((row) => [row.id, row])),
    presence: new Map(
      units.map(({ id, callsign }) => [id, silent.includes(callsign) ? reach(callsign, { state: "contact_lost", heard_at: at(-40) }) : reach(callsign)]),
    ),
  };
}

const code = (value: string, label: string) => ({ code: value, label });

function status(value: string, label: string, deployable: "yes" | "no" | "conditional") {
  return { code: value, label, national_label: label, kind: "state" as const, deployable, settable: true };
}

export const codes: Codes = {
  version: "1",
  grades: [
    { code: "I", label: "Immediate", target_s: 900, rank: 1, meaning: "Danger to life" },
    { code: "S", label: "Significant", target_s: 3600, rank: 2, meaning: "Urgent, no emergency" },
    { code: "E", label: "Extended", target_s: 172_800, rank: 3, meaning: "By appointment" },
    { code: "R", label: "Referred", target_s: null, rank: 4, meaning: "No attendance" },
  ],
  statuses: [
    status("1", "On duty", "no"),
    status("2", "On patrol", "yes"),
    status("3", "At station", "yes"),
    status("4", "Refreshments", "conditional"),
    status("5", "En route", "no"),
    status("6", "At scene", "no"),
    status("7", "Committed, deployable", "conditional"),
    status("8", "Committed", "no"),
    status("9", "Prisoner", "no"),
    { ...status("11", "Off duty", "no"), settable: false },
  ],
  moves: {},
  types: [{ code: "disturbance", label: "Disturbance", grade: "S", skills: [] }],
  results: [code("NFA", "No further action"), code("ARR", "Arrest made")],
  skills: [code("response", "Response driver")],
  decline_reasons: [code("other", "Other")],
  withdraw_reasons: [code("nearer", "Nearer unit found")],
  emergency_outcomes: [code("genuine", "Genuine"), code("accidental", "Accidental")],
  qualifiers: [code("weapon", "Weapon")],
  marker_categories: [code("dog", "Dangerous dog")],
  pods: [
    { code: "CE", name: "Central East", lon: -0.05, lat: 51.53 },
    { code: "NE", name: "North East", lon: 0.01, lat: 51.56 },
  ],
};

export function thrive(cad: string): Thrive {
  return {
    id: `thrive-${cad}`, incident_id: `incident-${cad}`, role: "officer", version: 1, levels: { threat: "high" }, texts: {}, author: "PC Made Up", author_id: "o1",
    callsign: "CE21", assessed_at: at(0), received_at: at(0),
  };
}
