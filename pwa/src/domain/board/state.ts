/**
 * What a board knows: the whole rows of the feeds it watches, each at its highest revision.
 * Old snapshot + messages = new snapshot (docs/messages.md, section 1).
 */
import type { Ahead, Call, Emergency, Incident, LogEntry, Notice, Position, Tasking, Thrive, Unit, Zone } from "../rows.ts";
import { type Reach, reachFrom, type ReachTuple, withReach } from "./reach.ts";

export interface BoardState {
  epoch: string;
  /** Pod codes, or every pod of the force. */
  pods: readonly string[];
  /** The last number applied of each feed, as `board:CE`. */
  feeds: Readonly<Record<string, number>>;
  units: ReadonlyMap<string, Unit>;
  positions: ReadonlyMap<string, Position>;
  incidents: ReadonlyMap<string, Incident>;
  taskings: ReadonlyMap<string, Tasking>;
  /** By id: every version of the incidents that are shown. */
  thrive: ReadonlyMap<string, Thrive>;
  emergencies: ReadonlyMap<string, Emergency>;
  /** By tasking: for which a supervisor is called, of every pod. */
  calls: ReadonlyMap<string, Call>;
  /** By unit: whether a tasking would get to its crew. */
  presence: ReadonlyMap<string, Reach>;
  /** Devices that hold more than the database, which was restored. */
  ahead: ReadonlyMap<string, Ahead>;
  /** Hazard areas and event zones, also such as have ended since the snapshot. */
  zones: ReadonlyMap<string, Zone>;
  /** What crews were told to read, one row for each crew. */
  notices: ReadonlyMap<string, Notice>;
  /** By incident, in the order of their numbers. Only what was loaded or has arrived since. */
  logs: ReadonlyMap<string, readonly LogEntry[]>;
}

export interface BoardSnapshot {
  epoch: string;
  server_time: string;
  pods: string[];
  feeds: Record<string, number>;
  units: Unit[];
  positions: Position[];
  incidents: Incident[];
  taskings: Tasking[];
  /** Absent from a server of an older version. */
  thrive?: Thrive[];
  emergencies: Emergency[];
  /** Absent from a server of an older version. */
  calls?: Call[];
  presence: ReachTuple[];
  ahead: Ahead[];
  /** Absent from a server of an older version. */
  zones?: Zone[];
  notices?: Notice[];
}

function byId<Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** The state of a board that has read nothing yet. */
export const emptyBoard: BoardState = {
  epoch: "",
  pods: [],
  feeds: {},
  units: new Map(),
  positions: new Map(),
  incidents: new Map(),
  taskings: new Map(),
  thrive: new Map(),
  emergencies: new Map(),
  calls: new Map(),
  presence: new Map(),
  ahead: new Map(),
  zones: new Map(),
  notices: new Map(),
  logs: new Map(),
};

/** Until the first snapshot has come, nothing here says anything about who is on duty or what is open. */
export const isRead = ({ epoch }: BoardState): boolean => epoch !== emptyBoard.epoch;

/**
 * Of each unit the position that was measured last. Of the same fix the row that comes holds, which tells of a member who has walked
 * away, or of a doubt; and a doubt that is known stays, for only another fix takes it away.
 */
export function newestOf(held: BoardState["positions"], rows: Iterable<Position>): Map<string, Position> {
  const positions = new Map(held);
  for (const row of rows) {
    const before = positions.get(row.unit_id);
    const later = before ? Date.parse(row.fixed_at) - Date.parse(before.fixed_at) : 1;
    if (later > 0) positions.set(row.unit_id, row);
    else if (later === 0) positions.set(row.unit_id, { ...row, doubted_at: row.doubted_at ?? before?.doubted_at ?? null });
  }
  return positions;
}

/**
 * Start, or start over, from a snapshot. The logs that are open stay: log entries are only ever added. What the socket told while
 * the snapshot was on its way, of the reach or the place of a unit, is newer, and stays too.
 */
export function fromSnapshot(snapshot: BoardSnapshot, logs: BoardState["logs"] = new Map(), told: Pick<BoardState, "presence" | "positions"> = emptyBoard): BoardState {
  const read = new Set(snapshot.positions.map((row) => row.unit_id));
  const stillTold = [...told.positions].filter(([id, row]) => read.has(id) || row.received_at > snapshot.server_time);
  const presence = snapshot.presence.map((row) => reachFrom(row, snapshot.server_time));
  return {
    epoch: snapshot.epoch,
    pods: [...snapshot.pods].sort(),
    feeds: { ...snapshot.feeds },
    units: byId(snapshot.units),
    positions: newestOf(new Map(stillTold), snapshot.positions),
    incidents: byId(snapshot.incidents),
    taskings: byId(snapshot.taskings),
    thrive: byId(snapshot.thrive ?? []),
    emergencies: byId(snapshot.emergencies),
    calls: byId(snapshot.calls ?? []),
    presence: withReach(new Map([...told.presence].filter(([, reach]) => reach.told_at > snapshot.server_time)), presence),
    ahead: byId(snapshot.ahead),
    zones: byId(snapshot.zones ?? []),
    notices: byId(snapshot.notices ?? []),
    logs,
  };
}
