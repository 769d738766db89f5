/** Everything a board can ask for, as orders in the words of docs/messages.md, section 7. */
import type { Action } from "../../domain/board/commandline.ts";
import { cadNumber } from "../../domain/board/words.ts";
import type { Ahead, Emergency, Incident, Notice, Tasking, Unit, Zone } from "../../domain/rows.ts";
import { type Draft, saidIn } from "../../domain/thrive-words.ts";
import type { Place } from "../../map/geometry.ts";
import { newId } from "./ids.ts";
import type { Order } from "./sending.ts";

type About = Pick<Incident, "id" | "cad">;

const order = (kind: string, says: string, fields: Record<string, unknown>): Order => ({ kind, says, fields });

/** Leaves out what was not filled in: the server refuses empty words where none are needed. */
function filled(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ""));
}

export function taskUnit(unit: Pick<Unit, "id" | "callsign">, incident: About, note = "", override = false): Order {
  const fields = { tasking_id: newId(), incident_id: incident.id, unit_id: unit.id, ...filled({ note }) };
  return order("task_unit", `Task ${unit.callsign} to ${cadNumber(incident.cad)}`, override ? { ...fields, override } : fields);
}

export const withdraw = (tasking: Tasking, reason: string): Order =>
  order("withdraw_tasking", `Withdraw ${tasking.callsign}`, { tasking_id: tasking.id, reason });

export const regrade = (incident: About, grade: string, reason: string): Order =>
  order("grade_incident", `Re-grade ${cadNumber(incident.cad)} to ${grade}`, { incident_id: incident.id, grade, reason });

export const move = (incident: About, place: Place, address: string, reason: string): Order =>
  order("move_incident", `Move ${cadNumber(incident.cad)}`, { incident_id: incident.id, ...lonLat(place), address, reason });

export const describe = (incident: About, type: string, what: string, qualifiers: string[]): Order =>
  order("describe_incident", `Describe ${cadNumber(incident.cad)}`, { incident_id: incident.id, type, what, qualifiers });

export const handOver = (incident: About, pod: string, note = ""): Order =>
  order("hand_over_incident", `Hand ${cadNumber(incident.cad)} over to ${pod}`, { incident_id: incident.id, pod, ...filled({ note }) });

export const close = (incident: About, result: string, text: string): Order =>
  order("close_incident", `Close ${cadNumber(incident.cad)}`, { incident_id: incident.id, result, text });

export const markDuplicate = (incident: About, of: About): Order =>
  order("mark_duplicate", `${cadNumber(incident.cad)} is a duplicate of ${cadNumber(of.cad)}`, { incident_id: incident.id, duplicate_of: of.id });

export const reopen = (incident: About, reason: string): Order =>
  order("reopen_incident", `Reopen ${cadNumber(incident.cad)}`, { incident_id: incident.id, reason });

export const addLog = (incident: About, text: string): Order =>
  order("add_log", `Add to the log of ${cadNumber(incident.cad)}`, { entry_id: newId(), incident_id: incident.id, text, source: "control" });

/** `unchecked` takes an answer back. */
export const answerChecklist = (incident: About, point: string, state: "known" | "nothing" | "unchecked", text: string): Order =>
  order("answer_checklist", `Checklist of ${cadNumber(incident.cad)}`, { answer_id: newId(), incident_id: incident.id, point, state, text });

/** Its warnings reach every crew on the job, and they are asked to read again. */
export const nameRecord = (incident: About, record: { kind: string; id: string }, role: string): Order =>
  order("name_record", `Name somebody in ${cadNumber(incident.cad)}`, { incident_id: incident.id, record_kind: record.kind, record_id: record.id, role });

export const unnameRecord = (incident: About, recordId: string, reason: string): Order =>
  order("unname_record", `Take somebody off ${cadNumber(incident.cad)}`, { incident_id: incident.id, record_id: recordId, reason });

/** As the call handler: beside it stands what the officer at the scene says. */
export const assessThrive = (incident: About, draft: Draft): Order =>
  order("assess_thrive", `THRIVE of ${cadNumber(incident.cad)}`, { assessment_id: newId(), incident_id: incident.id, ...saidIn(draft) });

/** A status that the crew told by voice and the dispatcher enters for them. */
export const setStatus = (unit: Unit, status: string): Order =>
  order("set_status", `Set ${unit.callsign} to ${status}`, { unit_id: unit.id, status });

export const acknowledge = (emergency: Emergency): Order =>
  order("acknowledge_emergency", `Acknowledge ${emergency.callsign}`, { emergency_id: emergency.id });

/** This controller sees to a tasking that nobody answers. */
export const acknowledgeAlarm = (tasking: Pick<Tasking, "id" | "callsign">): Order =>
  order("acknowledge_alarm", `See to ${tasking.callsign}`, { tasking_id: tasking.id });

