// Made-up rows for the tests: no such officer, vehicle, address or call exists.
import { randomUUID } from "node:crypto";

const at = (ms) => new Date(Date.now() + ms).toISOString();
const minute = 60_000;

export const officer = { id: "6a3f2f0e-0000-4000-8000-000000000001", pay_number: "P234567", name: "Amira Holt", rank: "PC", shoulder_number: "1234CE", roles: ["officer"], pod: "CE" };

export const unitFor = () => ({
  id: "6a3f2f0e-0000-4000-8000-000000000021", revision: 1, callsign: "CE21", pod: "CE", kind: "response car", duty_id: null,
  crew: [{ officer_id: officer.id, name: "Amira Holt", rank: "PC", shoulder_number: "1234CE" }, { officer_id: randomUUID(), name: "Tom Addo", rank: "PC", shoulder_number: "611CE" }],
  skills: ["response", "first_aid"], vehicle: "BX26 MDE", status: "2", status_at: at(-minute), status_received_at: at(-minute), status_source: "handset", odd: false, incident_id: null, emergency_id: null,
});

export function cardFor(unit, change = {}) {
  const incidentId = randomUUID();
  const entry = (number, source, author, text, ago) => ({ id: randomUUID(), incident_id: incidentId, number, kind: "note", text, author, source, occurred_at: at(-ago * minute), received_at: at(-ago * minute), refers_to: null });
  const incident = {
    id: incidentId, revision: 1, cad: "4521/22NOV26", grade: "I", type: "domestic", what: "Domestic, male smashing up flat", address: "Flat 12, Harrow House, Roman Road",
    lon: -0.0405, lat: 51.5316, pod: "CE", state: "open", qualifiers: ["weapon", "children"], opened_at: at(-9 * minute), graded_at: at(-8 * minute), attend_by: at(6 * minute),
    arrived_at: null, resulted_at: null, closed_at: null, result: null, result_text: null, duplicate_of: null, source: "call", exercise: true, brief_revision: 1, log_count: 3, ...change.incident,
  };
  return {
    id: randomUUID(), revision: 1, incident_id: incidentId, unit_id: unit.id, duty_id: unit.duty_id, callsign: unit.callsign, state: "assigned", note: null, assigned_by: "Ros Bell", assigned_at: at(-1000),
    sent_at: at(-900), delivered_at: null, seen_at: null, read_at: null, read_brief_revision: null, brief_revision: 1, acknowledged_at: null, en_route_at: null, at_scene_at: null, ended_at: null, end_reason: null,
    others: ["CE24"], crews: [{ callsign: "CE24", crew: ["PC Ines Varga", "PC Col Dray"] }], incident, risk: riskFor(),
    log: [entry(1, "call", "Caller", "He's smashing everything up, my little girl is in here with me, please hurry", 9), entry(2, "control", "Ros Bell", "CE24 also making, 5 min.", 4), entry(3, "control", "Ros Bell", "Caller now silent, line open, banging heard.", 2)],
    ...change.card, ...(change.risk === undefined ? {} : { risk: change.risk }),
  };
}

export const riskFor = () => ({
  made_at: at(-minute), revision: 1, radius_m: 100, months: 24,
  items: [
    { kind: "caller", category: "child", severity: "high", title: "Child present", text: "Said in the call, not confirmed.", count: 1, last_on: null, source: "caller", distance_m: null, review_on: null, historic: false },
    { kind: "marker", category: "weapons", severity: "critical", title: "Weapons: kitchen knife", text: "Male at this address, knife shown to officers", count: 1, last_on: "2026-09-04", source: "CAD 3310/04SEP26, fact", distance_m: 0, review_on: "2027-03-04", historic: false },
    { kind: "history", category: "violence", severity: "high", title: "Violence and sexual offences", text: "Third domestic call here in six weeks", count: 3, last_on: "2026-11-09", source: "Crime records", distance_m: 8, review_on: null, historic: false },
    { kind: "history", category: "drugs", severity: "medium", title: "Drugs", text: null, count: 5, last_on: "2026-08-20", source: "Stop and search", distance_m: 64, review_on: null, historic: false },
    { kind: "marker", category: "dog", severity: "high", title: "Dog, dangerous", text: "Kept in the kitchen", count: 1, last_on: "2024-02-11", source: "Supervisor, opinion", distance_m: 0, review_on: "2025-02-11", historic: true },
  ],
  older: { count: 4, newest_on: "2024-05-03", text: "4 events before the last 24 months, newest 3 May 2024" },
  searched: [{ source: "Crime records", from: "2024-11-01", to: "2026-11-21", rows: 40411, imported_at: at(-86_400_000) }, { source: "Calls", from: "2024-11-01", to: "2026-11-22", rows: 9227, imported_at: at(-3_600_000) }],
  nothing_found: false, failed: false,
});

const list = (pairs) => Object.entries(pairs).map(([code, label]) => ({ code, label }));

export const codes = {
  version: 1,
  grades: [["I", "Immediate", 900], ["S", "Significant", 3600], ["E", "Extended", 172800], ["R", "Referred", null]].map(([code, label, target_s], rank) => ({ code, label, target_s, rank, meaning: "" })),
  statuses: [["0", "Urgent assistance", "overlay"], ["1", "On duty"], ["2", "On patrol"], ["3", "At station"], ["4", "Refreshments"], ["5", "En route"], ["6", "At scene"], ["7", "Committed, deployable"], ["8", "Committed"], ["9", "Prisoner"], ["10", "At court"], ["11", "Off duty"]]
    .map(([code, label, kind = "state"]) => ({ code, label, kind, national_label: label, deployable: "yes", settable: kind === "state" && code !== "1" && code !== "11" })),
  moves: { 1: ["2", "3", "4", "5", "8", "11"], 2: ["3", "4", "5", "6", "7", "8", "9", "10", "11"], 3: ["2", "4", "5", "6", "7", "8"], 4: ["2", "3", "5", "8"], 5: ["6", "2", "5"], 6: ["7", "8", "2", "9", "5"], 7: ["2", "5", "6", "8", "9"], 8: ["2", "3", "6", "7", "9"], 9: ["3", "8", "2"] },
  types: list({ domestic: "Domestic incident", rtc: "Road traffic collision", theft: "Theft", concern: "Concern for safety" }).map((t) => ({ ...t, grade: "I", skills: [] })),
  results: list({ 1: "Arrest", 2: "Advice given", 3: "No trace of offence", 4: "Report made", 5: "Passed to partner" }),
  skills: list({ response: "Response driver", first_aid: "First aid", taser: "Taser" }),
  decline_reasons: list({ committed: "Already committed", too_far: "Too far away", equipment: "Lack the equipment or skill", unfit: "Not fit for this job", vehicle: "Vehicle fault", other: "Other: call me" }),
  contacts: [{ code: "CE-control", label: "Control room", pod: "CE", phone: "020 7946 0102", made_up: true }, { code: "CE-duty", label: "Duty officer", pod: "CE", phone: "020 7946 0202", made_up: true }],
  withdraw_reasons: [], emergency_outcomes: [], marker_categories: [],
  qualifiers: list({ weapon: "Weapon mentioned", children: "Children present" }),
  pods: [{ code: "CE", label: "Central East", name: "Central East", lon: -0.06, lat: 51.53 }],
};
