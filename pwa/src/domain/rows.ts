// The rows that pass over the wire, as docs/messages.md section 5 names them.

/** An aware UTC instant, `2026-11-22T14:03:07.120Z`. */
export type Instant = string;
export type Id = string;
export type Role = "officer" | "dispatcher" | "supervisor" | "reviewer" | "auditor" | "administrator";

export interface Officer {
  id: Id;
  pay_number: string;
  name: string;
  rank: string;
  shoulder_number: string | null;
  roles: Role[];
  pod: string;
}

export interface Session {
  officer: Officer;
  demo: boolean;
  expires_at: Instant;
}

export interface DemoAccount {
  pay_number: string;
  password: string;
  name: string;
  role: Role;
  pod: string;
}

export interface CrewMember {
  officer_id: Id;
  name: string;
  rank: string;
  shoulder_number: string | null;
}

export interface Unit {
  id: Id;
  revision: number;
  callsign: string;
  pod: string;
  kind: string;
  duty_id: Id | null;
  crew: CrewMember[];
  skills: string[];
  vehicle: string | null;
  status: string;
  status_at: Instant;
  status_received_at: Instant;
  status_source: string;
  odd: boolean;
  incident_id: Id | null;
  emergency_id: Id | null;
  /** Seen by supervisors and its own crew only. Absent from a server of an older version. */
  covert?: boolean;
  /** Whose boards are told of it because it stands on their ground, stood there a minute ago, or is on a job of theirs. Absent from a server of an older version. */
  guest_in?: readonly string[];
}

export interface Position {
  unit_id: Id;
  lon: number;
  lat: number;
  fixed_at: Instant;
  received_at: Instant;
  accuracy_m: number | null;
  speed_mps: number | null;
  heading: number | null;
  source: string;
  /** Per cent, of the device that places the unit. */
  battery: number | null;
  /** Since when what would have moved the unit is refused, because it cannot be. */
  doubted_at: Instant | null;
  /** The BCU in whose borders it lies, whosever unit it is; null where it lies in none, as on a bridge. */
  in_pod: string | null;
  /** Those of the crew who are elsewhere. */
  members: Member[];
}

/** One of a crew, away from where the unit is. */
export interface Member {
  officer: string;
  lon: number;
  lat: number;
  fixed_at: Instant;
  accuracy_m: number;
  source: string;
  distance_m: number;
}

export type Grade = string;

export interface Incident {
  id: Id;
  revision: number;
  cad: string;
  grade: Grade;
  type: string;
  what: string;
  address: string;
  lon: number;
  lat: number;
  pod: string;
  state: "open" | "resulted" | "closed";
  qualifiers: string[];
  opened_at: Instant;
  graded_at: Instant;
  attend_by: Instant | null;
  arrived_at: Instant | null;
  resulted_at: Instant | null;
  closed_at: Instant | null;
  result: string | null;
  result_text: string | null;
  duplicate_of: Id | null;
  source: string;
  exercise: boolean;
  brief_revision: number;
  log_count: number;
}

export type TaskingState = "assigned" | "acknowledged" | "declined" | "withdrawn" | "diverted" | "complete";

/** What a crew is told of a tasking: what people did. */
export interface TaskingOfCrew {
  id: Id;
  revision: number;
  incident_id: Id;
  unit_id: Id;
  duty_id: Id | null;
  callsign: string;
  state: TaskingState;
  note: string | null;
  assigned_by: string | null;
  assigned_at: Instant;
  seen_at: Instant | null;
  read_at: Instant | null;
  read_brief_revision: number | null;
  brief_revision: number;
  acknowledged_at: Instant | null;
  en_route_at: Instant | null;
  at_scene_at: Instant | null;
  ended_at: Instant | null;
  end_reason: string | null;
}

/** `delivered:feed`, `sent:push`: a rung and the channel that proved it. */
export interface DeviceLadder {
  device_id: Id;
  kind: "handset" | "terminal";
  officer: string;
  rungs: Record<string, Instant>;
}

