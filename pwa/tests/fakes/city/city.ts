// A made-up city for the board's browser tests: no unit, officer, call or place in here is real.
import type { Emergency, Incident, LogEntry, Position, Risk, Tasking, Unit } from "../../../src/domain/rows.ts";
import { codes, PODS } from "./lists.ts";

export interface City {
  units: Map<string, Unit>;
  positions: Map<string, Position>;
  incidents: Map<string, Incident>;
  taskings: Map<string, Tasking>;
  emergencies: Map<string, Emergency>;
  logs: Map<string, LogEntry[]>;
}

/** The same numbers for the same seed, so that a picture can be compared with itself. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const ROADS = [
  "Larkfield Road",
  "Old Kiln Lane",
  "Made-up Street",
  "Harrow Rise",
  "Copper Row",
  "Ferrymans Walk",
  "Quill Street",
  "Banner Yard",
  "Tallow Hill",
  "Exercise Avenue",
];
const STORIES: [string, string, string, string[]][] = [
  ["I", "domestic", "Domestic, weapon mentioned", ["weapon", "child"]],
  ["I", "collision_injury", "Collision, person trapped", []],
  ["S", "shoplifting", "Shoplifter detained, calm", []],
  ["S", "concern", "Concern for safety, elderly man not seen for two days", ["repeat"]],
  ["S", "disorder", "Group fighting outside a public house", ["alcohol"]],
  ["S", "concern", "Person on the wrong side of a railing", ["mental_health"]],
  ["E", "burglary", "Burglary found this morning, nobody there", []],
  ["R", "fraud", "Online fraud report", []],
];
const NAMES = ["A. Ember", "B. Fenn", "C. Harl", "D. Imber", "E. Joss", "F. Kell", "G. Lorne", "H. Marl", "I. Nash", "J. Orrin"];
const iso = (ms: number): string => new Date(ms).toISOString();

function pick<T>(list: readonly T[], throwDice: () => number): T {
  return list[Math.floor(throwDice() * list.length)] as T;
}

export function makeUnit(pod: string, number: number, now: number, throwDice: () => number): Unit {
  const callsign = `${pod}${number}`;
  const crew = Array.from({ length: throwDice() < 0.6 ? 2 : 1 }, (_, index) => ({
    officer_id: `officer-${callsign}-${index}`,
    name: pick(NAMES, throwDice),
    rank: "PC",
    shoulder_number: `${1000 + number * 7 + index}${pod}`,
  }));
  const since = iso(now - throwDice() * 3_000_000);
  return {
    id: `unit-${callsign}`,
    revision: 1,
    callsign,
    pod,
    kind: pick(["response", "area car", "van", "neighbourhood"], throwDice),
    duty_id: `duty-${callsign}`,
    crew,
    skills: ["response", ...(throwDice() < 0.3 ? ["taser"] : []), ...(throwDice() < 0.1 ? ["da"] : [])],
    vehicle: `ZZ${10 + (number % 80)} ZZZ`,
    status: pick(["2", "2", "2", "3", "4", "8", "9", "1"], throwDice),
    status_at: since,
    status_received_at: since,
    status_source: "handset",
    odd: throwDice() < 0.04,
    incident_id: null,
    emergency_id: null,
  };
}

export function makePosition(unit: Unit, now: number, throwDice: () => number): Position {
  const [, , lon, lat] = PODS.find(([code]) => code === unit.pod) ?? PODS[2]!;
  const luck = throwDice();
  const age = luck < 0.8 ? throwDice() * 25 : luck < 0.92 ? 30 + throwDice() * 80 : 200 + throwDice() * 900;
  return {
    unit_id: unit.id,
    lon: lon + (throwDice() - 0.5) * 0.075,
    lat: lat + (throwDice() - 0.5) * 0.05,
    fixed_at: iso(now - age * 1000),
    received_at: iso(now - age * 1000 + 400),
    accuracy_m: 8,
    speed_mps: throwDice() < 0.5 ? 0 : 1,
    heading: null,
    source: "handset",
    battery: null, doubted_at: null, in_pod: null,
    members: [],
  };
}

const USED = { I: 0.5, S: 0.45, E: 0.2, R: 0.2 } as Record<string, number>;

export function makeIncident(pod: string, number: number, now: number, throwDice: () => number): Incident {
  const [grade, type, what, qualifiers] = pick(STORIES, throwDice);
  const [, , lon, lat] = PODS.find(([code]) => code === pod) ?? PODS[2]!;
  const target = codes.grades.find((row) => row.code === grade)?.target_s ?? null;
  const opened = now - (target ?? 20_000) * 1000 * (USED[grade] ?? 0.3) * (0.1 + 2.1 * throwDice());
  return {
    id: `incident-${number}`,
    revision: 1,
    cad: `${number}/22NOV26`,
    grade,
    type,
    what,
    address: `${Math.ceil(throwDice() * 160)} ${pick(ROADS, throwDice)}, ${pod}`,
    lon: lon + (throwDice() - 0.5) * 0.07,
    lat: lat + (throwDice() - 0.5) * 0.045,
    pod,
    state: "open",
    qualifiers,
    opened_at: iso(opened),
    graded_at: iso(opened),
    attend_by: target === null ? null : iso(opened + target * 1000),
    arrived_at: null,
    resulted_at: null,
    closed_at: null,
    result: null,
    result_text: null,
    duplicate_of: null,
    source: "call",
    exercise: true,
    brief_revision: 1,
    log_count: 2,
  };
}

export function makeTasking(incident: Incident, unit: Unit, now: number): Tasking {
  return {
    id: `tasking-${incident.id}-${unit.id}-${Math.round(now)}`,
    revision: 1,
    incident_id: incident.id,
    unit_id: unit.id,
    duty_id: unit.duty_id,
    callsign: unit.callsign,
    state: "assigned",
    note: null,
    assigned_by: "D. Dispatcher",
    assigned_at: iso(now),
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
    brief_revision: incident.brief_revision,
    acknowledged_at: null,
    en_route_at: null,
    at_scene_at: null,
    ended_at: null,
    end_reason: null,
  };
}

export function makeLog(incident: Incident): LogEntry[] {
  const texts = [
    `Caller at ${incident.address}. ${incident.what}.`,
    "Line open, voices in the background. Caller asks for police to come to the side door.",
  ];
  const opened = Date.parse(incident.opened_at);
  return texts.map((text, index) => ({
    id: `entry-${incident.id}-${index}`,
    incident_id: incident.id,
    number: index + 1,
    kind: "note",
    text,
    author: "M. Callhandler",
    source: index === 0 ? "call" : "control",
    occurred_at: iso(opened + index * 40_000),
    received_at: iso(opened + index * 40_000),
    refers_to: null,
  }));
}

export function makeRisk(now: number): Risk {
  const item = { kind: "history" as const, text: null, review_on: null, historic: false, distance_m: 60, source: "Street crime (made up)" };
  return {
    made_at: iso(now),
    revision: 1,
    radius_m: 100,
    months: 24,
    nothing_found: false,
    failed: false,
    items: [
      {
        ...item,
        kind: "marker",
        category: "weapon",
        severity: "critical",
        title: "Knife kept by the front door",
        text: "Occupant met officers with a knife. Do not stand in the doorway.",
        count: 1,
        last_on: "2026-08-02",
        source: "Officer report",
        review_on: "2027-02-01",
        distance_m: 4,
      },
      { ...item, category: "violence", severity: "high", title: "Violence", count: 7, last_on: "2026-10-30" },
      { ...item, category: "drugs", severity: "medium", title: "Drugs", count: 3, last_on: "2026-05-11" },
      {
        ...item,
        kind: "marker",
        category: "dog",
        severity: "low",
        title: "Large dog",
        text: "Barks, was locked away.",
        count: 1,
        last_on: "2023-04-01",
        source: "Neighbourhood team",
        review_on: "2024-04-01",
        historic: true,
      },
    ],
    older: { count: 12, newest_on: "2024-10-02", text: "12 older entries before this window, the newest of 2 Oct 2024." },
    searched: [{ source: "Street crime (made up)", from: "2024-11-01", to: "2026-10-31", rows: 40_411, imported_at: iso(now - 86_400_000) }],
  };
}

export interface Size {
  pods: string[];
  units: number;
  incidents: number;
}

/** A city of that size, the same for the same seed. The most urgent jobs have somebody on them. */
export function makeCity({ pods, units, incidents }: Size, now: number, seed = 7): City {
  const throwDice = dice(seed);
  const city: City = { units: new Map(), positions: new Map(), incidents: new Map(), taskings: new Map(), emergencies: new Map(), logs: new Map() };
  for (let index = 0; index < units; index += 1) {
    const unit = makeUnit(pods[index % pods.length] as string, 11 + Math.floor(index / pods.length), now, throwDice);
    city.units.set(unit.id, unit);
    city.positions.set(unit.id, makePosition(unit, now, throwDice));
  }
  const free = [...city.units.values()].filter((unit) => unit.status === "2");
  for (let index = 0; index < incidents; index += 1) {
    const incident = makeIncident(pods[index % pods.length] as string, 4200 + index * 13, now, throwDice);
    city.incidents.set(incident.id, incident);
    city.logs.set(incident.id, makeLog(incident));
    const unit = throwDice() < 0.65 && incident.grade !== "R" ? free.pop() : undefined;
    if (unit) commit(city, incident, unit, now, throwDice);
  }
  return city;
}

