// What a crew can ask for: docs/messages.md section 7. Ids are made here, on the device.
import type { Id, Instant } from "./rows.ts";
import type { Part } from "./thrive.ts";

export interface Place {
  lon: number;
  lat: number;
  accuracy_m: number | null;
  fixed_at: Instant;
  source: string;
}

export interface CommandFields {
  set_status: { status: string; tasking_id?: Id; confirmed?: boolean; place?: Place };
  accept_tasking: { tasking_id: Id; brief_revision: number; device_id?: Id | undefined };
  decline_tasking: { tasking_id: Id; reason: string; note?: string; device_id?: Id };
  mark_shown: { tasking_id: Id; brief_revision: number; device_id?: Id };
  mark_seen: { tasking_id: Id };
  mark_read: { tasking_id: Id; brief_revision: number; device_id?: Id };
  mark_notice_shown: { telling_id: Id; device_id?: Id };
  read_notice: { telling_id: Id; device_id?: Id };
  name_record: { incident_id: Id; record_kind: string; record_id: Id; role: string };
  add_log: { entry_id: Id; incident_id: Id; text: string };
  result_incident: { tasking_id: Id; result: string; text: string };
  come_upon_incident: { incident_id: Id; tasking_id: Id; type: string; what: string; lon: number; lat: number; address: string };
  assess_thrive: { assessment_id: Id; incident_id: Id } & Record<Part | `${Part}_text`, string>;
  request_marker: { report_id: Id; incident_id: Id; record_kind: string; record_id?: Id; code: string; grounds: string; evidence: string; fact_or_opinion: string; review_on: string };
  report_intelligence: {
    report_id: Id; incident_id: Id; source: string; assessment: string; handling: string; conditions: string; text: string; provenance: string; subjects: { kind: string; id: Id }[];
  };
  refer_safeguarding: {
    report_id: Id; incident_id: Id; about: string; record_id?: Id; person?: string; concern: string; concern_text: string; consent: string; consent_text: string; voice: string;
    immediate_risk: boolean; actions: string;
  };
  raise_emergency: { emergency_id: Id; place?: Place };
}

export type CommandKind = keyof CommandFields;

export type Command = { [K in CommandKind]: { kind: K; fields: CommandFields[K] } }[CommandKind];

/** A command on its way: `waiting` until the server has answered, `answered` until the feed has caught up. */
export type Waiting = Command & {
  /** Its place in the queue, given by the store. */
  n: number;
  id: Id;
  occurredAt: Instant;
  state: "waiting" | "answered";
  /** The tap on this page's monotonic clock, and which page that was. */
  tapped: { page: Id; at: number };
};

/** An emergency overtakes everything; the rest goes in the order of the taps. */
export const goesFirst = (command: { kind: CommandKind }): boolean => command.kind === "raise_emergency";

/** Kinds that say on which device of the crew it was done: each device has a ladder of its own. */
const FROM_DEVICE: ReadonlySet<CommandKind> = new Set(["accept_tasking", "decline_tasking", "mark_shown", "mark_read", "mark_notice_shown", "read_notice"]);

export const fromDevice = <K extends CommandKind>(kind: K, fields: CommandFields[K], deviceId: Id): CommandFields[K] =>
  FROM_DEVICE.has(kind) ? { ...fields, device_id: deviceId } : fields;

/** What a machine has to say: on a slow link it must not stand between an officer's tap and the control room. */
export const isReceipt = (command: { kind: CommandKind }): boolean => command.kind === "mark_shown" || command.kind === "mark_notice_shown";

const LONGEST_MS = 7 * 24 * 3600 * 1000;

/**
 * Milliseconds since the tap, or undefined when nothing sensible can be said.
 * A sleeping phone may stop its monotonic clock, and a wall clock may be put back: the longer of the
 * two is taken, because an "available" thought too young is dangerous and one thought too old is asked.
 */
export function elapsedMs(command: Waiting, clock: { page: Id; monotonic: number; wall: number }): number | undefined {
  const byWall = clock.wall - Date.parse(command.occurredAt);
  const byMonotonic = command.tapped.page === clock.page ? clock.monotonic - command.tapped.at : -1;
  const elapsed = Math.round(Math.max(byWall, byMonotonic));
  return elapsed >= 0 && elapsed < LONGEST_MS ? elapsed : undefined;
}