/** A rung that one device reached with one state of the brief; `at` by the server. */
export interface Receipt {
  tasking_id: Id;
  callsign: string;
  brief_revision: number;
  device_id: Id;
  kind: DeviceLadder["kind"];
  officer: string;
  rung: string;
  channel: string;
  at: Instant;
}

/** And what the boards are told beside it: what machines reported, and whether somebody must do something. */
/** A tasking for which a supervisor is called, with its job, as every board is told. */
export interface Call {
  id: Id;
  revision: number;
  unit_id: Id;
  callsign: string;
  pod: string;
  state: Tasking["state"];
  assigned_at: Instant;
  /** Taken off the job, and called for because it does not know that. Absent from a server of an older version. */
  ended_at?: Instant | null;
  alarm: Tasking["alarm"];
  alarmed_at: Instant | null;
  alarm_acknowledged_by: string | null;
  alarm_acknowledged_at: Instant | null;
  incident_id: Id;
  cad: string;
  grade: string;
  what: string;
  address: string;
  lon: number;
  lat: number;
}

export interface Tasking extends TaskingOfCrew {
  /** These three are of the brief that holds now. */
  sent_at: Instant | null;
  delivered_at: Instant | null;
  shown_at: Instant | null;
  /** A device has an older brief, and none has this one. */
  has_older_brief: boolean;
  /** The brief that a controller told them by voice. It is not read by that. */
  told_brief_revision: number | null;
  told_at: Instant | null;
  told_by: string | null;
  /** Of a crew that the control room took off: when it came to know it, and how; null where nobody waits for that. */
  taken_off: { heard_at: Instant | null; by: "received" | "told by voice" | "off duty" | null } | null;
  /** When the first of the changes was made that the crew has not read. */
  unread_since: Instant | null;
  alarm: "amber" | "voice" | "supervisor" | "declined" | null;
  alarmed_at: Instant | null;
  alarm_acknowledged_by: string | null;
  alarm_acknowledged_at: Instant | null;
  devices: DeviceLadder[];
}

/** A device that holds more than a restored database. */
export interface Ahead {
  id: Id;
  revision: number;
  device_id: Id;
  officer: string;
  missing: number;
  noticed_at: Instant;
  settled_at: Instant | null;
  settled_by: string | null;
}

export type Severity = "critical" | "high" | "medium" | "low";

export interface RiskItem {
  /** `caller`: said in the call, not confirmed. `record`: a warning on a person, vehicle or address. `call`: our own calls. `intelligence`: what was taken in of somebody. `answer`: what the control room was told of a point of the checklist. */
  kind: "marker" | "history" | "caller" | "record" | "call" | "intelligence" | "zone" | "answer";
  category: string;
  severity: Severity;
  title: string;
  text: string | null;
  count: number;
  last_on: string | null;
  source: string;
  distance_m: number | null;
  review_on: string | null;
  historic: boolean;
  /** Only a place marker has one. */
  marker_id?: string | null;
  // What an older card, kept on a device, does not tell.
  opinion?: boolean;
  entered_by?: string | null;
  subject?: RiskSubject | null;
  /** Of this very house by its address; of another one; null where no address tells. */
  at_door?: boolean | null;
  /** Of a warning on a place. */
  marking?: string;
}

/** Of whom a warning is told, and why that one is on this card. */
export interface RiskSubject {
  kind: "nominal" | "vehicle" | "address";
  id: Id;
  line: string;
  how: string;
}

/** What a crew must know before it arrives. `unchecked`: nobody has looked or asked. */
export interface ChecklistItem {
  code: string;
  label: string;
  state: "known" | "nothing" | "unchecked";
  text: string;
  /** Who was told it, and when; null where the record says it. An older card does not tell. */
  by?: string | null;
  /** How often it was answered; null where nobody is asked. */
  version?: number | null;
}

export interface Risk {
  made_at: Instant;
  revision: number;
  radius_m: number;
  months: number;
  items: RiskItem[];
  older: { count: number; newest_on: string | null; text: string } | null;
  searched: { source: string; from: string | null; to: string | null; rows: number; imported_at: Instant | null }[];
  nothing_found: boolean;
  failed: boolean;
  left_out?: number;
  checklist?: ChecklistItem[];
  /** Those of the record whom the card knows, also without a warning. */
  known?: RiskSubject[];
}

