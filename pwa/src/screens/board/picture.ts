// The board's picture in memory, filled by the receiver. However fast messages come, the screen is drawn at a pace
// that a person can follow and a machine can hold.
import { get } from "../../api/client.ts";
import { prune } from "../../domain/board/projection.ts";
import { applyMessages, applyPositions, applyPresence, withLog, withPositions, withRows, type Rows } from "../../domain/board/reducer.ts";
import type { ReachTuple } from "../../domain/board/reach.ts";
import { type BoardSnapshot, type BoardState, emptyBoard, fromSnapshot } from "../../domain/board/state.ts";
import type { LogEntry, Position } from "../../domain/rows.ts";
import type { PositionTuple } from "../../sync/link.ts";
import type { Picture } from "../../sync/receiver.ts";
import { settable, type Watched } from "../../ui/watched.ts";

/** A hidden tab gets no frames, yet its title must still turn to an alarm. */
const WITHOUT_FRAMES_MS = 250;

/** A thousand units send dozens of changes a second: they are drawn together. */
const BETWEEN_DRAWINGS_MS = 100;

export interface BoardPicture extends Picture {
  shown: Watched<BoardState>;
  /** What is held, also before it is drawn. */
  held: () => BoardState;
  /** There is no snapshot yet, or a newer one is wanted and has not come: what is held is not the whole picture. */
  isWanting: () => boolean;
  positions: (tuples: PositionTuple[]) => void;
  /** Where all are by now: what was told by a line that was down is told by nobody again. */
  readPositions: () => Promise<void>;
  presence: (at: string, tuples: ReachTuple[]) => void;
  addLog: (incidentId: string, entries: LogEntry[]) => void;
  addRows: (rows: Rows) => void;
  prune: (now: number) => void;
}

export interface PictureOptions {
  pods: () => string[] | "all";
  onServerTime: (instant: string) => void;
  read?: (path: string) => Promise<BoardSnapshot>;
  readPositions?: (path: string) => Promise<{ positions: Position[] }>;
}

const podsAsked = (pods: string[] | "all"): string => `pods=${pods === "all" ? "all" : pods.map(encodeURIComponent).join(",")}`;

export function createPicture(options: PictureOptions): BoardPicture {
  const read = options.read ?? ((path: string) => get<BoardSnapshot>(path, { timeoutMs: 20_000 }));
  const readPositions = options.readPositions ?? ((path: string) => get<{ positions: Position[] }>(path, { timeoutMs: 20_000 }));
  const shown = settable<BoardState>(emptyBoard);
  let held = emptyBoard;
  let waiting = false;
  let wanting = true;
  let drawnAt = -BETWEEN_DRAWINGS_MS;

  function draw(): void {
    if (!waiting) return;
    waiting = false;
    drawnAt = performance.now();
    shown.set(held);
  }

  function keep(next: BoardState): void {
    held = next;
    if (waiting) return;
    waiting = true;
    const rest = Math.max(0, drawnAt + BETWEEN_DRAWINGS_MS - performance.now());
    setTimeout(() => requestAnimationFrame(draw), rest);
    setTimeout(draw, rest + WITHOUT_FRAMES_MS);
  }

  return {
    shown,
    held: () => held,
    isWanting: () => wanting,
    cursor: (feed) => (feed in held.feeds ? { epoch: held.epoch, seq: held.feeds[feed] ?? 0 } : undefined),
    apply: (feed, messages) => keep(applyMessages(held, feed, messages)),
    startOver: async () => {
      wanting = true;
      const snapshot = await read(`/api/board?${podsAsked(options.pods())}`);
      options.onServerTime(snapshot.server_time);
      const isSameLife = snapshot.epoch === held.epoch;
      keep(fromSnapshot(snapshot, isSameLife ? held.logs : new Map(), held));
      wanting = false;
    },
    readPositions: async () => keep(withPositions(held, (await readPositions(`/api/board/positions?${podsAsked(options.pods())}`)).positions)),
    positions: (tuples) => keep(applyPositions(held, tuples)),
    presence: (at, tuples) => keep(applyPresence(held, at, tuples)),
    addLog: (incidentId, entries) => keep(withLog(held, incidentId, entries)),
    addRows: (rows) => keep(withRows(held, rows)),
    prune: (now) => keep(prune(held, now)),
  };
}