function commit(city: City, incident: Incident, unit: Unit, now: number, throwDice: () => number): void {
  const began = Math.max(Date.parse(incident.opened_at) + 60_000, now - throwDice() * 900_000);
  const step = (seconds: number, chance: number): string | null =>
    throwDice() < chance && began + seconds * 1000 < now ? iso(began + seconds * 1000) : null;
  const tasking = {
    ...makeTasking(incident, unit, began),
    sent_at: iso(began + 200),
    delivered_at: iso(began + 400),
    shown_at: step(1.1, 0.95),
    seen_at: step(1.1, 0.95),
    read_at: step(9, 0.9),
    read_brief_revision: 1,
  };
  tasking.acknowledged_at = tasking.read_at && step(11, 0.95);
  tasking.en_route_at = tasking.acknowledged_at && step(20, 0.95);
  tasking.at_scene_at = tasking.en_route_at && step(320, 0.7);
  if (tasking.acknowledged_at) tasking.state = "acknowledged";
  city.taskings.set(tasking.id, tasking);
  city.units.set(unit.id, {
    ...unit,
    incident_id: incident.id,
    status: tasking.at_scene_at ? "6" : tasking.en_route_at ? "5" : "2",
    status_at: tasking.at_scene_at ?? tasking.en_route_at ?? unit.status_at,
  });
  if (tasking.at_scene_at) city.incidents.set(incident.id, { ...incident, arrived_at: tasking.at_scene_at });
}