export interface LogEntry {
  id: Id;
  incident_id: Id;
  number: number;
  kind: string;
  text: string;
  author: string | null;
  source: string;
  occurred_at: Instant;
  received_at: Instant;
  refers_to: Id | null;
}

/** What an officer has sent from the street, and what became of it. */
export interface Report {
  id: Id;
  revision: number;
  kind: "marker" | "intelligence" | "safeguarding";
  officer_id: Id;
  officer: string;
  callsign: string;
  incident_id: Id;
  cad: string;
  about: string;
  urgent: boolean;
  /** Lines of the record, as far as the reader may see them. */
  subjects: string[];
  state: "waiting" | "approved" | "taken" | "refused";
  sent_at: Instant;
  received_at: Instant;
  decided_by: string | null;
  decided_at: Instant | null;
  reason: string | null;
}

export type ThriveRole = "call_handler" | "officer";

/** One assessment by THRIVE. Only ever added: a new opinion is a new version. `levels` and `texts` by part, as `threat`. */
export interface Thrive {
  id: Id;
  incident_id: Id;
  role: ThriveRole;
  version: number;
  levels: Record<string, string>;
  texts: Record<string, string>;
  author: string;
  author_id: Id;
  callsign: string | null;
  assessed_at: Instant;
  received_at: Instant;
}

/** A tasking as the crew sees it. A card without a log keeps the log that is already there. */
export interface Card extends TaskingOfCrew {
  incident: Incident;
  risk: Risk | null;
  others: string[];
  /** The same with their officers; a server of an older version does not tell. */
  crews?: { callsign: string; crew: string[] }[];
  log?: LogEntry[];
  /** Absent from a server of an older version. */
  thrive?: Thrive[];
}

/** Another unit on the officer's map. */
export interface Colleague {
  unit_id: Id;
  callsign: string;
  kind: string;
  status: string;
  lon: number;
  lat: number;
  fixed_at: Instant;
  accuracy_m: number;
  speed_mps: number | null;
  heading: number | null;
  source: string;
  /** Since when what would have moved it is refused. Absent from what an older server tells. */
  doubted_at?: Instant | null;
  same_job: boolean;
}

export interface Around {
  at: Instant;
  /** Where the control room believes the own unit is. Absent from what an older server tells. */
  own?: Position | null;
  units: Colleague[];
  /** Which borders the map's tiles draw. */
  ground?: string;
}

/** A hazard area or an event zone: an area for a while. */
export interface Zone {
  id: Id;
  revision: number;
  kind: "hazard" | "event";
  name: string;
  note: string;
  from_at: Instant;
  until_at: Instant | null;
  /** GeoJSON, WGS 84. */
  outline: { type: "MultiPolygon"; coordinates: [lon: number, lat: number][][][] };
  made_by: string;
  made_at: Instant;
  ended_by: string | null;
  ended_at: Instant | null;
}

/** A zone of which this crew was told, and why. */
export interface ZoneTold extends Zone {
  zone_id: Id;
  why: "incident" | "way" | "here";
  incident_id: Id | null;
  told_at: Instant;
}

/** Words that a crew must read and that are no tasking; one row for each crew. */
export interface NoticeOfCrew {
  id: Id;
  revision: number;
  notice_id: Id;
  text: string;
  is_urgent: boolean;
  addressed: string;
  incident_id: Id | null;
  cad: string | null;
  sent_by: string;
  told_at: Instant;
  read_at: Instant | null;
  read_by: string | null;
  ended_at: Instant | null;
  end_reason: string | null;
}

/** And what the boards are told beside it. */
export interface Notice extends NoticeOfCrew {
  unit_id: Id;
  callsign: string;
  alarm: "amber" | "voice" | null;
  alarmed_at: Instant | null;
  alarm_acknowledged_by: string | null;
  alarm_acknowledged_at: Instant | null;
  devices: DeviceLadder[];
}

