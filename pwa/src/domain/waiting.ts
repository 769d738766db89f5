// What the officer sees: what the control room knows, with the officer's own waiting commands on top.
// The record itself is never touched, so a refused command simply falls away.
import type { CommandFields, Waiting } from "./commands.ts";
import { hasEnded, withAssessment, withEntry, type Handset } from "./handset.ts";
import type { Card, Emergency, Incident, LogEntry, Officer, Report, Unit } from "./rows.ts";
import { withReport } from "./reports.ts";
import { PARTS } from "./thrive.ts";

export const withWaiting = (handset: Handset, waiting: Waiting[]): Handset => waiting.reduce(shown, handset);

function shown(handset: Handset, command: Waiting): Handset {
  const at = command.occurredAt;
  switch (command.kind) {
    case "set_status": return withStatus(handset, command.fields.status, command.fields.tasking_id, at);
    case "accept_tasking": return withTasking(handset, command.fields.tasking_id, (card) => accepted(card, at));
    case "decline_tasking": return withoutTasking(handset, command.fields.tasking_id);
    // A machine's receipt changes nothing that the officer sees.
    case "mark_shown":
    case "mark_notice_shown": return handset;
    case "read_notice": return withNoticeRead(handset, command.fields.telling_id, at);
    // Whom it names stands in no store of this device: the card that comes back says it.
    case "name_record": return handset;
    case "mark_seen": return withTasking(handset, command.fields.tasking_id, (card) => ({ ...card, seen_at: card.seen_at ?? at }));
    case "mark_read": return withTasking(handset, command.fields.tasking_id, (card) => read(card, command.fields.brief_revision, at));
    case "add_log": return withOwnEntry(handset, command, command.fields);
    case "assess_thrive": return withOwnThrive(handset, command, command.fields);
    case "request_marker": return withOwnReport(handset, command, "marker", "Warning asked for", [command.fields.record_id]);
    case "report_intelligence": {
      const { source, assessment, handling, subjects } = command.fields;
      return withOwnReport(handset, command, "intelligence", `3x5x2 ${source} ${assessment} ${handling}`, subjects.map(({ id }) => id));
    }
    case "refer_safeguarding": {
      const { record_id, immediate_risk } = command.fields;
      return withOwnReport(handset, command, "safeguarding", "Referral", [record_id], immediate_risk);
    }
    case "result_incident": return resulted(handset, command.fields.tasking_id, at);
    case "come_upon_incident": return withComeUpon(handset, command.fields, at);
    // A press that has not left the device is no answered one, whatever stands of one before it or of a partner.
    case "raise_emergency": return handset.emergency && (command.state !== "waiting" || handset.emergency.id === command.fields.emergency_id) ? handset : { ...handset, emergency: ownEmergency(handset, command) };
  }
}

function withTasking(handset: Handset, id: string, change: (card: Card) => Card): Handset {
  return { ...handset, cards: handset.cards.map((card) => (card.id === id ? change(card) : card)) };
}

const withoutTasking = (handset: Handset, id: string): Handset => ({ ...handset, cards: handset.cards.filter((card) => card.id !== id) });

function withNoticeRead(handset: Handset, id: string, at: string): Handset {
  const read = (handset.notices ?? []).map((one) => (one.id === id && !one.read_at ? { ...one, read_at: at, read_by: nameOf(handset.officer) } : one));
  return { ...handset, notices: read };
}

function accepted(card: Card, at: string): Card {
  return hasEnded(card) ? card : { ...card, state: "acknowledged", acknowledged_at: card.acknowledged_at ?? at };
}

function read(card: Card, briefRevision: number, at: string): Card {
  if ((card.read_brief_revision ?? 0) >= briefRevision) return card;
  return { ...card, read_at: at, read_brief_revision: briefRevision };
}

function withStatus(handset: Handset, status: string, taskingId: string | undefined, at: string): Handset {
  const { unit } = handset;
  // Something newer already holds: the server would answer "superseded", so show no less.
  if (!unit || unit.status_at > at) return handset;
  const card = handset.cards.find(({ id }) => id === taskingId);
  const next: Unit = { ...unit, status, status_at: at, odd: false, incident_id: card?.incident_id ?? (isFree(status) ? null : unit.incident_id) };
  const stamped = card ? withTasking(handset, card.id, (held) => stampedBy(held, status, at)) : handset;
  return { ...stamped, unit: next };
}

const isFree = (status: string): boolean => status === "2" || status === "3";

function stampedBy(card: Card, status: string, at: string): Card {
  if (status === "5") return { ...card, en_route_at: card.en_route_at ?? at };
  if (status === "6") return { ...card, at_scene_at: card.at_scene_at ?? at };
  return card;
}

function withOwnEntry(handset: Handset, command: Waiting, fields: CommandFields["add_log"]): Handset {
  const entry: LogEntry = {
    id: fields.entry_id, incident_id: fields.incident_id, number: Number.MAX_SAFE_INTEGER, kind: "note", text: fields.text,
    author: nameOf(handset.officer), source: "handset", occurred_at: command.occurredAt, received_at: "", refers_to: null,
  };
  const cards = handset.cards.map((card) => {
    const mine = card.incident_id === fields.incident_id && !card.log?.some(({ id }) => id === entry.id);
    return mine ? { ...card, log: withEntry(card.log ?? [], entry) } : card;
  });
  return { ...handset, cards };
}

