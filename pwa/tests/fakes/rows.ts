// Made-up rows: no such officer, address or call exists.
import type { Handset } from "../../src/domain/handset.ts";
import type { Card, Codes, Emergency, HandsetSnapshot, Incident, LogEntry, Message, Officer, Risk, Unit } from "../../src/domain/rows.ts";
import { fromSnapshot } from "../../src/domain/handset.ts";

export const at = (minute: number): string => `2026-11-22T14:${String(minute).padStart(2, "0")}:00.000Z`;

export const officer: Officer = { id: "o1", pay_number: "P234567", name: "Amira Holt", rank: "PC", shoulder_number: "1234CE", roles: ["officer"], pod: "CE" };

export const unit = (change: Partial<Unit> = {}): Unit => ({
  id: "u1", revision: 1, callsign: "CE21", pod: "CE", kind: "response", duty_id: "d1", crew: [], skills: [], vehicle: null, status: "2",
  status_at: at(0), status_received_at: at(0), status_source: "handset", odd: false, incident_id: null, emergency_id: null, ...change,
});

export const incident = (change: Partial<Incident> = {}): Incident => ({
  id: "i1", revision: 1, cad: "4521/22NOV26", grade: "I", type: "domestic", what: "Male smashing up flat", address: "12 Roman Road", lon: -0.04, lat: 51.53, pod: "CE", state: "open",
  qualifiers: [], opened_at: at(0), graded_at: at(0), attend_by: at(15), arrived_at: null, resulted_at: null, closed_at: null, result: null, result_text: null,
  duplicate_of: null, source: "call", exercise: true, brief_revision: 1, log_count: 0, ...change,
});

export const risk = (change: Partial<Risk> = {}): Risk => ({ made_at: at(0), revision: 1, radius_m: 100, months: 24, items: [], older: null, searched: [], nothing_found: true, failed: false, ...change });

export const entry = (number: number, change: Partial<LogEntry> = {}): LogEntry => ({
  id: `l${number}`, incident_id: "i1", number, kind: "note", text: `line ${number}`, author: "Ros Bell", source: "control", occurred_at: at(number), received_at: at(number), refers_to: null, ...change,
});

export const card = (change: Partial<Card> = {}): Card => ({
  id: "t1", revision: 1, incident_id: "i1", unit_id: "u1", duty_id: "d1", callsign: "CE21", state: "assigned", note: "", assigned_by: "Ros Bell", assigned_at: at(1), 
  seen_at: null, read_at: null, read_brief_revision: null, brief_revision: 1, acknowledged_at: null, en_route_at: null, at_scene_at: null, ended_at: null, end_reason: null,
  incident: incident(), risk: risk(), others: [], ...change,
});

export const emergency = (change: Partial<Emergency> = {}): Emergency => ({
  id: "e1", revision: 1, unit_id: "u1", duty_id: "d1", callsign: "CE21", pod: "CE", officer: "PC Amira Holt", raised_at: at(3), received_at: at(3), lon: null, lat: null, fixed_at: null, accuracy_m: null,
  source: "handset", incident_id: null, acknowledged_by: null, acknowledged_at: null, closed_by: null, closed_at: null, outcome: null, note: "", ...change,
});

export const snapshot = (change: Partial<HandsetSnapshot> = {}): HandsetSnapshot => ({
  epoch: "epoch-1", server_time: at(0), officer, feed: "duty:d1", through: 0, unit: unit(), position: null, cards: [], emergency: null, codes_version: "1", confirmations: [],
  duty: { id: "d1", unit_id: "u1", callsign: "CE21", started_at: at(0), skills: [], dropped_skills: [], vehicle: null }, ...change,
});

export const handset = (change: Partial<HandsetSnapshot> = {}): Handset => fromSnapshot(snapshot(change));

export const message = (seq: number, kind: string, body: unknown): Message => ({ seq, kind, at: at(5), body });

export const codes = (change: Partial<Codes> = {}): Codes => ({
  version: "1", grades: [], moves: { "6": ["7", "2"] }, types: [], results: [], skills: [], decline_reasons: [], withdraw_reasons: [], emergency_outcomes: [], qualifiers: [], marker_categories: [], pods: [],
  statuses: ["2", "5", "6", "7", "11"].map((code) => ({ code, label: code, national_label: code, kind: "state", deployable: "no", settable: code !== "11" })), ...change,
});
