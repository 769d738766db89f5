// The board's live line: socket, receiver and picture, and the judgement whether anybody is still there.
import { feedPage } from "../../api/feeds.ts";
import { isDeaf, type Liveness, livenessAt } from "../../domain/board/liveness.ts";
import { type Link, type LinkState, openLink, type Overdue } from "../../sync/link.ts";
import { createReceiver } from "../../sync/receiver.ts";
import { settable, type Watched } from "../../ui/watched.ts";
import type { BoardPicture } from "./picture.ts";
import type { RoomClock } from "./room-clock.ts";

const SILENCE_MS = 5_000;
const JUDGE_EVERY_MS = 250;
const PRUNE_EVERY_MS = 60_000;
/** The server says every two seconds what is overdue; who has told nothing for so long is dead, or has nothing to tell. */
const OVERDUE_FOR_MS = 6_000;

export type LineState = Liveness & {
  /** When the feed was last heard, by the room's clock; null if never. */
  heard_at: number | null;
  signed_out: string | null;
};

export interface LiveLine {
  state: Watched<LineState>;
  /** The feed has been dead for long enough that whoever looks elsewhere must hear of it. */
  deaf: Watched<boolean>;
  /** What the server has not done in time: while it lasts, silence on this board proves nothing. */
  overdue: Watched<Overdue[]>;
  /** Other pods are watched from now on: new rooms and a new snapshot. */
  podsChanged: () => void;
  /** Fetches what a command of our own has just caused, in case the socket is slow or dead. */
  catchUp: () => void;
  close: () => void;
}

interface LineOptions {
  picture: BoardPicture;
  clock: RoomClock;
  pods: () => string[] | "all";
  connect?: typeof openLink;
}

export function openLine({ picture, clock, pods, connect = openLink }: LineOptions): LiveLine {
  const receiver = createReceiver(picture, { page: feedPage });
  const startedAt = performance.now();
  let heardAt: number | null = null;
  let heardClock: number | null = null;
  let signedOut: string | null = null;
  const state = settable<LineState>({ state: "starting", heard_at: null, signed_out: null });
  const deaf = settable(false);
  const overdue = settable<Overdue[]>([]);
  let overdueAt = 0;

  // A failed reading is tried again by the next beat: the numbers will still be ahead of ours.
  const quietly = (work: Promise<void>): void => void work.catch(() => undefined);

  // A server that speaks while its picture cannot be read would show an empty board as a quiet shift: only a whole picture lives.
  function heard(): void {
    if (picture.isWanting()) return;
    heardAt = performance.now();
    heardClock = clock.read();
  }

  // A beat comes every second, and a snapshot of all London may take some: they must not ask for one each.
  let beginning: Promise<void> | null = null;
  function startOver(why: string): Promise<void> {
    beginning ??= receiver.startOver(why).then(heard).finally(() => { beginning = null; });
    return beginning;
  }

  // Positions are in no feed: what was told while the line was down is read by itself, after each connect, until it was.
  let connects = 0;
  let caughtUp = 0;
  let isReading = false;
  function catchUpPositions(): void {
    if (caughtUp === connects || isReading) return;
    const through = connects;
    isReading = true;
    quietly(picture.readPositions().then(() => { caughtUp = through; }).finally(() => { isReading = false; }));
  }

  function judge(): void {
    const liveness = livenessAt(heardAt, startedAt, performance.now());
    state.set({ ...liveness, heard_at: heardClock, signed_out: signedOut });
    if (deaf.get() !== isDeaf(liveness)) deaf.set(isDeaf(liveness));
    if (overdue.get().length > 0 && performance.now() - overdueAt > OVERDUE_FOR_MS) overdue.set([]);
  }

  // A socket that opens proves nothing: a server that is stuck also accepts it. Only what it says counts as heard.
  function onState(next: LinkState): void {
    if (next.kind === "signed-out") signedOut = next.reason;
    judge();
  }

  function onNumbers(feeds: Record<string, number>): void {
    heard();
    catchUpPositions();
    const missing = Object.keys(feeds).some((feed) => picture.cursor(feed) === undefined);
    quietly(missing ? startOver("a feed we have no snapshot of") : receiver.heard(feeds));
  }

  const link: Link = connect({
    watch: () => ({ pods: pods() }),
    silenceMs: SILENCE_MS,
    onState,
    onWatching: (told) => {
      heard();
      clock.told(told.server_time);
      const other = told.epoch !== picture.held().epoch;
      // A snapshot that is read from here on has every position; any other was read before this line was up.
      if (!other || beginning) connects += 1;
      quietly(other ? startOver("another epoch") : Promise.resolve(onNumbers(told.feeds)));
    },
    onFrame: (frame) => {
      heard();
      quietly(receiver.take(frame));
    },
    onNumbers,
    onPositions: (at, positions) => {
      heard();
      clock.told(at);
      picture.positions(positions);
    },
    onPresence: (at, presence) => {
      heard();
      picture.presence(at, presence);
    },
    onOverdue: (items) => {
      overdueAt = performance.now();
      overdue.set(items);
    },
  });

  const judging = setInterval(judge, JUDGE_EVERY_MS);
  const pruning = setInterval(() => picture.prune(clock.read()), PRUNE_EVERY_MS);

  return {
    state,
    deaf,
    overdue,
    podsChanged: () => {
      link.watch();
      quietly(receiver.startOver("other pods").then(heard));
    },
    catchUp: () => {
      for (const feed of Object.keys(picture.held().feeds)) quietly(receiver.catchUp(feed));
    },
    close: () => {
      clearInterval(judging);
      clearInterval(pruning);
      link.close();
    },
  };
}
