/** Applies messages to a board. A message read twice, or told by two feeds, changes nothing. */
import type { Ahead, Call, Emergency, Incident, LogEntry, Member, Message, Notice, Position, Tasking, Thrive, Unit, Zone } from "../rows.ts";
import { reachFrom, type ReachTuple, withReach } from "./reach.ts";
import { type BoardState, newestOf } from "./state.ts";

interface Revised {
  id: string;
  revision: number;
}

/** A copy is made once for each batch and only of the tables that the batch touches. */
interface Draft {
  units?: Map<string, Unit>;
  positions?: Map<string, Position>;
  incidents?: Map<string, Incident>;
  taskings?: Map<string, Tasking>;
  emergencies?: Map<string, Emergency>;
  calls?: Map<string, Call>;
  ahead?: Map<string, Ahead>;
  zones?: Map<string, Zone>;
  notices?: Map<string, Notice>;
  thrive?: Map<string, Thrive>;
  logs?: Map<string, readonly LogEntry[]>;
}

function keepNewest<Row extends Revised>(table: Map<string, Row>, row: Row): void {
  const held = table.get(row.id);
  if (!held || row.revision > held.revision) table.set(row.id, row);
}

function insertInOrder(entries: readonly LogEntry[], entry: LogEntry): readonly LogEntry[] {
  if (entries.some((held) => held.id === entry.id)) return entries;
  return [...entries, entry].sort((one, other) => one.number - other.number);
}

/** Log entries are only ever added: the lists of two readings are joined by id. */
export function joinLog(held: readonly LogEntry[], more: readonly LogEntry[]): readonly LogEntry[] {
  return more.reduce(insertInOrder, held);
}

/** Feeds that only a board has which may see covert units. */
const seesCovert = (state: BoardState): boolean => Object.keys(state.feeds).some((feed) => feed.startsWith("covert:"));

/** The unit has become covert: a board that may not see it forgets it and its taskings. The other feed tells the rest. */
function hide(state: BoardState, draft: Draft, id: string): void {
  if (seesCovert(state)) return;
  (draft.units ??= new Map(state.units)).delete(id);
  (draft.positions ??= new Map(state.positions)).delete(id);
  const taskings = (draft.taskings ??= new Map(state.taskings));
  for (const tasking of taskings.values()) if (tasking.unit_id === id) taskings.delete(tasking.id);
  const calls = (draft.calls ??= new Map(state.calls));
  for (const call of calls.values()) if (call.unit_id === id) calls.delete(call.id);
  const notices = (draft.notices ??= new Map(state.notices));
  for (const notice of notices.values()) if (notice.unit_id === id) notices.delete(notice.id);
}

/** Another crew, or none: where the last one was says nothing of it. What came of the new one already is later than its booking. */
function isOfLastCrew(position: Position | undefined, held: Unit | undefined, unit: Unit): boolean {
  if (!position || !held || held.duty_id === unit.duty_id || held.revision >= unit.revision) return false;
  return Date.parse(position.fixed_at) < Date.parse(unit.status_at);
}

function changeUnit(state: BoardState, draft: Draft, unit: Unit): void {
  const units = (draft.units ??= new Map(state.units));
  const isOld = isOfLastCrew((draft.positions ?? state.positions).get(unit.id), units.get(unit.id), unit);
  if (isOld) (draft.positions ??= new Map(state.positions)).delete(unit.id);
  keepNewest(units, unit);
}