export interface Emergency {
  id: Id;
  revision: number;
  unit_id: Id | null;
  duty_id: Id | null;
  callsign: string;
  pod: string;
  officer: string | null;
  raised_at: Instant;
  received_at: Instant;
  /** Pressed after somebody had acknowledged it: it waits for an answer again. */
  pressed_again_at?: Instant | null;
  lon: number | null;
  lat: number | null;
  fixed_at: Instant | null;
  accuracy_m: number | null;
  source: string | null;
  incident_id: Id | null;
  acknowledged_by: string | null;
  acknowledged_at: Instant | null;
  closed_by: string | null;
  closed_at: Instant | null;
  outcome: string | null;
  note: string | null;
}

export interface Duty {
  id: Id;
  unit_id: Id;
  callsign: string;
  started_at: Instant;
  skills: string[];
  dropped_skills: { skill: string; reason: string }[];
  vehicle: string | null;
}

export interface Confirmation {
  command_id: Id;
  kind: string;
  asked: string;
  occurred_at: Instant;
  /** The command's own fields, so that a device that lost its outbox can still ask. */
  body: Record<string, unknown>;
}

export interface HandsetSnapshot {
  epoch: string;
  server_time: Instant;
  officer: Officer;
  duty: Duty | null;
  feed: string | null;
  through: number;
  unit: Unit | null;
  position: Position | null;
  cards: Card[];
  emergency: Emergency | null;
  /** Absent from a server of an older version. */
  reports?: Report[];
  zones?: ZoneTold[];
  notices?: NoticeOfCrew[];
  codes_version: string;
  confirmations: Confirmation[];
}

export interface Message {
  seq: number;
  kind: string;
  at: Instant;
  body: unknown;
}

export interface FeedPage {
  epoch: string;
  feed: string;
  messages: Message[];
  through: number;
  more: boolean;
}

export type Outcome = "done" | "superseded" | "refused" | "needs_confirmation";

export interface CommandAnswer {
  id: Id;
  kind: string;
  outcome: Outcome;
  code: string | null;
  message: string | null;
  result: Record<string, unknown> | null;
  answered_at: Instant;
}

export interface Code {
  code: string;
  label: string;
}

/** A line of a pod that a crew may ring. */
export interface ContactLine extends Code {
  pod: string;
  phone: string;
  made_up: boolean;
}

export interface Codes {
  version: string;
  grades: (Code & { target_s: number | null; rank: number; meaning: string })[];
  statuses: (Code & { national_label: string; kind: "state" | "overlay" | "message"; deployable: "yes" | "no" | "conditional"; settable: boolean })[];
  moves: Record<string, string[]>;
  types: (Code & { grade: string; skills: string[] })[];
  results: Code[];
  skills: Code[];
  decline_reasons: Code[];
  withdraw_reasons: Code[];
  emergency_outcomes: Code[];
  qualifiers: Code[];
  marker_categories: Code[];
  /** Absent from what an older version has kept. */
  contacts?: ContactLine[];
  warning_signals?: Code[];
  thrive_levels?: (Code & { needs_text: boolean })[];
  safeguarding_kinds?: (Code & { needs_voice: boolean })[];
  safeguarding_concerns?: Code[];
  safeguarding_consents?: (Code & { needs_text: boolean })[];
  intel_sources?: Code[];
  intel_assessments?: Code[];
  intel_handlings?: (Code & { needs_text: boolean })[];
  lookup_reasons?: (Code & { needs_incident: boolean; needs_text: boolean })[];
  trail_reasons?: (Code & { needs_text: boolean })[];
  unit_kinds?: (Code & { drift_mps: number })[];
  pods: { code: string; name: string; lon: number; lat: number }[];
}

export interface BookOnChoices {
  units: { id: Id; callsign: string; pod: string; kind: string; on_duty: boolean; crew: string[] }[];
  vehicles: { registration: string; kind: string; pod: string; callsign?: string | null }[];
  skills: { skill: string; label: string; live: boolean; reason: string }[];
  /** What can be booked out. A server of the version before offers none. */
  equipment?: { code: string; label: string }[];
}
