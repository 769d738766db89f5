// What is drawn, reckoned once for all parts: when rows change, when the clock moves on, when a filter changes.
import { type CloseBy, closeBy } from "../../domain/board/close-by.ts";
import { callsFromElsewhere, isFollowed } from "../../domain/board/calls.ts";
import { declinedOf } from "../../domain/board/declined.ts";
import { type Counts, countsOf } from "../../domain/board/counts.ts";
import { isUnawareOfEnd } from "../../domain/board/ladder.ts";
import { alarmedNotices, type Said } from "../../domain/board/notices.ts";
import { allRows, type QueueRow, queueOf } from "../../domain/board/queue.ts";
import type { BoardState } from "../../domain/board/state.ts";
import { type UnitRow, unitRows, unitsOf } from "../../domain/board/units.ts";
import type { Ahead, Call, Codes, Emergency, Tasking } from "../../domain/rows.ts";
import { settable, type Watched } from "../../ui/watched.ts";
import type { DeskState } from "./desk-state.ts";
import type { BoardPicture } from "./picture.ts";
import type { RoomClock } from "./room-clock.ts";

export interface View {
  now: number;
  state: BoardState;
  rows: ReadonlyMap<string, QueueRow>;
  queue: readonly QueueRow[];
  allUnits: ReadonlyMap<string, UnitRow>;
  units: readonly UnitRow[];
  counts: Counts;
  /** Open ones: not acknowledged first, then the oldest. */
  emergencies: readonly Emergency[];
  /** Taskings that nobody answers, the gravest first: those in nobody's hand before the others. */
  unanswered: readonly Tasking[];
  /** The same of other pods, where a supervisor is called and nobody there sees to it. */
  elsewhere: readonly Call[];
  /** Taskings that a crew declined and nobody has seen to, the oldest first. */
  declined: readonly Tasking[];
  /** Messages that crews have not read in time, the gravest first: in nobody's hand before the others. */
  unread: readonly Said[];
  ahead: readonly Ahead[];
  /** Units on the way that are near the place of their job already. */
  close: CloseBy;
}

function openEmergencies(state: BoardState): Emergency[] {
  return [...state.emergencies.values()]
    .filter((row) => row.closed_at === null)
    .sort(
      (one, other) =>
        Number(one.acknowledged_at !== null) - Number(other.acknowledged_at !== null) || Date.parse(one.received_at) - Date.parse(other.received_at),
    );
}

const GRAVITY: Readonly<Record<string, number>> = { amber: 0, voice: 1, supervisor: 2 };

function unanswered(state: BoardState): Tasking[] {
  const weight = (row: Tasking): number => (GRAVITY[row.alarm ?? ""] ?? -1) - (row.alarm_acknowledged_at ? 10 : 0);
  return [...state.taskings.values()]
    .filter((row) => row.alarm !== null && (row.ended_at === null || isUnawareOfEnd(row)) && isFollowed(state, row))
    .sort((one, other) => weight(other) - weight(one) || one.assigned_at.localeCompare(other.assigned_at));
}

export function reckon(state: BoardState, codes: Codes, desk: DeskState, now: number, before: CloseBy = new Map()): View {
  const rows = allRows(state, now);
  const all = unitRows(state, codes, now);
  return {
    now,
    state,
    rows: new Map(rows.map((row) => [row.incident.id, row])),
    queue: queueOf(rows, state, codes, desk.queue.get()),
    allUnits: new Map(all.map((row) => [row.unit.id, row])),
    units: unitsOf(all, desk.units.get(), codes),
    counts: countsOf(rows, all, state.pods),
    emergencies: openEmergencies(state),
    unanswered: unanswered(state),
    elsewhere: callsFromElsewhere(state),
    declined: declinedOf(state),
    unread: alarmedNotices(state.notices.values()),
    ahead: [...state.ahead.values()].filter((row) => row.settled_at === null),
    close: closeBy(before, all, now),
  };
}

export function createView(picture: BoardPicture, clock: RoomClock, desk: DeskState, codes: Codes): Watched<View> & { stop: () => void } {
  let close: CloseBy = new Map();
  function again(): View {
    const next = reckon(picture.shown.get(), codes, desk, clock.now.get(), close);
    close = next.close;
    return next;
  }
  const view = settable(again());
  const sources: Watched<unknown>[] = [picture.shown, clock.now, desk.queue, desk.units];
  const leave = sources.map((source) => source.subscribe(() => view.set(again())));
  return { get: view.get, subscribe: view.subscribe, stop: () => leave.forEach((stop) => stop()) };
}