function withOwnThrive(handset: Handset, command: Waiting, fields: CommandFields["assess_thrive"]): Handset {
  const told = handset.cards.flatMap(({ thrive }) => thrive ?? []).filter((one) => one.incident_id === fields.incident_id && one.role === "officer");
  if (told.some(({ id }) => id === fields.assessment_id)) return handset;
  const of = (suffix: "" | "_text"): Record<string, string> => Object.fromEntries(PARTS.map((part) => [part, fields[`${part}${suffix}`]]));
  return { ...handset, cards: withAssessment(handset.cards, {
    id: fields.assessment_id, incident_id: fields.incident_id, role: "officer", version: Math.max(0, ...told.map(({ version }) => version)) + 1, levels: of(""), texts: of("_text"),
    author: nameOf(handset.officer), author_id: handset.officer.id, callsign: handset.unit?.callsign ?? null, assessed_at: command.occurredAt, received_at: "",
  }) };
}

/** A report that is on its way. The record's names stand where the card knows them; the device keeps none beside it. */
function withOwnReport(handset: Handset, command: Waiting & { fields: { report_id: string; incident_id: string } }, kind: Report["kind"], about: string, subjects: (string | undefined)[], urgent = false): Handset {
  const { report_id, incident_id } = command.fields;
  const told = handset.reports ?? [];
  if (told.some(({ id }) => id === report_id)) return handset;
  const card = handset.cards.find((one) => one.incident_id === incident_id);
  const lines = (card?.risk?.known ?? []).filter(({ id }) => subjects.includes(id)).map(({ line }) => line);
  const report: Report = {
    id: report_id, revision: 0, kind, officer_id: handset.officer.id, officer: nameOf(handset.officer), callsign: handset.unit?.callsign ?? "", incident_id, cad: card?.incident.cad ?? "",
    about, urgent, subjects: lines, state: "waiting", sent_at: command.occurredAt, received_at: "", decided_by: null, decided_at: null, reason: null,
  };
  return { ...handset, reports: withReport(told, report) };
}

/** An entry that the control room does not have yet. */
export const isWaitingEntry = (entry: LogEntry): boolean => entry.received_at === "";

const nameOf = (officer: Officer): string => `${officer.rank} ${officer.name}`;

function resulted(handset: Handset, taskingId: string, at: string): Handset {
  const card = handset.cards.find(({ id }) => id === taskingId);
  if (!card) return handset;
  const committed = handset.unit?.incident_id === card.incident_id && ["5", "6", "7", "8"].includes(handset.unit.status);
  const rest = withoutTasking(handset, taskingId);
  return committed ? withStatus(rest, "2", undefined, at) : rest;
}

function ownEmergency({ unit, officer }: Handset, command: Waiting & { kind: "raise_emergency" }): Emergency {
  const place = command.fields.place;
  return {
    id: command.fields.emergency_id, revision: 0, unit_id: unit?.id ?? null, duty_id: unit?.duty_id ?? null, callsign: unit?.callsign ?? "", pod: unit?.pod ?? "",
    officer: nameOf(officer), raised_at: command.occurredAt, received_at: "", lon: place?.lon ?? null, lat: place?.lat ?? null, fixed_at: place?.fixed_at ?? null,
    accuracy_m: place?.accuracy_m ?? null, source: "handset", incident_id: unit?.incident_id ?? null, acknowledged_by: null, acknowledged_at: null,
    closed_by: null, closed_at: null, outcome: null, note: null,
  };
}

function withComeUpon(handset: Handset, fields: CommandFields["come_upon_incident"], at: string): Handset {
  const { unit } = handset;
  if (!unit || handset.cards.some(({ id }) => id === fields.tasking_id)) return handset;
  const card: Card = {
    id: fields.tasking_id, revision: 0, incident_id: fields.incident_id, unit_id: unit.id, duty_id: unit.duty_id, callsign: unit.callsign, state: "acknowledged", note: null,
    assigned_by: null, assigned_at: at, seen_at: at, read_at: null, read_brief_revision: null, brief_revision: 0,
    acknowledged_at: at, en_route_at: at, at_scene_at: at, ended_at: null, end_reason: null, incident: ownIncident(fields, unit, at), risk: null, others: [], log: [],
  };
  return withStatus({ ...handset, cards: [card, ...handset.cards] }, "6", card.id, at);
}

function ownIncident(fields: CommandFields["come_upon_incident"], unit: Unit, at: string): Incident {
  return {
    id: fields.incident_id, revision: 0, cad: "", grade: "", type: fields.type, what: fields.what, address: fields.address, lon: fields.lon, lat: fields.lat,
    pod: unit.pod, state: "open", qualifiers: [], opened_at: at, graded_at: at, attend_by: null, arrived_at: at, resulted_at: null, closed_at: null,
    result: null, result_text: null, duplicate_of: null, source: "handset", exercise: false, brief_revision: 0, log_count: 0,
  };
}