function applyOne(state: BoardState, draft: Draft, message: Message): void {
  switch (message.kind) {
    case "unit.changed":
      return changeUnit(state, draft, message.body as Unit);
    case "unit.hidden":
      return hide(state, draft, (message.body as { id: string }).id);
    case "incident.changed":
      return keepNewest((draft.incidents ??= new Map(state.incidents)), message.body as Incident);
    case "tasking.changed":
      return keepNewest((draft.taskings ??= new Map(state.taskings)), message.body as Tasking);
    case "emergency.changed":
      return keepNewest((draft.emergencies ??= new Map(state.emergencies)), message.body as Emergency);
    case "call.changed":
      return keepNewest((draft.calls ??= new Map(state.calls)), message.body as Call);
    case "device.ahead":
      return keepNewest((draft.ahead ??= new Map(state.ahead)), message.body as Ahead);
    case "zone.changed":
      return keepNewest((draft.zones ??= new Map(state.zones)), message.body as Zone);
    case "notice.changed":
      return keepNewest((draft.notices ??= new Map(state.notices)), message.body as Notice);
    case "thrive.added": {
      const one = message.body as Thrive;
      // A version never changes: whoever tells of it again tells the same.
      (draft.thrive ??= new Map(state.thrive)).set(one.id, one);
      return;
    }
    case "log.added": {
      const entry = message.body as LogEntry;
      const logs = (draft.logs ??= new Map(state.logs));
      logs.set(entry.incident_id, insertInOrder(logs.get(entry.incident_id) ?? [], entry));
    }
    // A newer server may send kinds that this board does not know. Their number still counts.
  }
}

/** Applies what one feed has sent, in its order, and moves that feed's cursor to `through`. */
export function applyMessages(state: BoardState, feed: string, messages: readonly Message[], through = messages.at(-1)?.seq ?? 0): BoardState {
  const draft: Draft = {};
  for (const message of messages) applyOne(state, draft, message);
  const cursor = Math.max(state.feeds[feed] ?? 0, through);
  return { ...state, ...draft, feeds: { ...state.feeds, [feed]: cursor } };
}

/** As the socket sends them: unit, lon, lat, fixed, received, accuracy, speed, heading, source, members, battery, doubted, in which BCU. */
export type PositionTuple = [
  string, number, number, string, string, number | null, number | null, number | null, string, Member[]?, (number | null)?, (string | null)?, (string | null)?,
];

function positionFrom(tuple: PositionTuple): Position {
  const [unit_id, lon, lat, fixed_at, received_at, accuracy_m, speed_mps, heading, source, members = [], battery = null, doubted_at = null, in_pod = null] = tuple;
  return { unit_id, lon, lat, fixed_at, received_at, accuracy_m, speed_mps, heading, source, battery, doubted_at, members, in_pod };
}

/** Only a newer fix moves a unit; an older one that comes late changes nothing. */
export function applyPositions(state: BoardState, tuples: readonly PositionTuple[]): BoardState {
  return withPositions(state, tuples.map(positionFrom));
}

/** Rows that were read by `GET`: the same rule. */
export const withPositions = (state: BoardState, rows: readonly Position[]): BoardState => ({ ...state, positions: newestOf(state.positions, rows) });

/** What changed in the reach of units. */
export function applyPresence(state: BoardState, at: string, tuples: readonly ReachTuple[]): BoardState {
  return { ...state, presence: withReach(state.presence, tuples.map((tuple) => reachFrom(tuple, at))) };
}

/** Adds a log that was read by `GET` to what has arrived on the feed meanwhile. */
export function withLog(state: BoardState, incidentId: string, entries: readonly LogEntry[]): BoardState {
  const logs = new Map(state.logs);
  logs.set(incidentId, joinLog(logs.get(incidentId) ?? [], entries));
  return { ...state, logs };
}

export interface Rows {
  incidents?: readonly Incident[];
  taskings?: readonly Tasking[];
  units?: readonly Unit[];
  thrive?: readonly Thrive[];
}

/** Rows that were read by `GET`, for instance an incident of another pod: kept where they are newer than what is held. */
export function withRows(state: BoardState, rows: Rows): BoardState {
  const next = { incidents: new Map(state.incidents), taskings: new Map(state.taskings), thrive: new Map(state.thrive) };
  const draft: Draft = {};
  for (const row of rows.incidents ?? []) keepNewest(next.incidents, row);
  for (const row of rows.taskings ?? []) keepNewest(next.taskings, row);
  for (const row of rows.units ?? []) changeUnit(state, draft, row);
  for (const row of rows.thrive ?? []) next.thrive.set(row.id, row);
  return { ...state, ...next, ...draft };
}