/** The crew has said on the radio that it goes. */
export const answerByVoice = (tasking: Pick<Tasking, "id" | "callsign">): Order =>
  order("answer_by_voice", `${tasking.callsign} accepts by voice`, { tasking_id: tasking.id });

/** The crew was told on the radio what the brief says now. */
export const tellByVoice = (tasking: Tasking): Order =>
  order("tell_by_voice", `${tasking.callsign} was told by voice`, { tasking_id: tasking.id, brief_revision: tasking.brief_revision });

/** The crew was told on the radio that it is off the job. */
export const tellEndByVoice = (tasking: Pick<Tasking, "id" | "callsign">): Order =>
  order("tell_end_by_voice", `${tasking.callsign} was told by voice`, { tasking_id: tasking.id });

export const confirmContact = (unit: Pick<Unit, "id" | "callsign">): Order =>
  order("confirm_contact", `${unit.callsign} was heard by voice`, { unit_id: unit.id });

export interface NewNotice {
  text: string;
  is_urgent: boolean;
  units: string[];
  pods: string[];
  incident_id: string | null;
}

export const sendNotice = (notice: NewNotice): Order => order("send_notice", "Send the message", { notice_id: newId(), ...notice });

export const acknowledgeNotice = (notice: Notice): Order => order("acknowledge_notice", `See to ${notice.callsign}`, { telling_id: notice.id });

export const withdrawNotice = (notice: Notice, reason: string): Order =>
  order("withdraw_notice", "Withdraw the message", { notice_id: notice.notice_id, reason });

export const settleAhead = (ahead: Ahead): Order => order("settle_ahead", `${ahead.officer} was asked what is missing`, { ahead_id: ahead.id });

export const closeEmergency = (emergency: Emergency, outcome: string, note: string): Order =>
  order("close_emergency", `Close the emergency of ${emergency.callsign}`, { emergency_id: emergency.id, outcome, note });

export interface NewIncident {
  incident_id: string;
  grade: string;
  type: string;
  what: string;
  address: string;
  place: Place;
  qualifiers: string[];
  first_words: string;
  caller_number: string;
}

export const create = ({ place, first_words, caller_number, ...fields }: NewIncident): Order =>
  order("create_incident", `Create "${fields.what}"`, { ...fields, ...lonLat(place), ...filled({ first_words, caller_number }) });

export interface NewMarker {
  category: string;
  text: string;
  source: string;
  review_on: string;
  radius_m: number;
  address: string;
  place: Place;
}

export const enterMarker = ({ place, ...fields }: NewMarker): Order =>
  order("enter_place_marker", `Enter a place marker at ${fields.address}`, { marker_id: newId(), ...fields, ...lonLat(place) });

export const withdrawMarker = (markerId: string, reason: string): Order =>
  order("withdraw_place_marker", "Withdraw the place marker", { marker_id: markerId, reason });

export interface NewZone {
  zone_kind: "hazard" | "event";
  name: string;
  note: string;
  from_at: string | null;
  until_at: string | null;
  /** A circle, or corners in the order in which one walks around. */
  outline: { place: Place; radius_m: number } | { corners: readonly Place[] };
}

export function makeZone({ outline, ...fields }: NewZone): Order {
  const drawn = "corners" in outline ? { corners: outline.corners.map(({ lon, lat }) => [lon, lat]) } : { ...lonLat(outline.place), radius_m: outline.radius_m };
  return order("make_zone", `Draw "${fields.name}"`, { zone_id: newId(), ...fields, ...drawn });
}

export const endZone = (zone: Pick<Zone, "id" | "name">, reason: string): Order => order("end_zone", `Withdraw "${zone.name}"`, { zone_id: zone.id, reason });

function lonLat({ lon, lat }: Place): { lon: number; lat: number } {
  return { lon, lat };
}

/** The order that a line stands for, or null when the line only moves the screen. */
export function orderFor(action: Action): Order | null {
  switch (action.do) {
    case "task":
      return taskUnit(action.unit, action.incident, action.note, action.divert);
    case "grade":
      return regrade(action.incident, action.grade, action.reason);
    case "withdraw":
      return withdraw(action.tasking, action.reason);
    case "log":
      return addLog(action.incident, action.text);
    case "hand over":
      return handOver(action.incident, action.pod, action.note);
    case "status":
      return setStatus(action.unit, action.status);
    case "message":
      return sendNotice({ text: action.text, is_urgent: action.urgent, units: [action.unit.id], pods: [], incident_id: null });
    case "duplicate":
      return markDuplicate(action.incident, action.of);
    case "close":
      return close(action.incident, action.result, action.text);
    default:
      return null;
  }
}
