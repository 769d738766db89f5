// What the made-up control room does when a board asks for something.
import type { Incident, LogEntry, Tasking, Unit } from "../../../src/domain/rows.ts";
import { type City, makeIncident, makeTasking } from "./city.ts";
import { codes } from "./lists.ts";
import type { ControlRoom } from "./room.ts";

export type Body = Record<string, any>;

export interface Hands {
  city: City;
  room: ControlRoom;
  tell: (kind: string, body: Body, pod?: string) => void;
  addLog: (incidentId: string, text: string, fields?: Partial<LogEntry>) => void;
  /** Who is signed in. */
  name: string;
  /** The next number that nothing has. */
  number: () => number;
}

const iso = (ms = Date.now()): string => new Date(ms).toISOString();

/** By the kind of the command; what is given back replaces parts of the answer. */
export function doings({ city, room, tell, addLog, name, number }: Hands): Record<string, (body: Body) => Body | undefined | void> {
  return {
    task_unit: (body) => {
      const unit = city.units.get(body["unit_id"]) as Unit;
      const incident = city.incidents.get(body["incident_id"]) as Incident;
      if (unit.incident_id && !body["override"])
        return { outcome: "refused", code: "unit_committed", message: `${unit.callsign} is committed to another incident.` };
      const tasking = { ...makeTasking(incident, unit, Date.now()), id: body["tasking_id"], note: body["note"] ?? null };
      city.taskings.set(tasking.id, tasking);
      tell("tasking.changed", tasking, unit.pod);
      room.unit(unit.id, { incident_id: incident.id });
      addLog(incident.id, `${unit.callsign} tasked.`, { source: "system" });
      setTimeout(() => room.tasking(tasking.id, { sent_at: iso() }), 150);
      setTimeout(() => room.tasking(tasking.id, { delivered_at: iso() }), 350);
      return undefined;
    },
    withdraw_tasking: (body) => {
      const tasking = city.taskings.get(body["tasking_id"]) as Tasking;
      room.tasking(tasking.id, { state: "withdrawn", ended_at: iso(), end_reason: body["reason"] });
      room.unit(tasking.unit_id, { incident_id: null, status: "2", status_at: iso() });
    },
    grade_incident: (body) => {
      const incident = city.incidents.get(body["incident_id"]) as Incident;
      const target = codes.grades.find((row) => row.code === body["grade"])?.target_s ?? null;
      room.incident(incident.id, {
        grade: body["grade"],
        graded_at: iso(),
        attend_by: target === null ? null : iso(Date.now() + target * 1000),
        brief_revision: incident.brief_revision + 1,
      });
      for (const tasking of city.taskings.values())
        if (tasking.incident_id === incident.id && !tasking.ended_at) room.tasking(tasking.id, { brief_revision: incident.brief_revision + 1 });
      addLog(incident.id, `Re-graded to ${body["grade"]}: ${body["reason"]}`, { source: "system" });
    },
    add_log: (body) => addLog(body["incident_id"], body["text"]),
    set_status: (body) => room.unit(body["unit_id"], { status: body["status"], status_at: iso(), status_source: "board" }),
    move_incident: (body) => room.incident(body["incident_id"], { lon: body["lon"], lat: body["lat"], address: body["address"] }),
    describe_incident: (body) => room.incident(body["incident_id"], { type: body["type"], what: body["what"], qualifiers: body["qualifiers"] }),
    hand_over_incident: (body) => room.incident(body["incident_id"], { pod: body["pod"] }),
    close_incident: (body) =>
      room.incident(body["incident_id"], {
        state: "closed",
        closed_at: iso(),
        resulted_at: iso(),
        result: body["result"],
        result_text: body["text"],
      }),
    mark_duplicate: (body) => room.incident(body["incident_id"], { state: "closed", closed_at: iso(), duplicate_of: body["duplicate_of"] }),
    reopen_incident: (body) => room.incident(body["incident_id"], { state: "open", closed_at: null, resulted_at: null, result: null }),
    create_incident: (body) => {
      const base = makeIncident("CE", number(), Date.now(), () => 0);
      const target = codes.grades.find((row) => row.code === body["grade"])?.target_s ?? null;
      const incident = {
        ...base,
        id: body["incident_id"],
        grade: body["grade"],
        type: body["type"],
        what: body["what"],
        address: body["address"],
        lon: body["lon"],
        lat: body["lat"],
        qualifiers: body["qualifiers"],
        opened_at: iso(),
        graded_at: iso(),
        attend_by: target === null ? null : iso(Date.now() + target * 1000),
      };
      city.incidents.set(incident.id, incident);
      tell("incident.changed", incident);
      if (body["first_words"]) addLog(incident.id, body["first_words"], { source: "call" });
      return { result: { cad: incident.cad, pod: "CE" } };
    },
    acknowledge_emergency: (body) => room.emergencyChanged(body["emergency_id"], { acknowledged_by: name, acknowledged_at: iso() }),
    close_emergency: (body) =>
      room.emergencyChanged(body["emergency_id"], { closed_by: name, closed_at: iso(), outcome: body["outcome"], note: body["note"] }),
    enter_place_marker: () => undefined,
    withdraw_place_marker: () => undefined,
  };
}
