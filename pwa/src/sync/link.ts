// The one socket of a surface. Frames are a hint that carries numbers: what a frame did not bring,
// the receiver fetches. So this file only has to be honest about whether anybody is there.
import { io, type Socket } from "socket.io-client";
import type { ReachTuple } from "../domain/board/reach.ts";
import type { Around, Member, Message } from "../domain/rows.ts";

export type LinkState =
  | { kind: "connecting" }
  | { kind: "live"; heardAt: number }
  | { kind: "dead"; since: number }
  | { kind: "signed-out"; reason: string };

export interface Frame {
  feed: string;
  epoch: string;
  messages: Message[];
}

export interface Watching {
  epoch: string;
  server_time: string;
  feeds: Record<string, number>;
}

export type PositionTuple = [
  unitId: string, lon: number, lat: number, fixedAt: string, receivedAt: string,
  accuracyM: number | null, speedMps: number | null, heading: number | null, source: string, members?: Member[],
  battery?: number | null, doubtedAt?: string | null, inPod?: string | null,
];

export type Overdue = [what: "escalation" | "push", since: string];

export interface LinkOptions {
  /** What to ask for on every connect: `{pods}` for a board, `{device_id}` for a handset. */
  watch: () => Record<string, unknown>;
  /** A handset's heartbeat; a board leaves it out and is given a beat. */
  heartbeat?: () => Record<string, unknown>;
  /** Silence after which the link is dead: 5 s for a board; a handset's unanswered heartbeat counts 2 s. */
  silenceMs: number;
  onState: (state: LinkState) => void;
  onWatching: (watching: Watching) => void;
  onFrame: (frame: Frame) => void;
  /** The last numbers that the server knows, from a beat or a heartbeat's answer. */
  onNumbers: (feeds: Record<string, number>) => void;
  onPositions?: (at: string, positions: PositionTuple[]) => void;
  onPresence?: (at: string, presence: ReachTuple[]) => void;
  /** What the server itself has not done in time, and since when. */
  onOverdue?: (items: Overdue[]) => void;
  /** When the surface last heard from the server before this page was opened. */
  lastHeardAt?: number | undefined;
  now?: () => number;
  connect?: typeof io;
}

type Beat = { ok?: boolean; feeds: Record<string, number> };

export interface Link {
  /** Ask again for the feeds, for instance after book-on. */
  watch: () => void;
  /** Something says that the network is back: do not wait for the next turn. */
  nudge: () => void;
  /** Say now how things stand: the page is about to be put away. */
  beat: () => void;
  ack: (feed: string, through: number, deviceId: string) => void;
  /** True when the server has stored the fixes. */
  sendFixes: (fixes: unknown[]) => Promise<boolean>;
  /** Colleagues on the same jobs and close by; null when nobody answers, or it was asked too soon. */
  around: () => Promise<Around | null>;
  close: () => void;
}

const HEARTBEAT_MS = 5_000;
const HEARTBEAT_ANSWER_MS = 2_000;
/** Thousands may ask at the same time to be let in. */
const WATCH_ANSWER_MS = 8_000;
const WATCH_AGAIN_MS = 2_000;
const STUCK_MS = 15_000;
/** Heartbeats without an answer after which a socket is given up: one may be lost in a server's bad moment. */
const MISSES = 2;
/** What is slow for one handset is slow for thousands, and they must not all come anew in the same moment. */
const SPREAD_MS = 2_000;

export function openLink(options: LinkOptions): Link {
  const now = options.now ?? Date.now;
  const connect = options.connect ?? io;
  let state: LinkState = { kind: "connecting" };
  let heardAt = options.lastHeardAt ?? now();
  let closed = false;

  // A half-open socket can still deliver callbacks after we have given it up and opened another:
  // whatever belongs to an older round is dropped.
  let round = 0;
  let openedAt = 0;
  // When this socket last brought anything, be it that nobody carries the feed: there is somebody at the other end.
  let answeredAt = 0;
  let misses = 0;
  let socket: Socket = open();
  const beating = setInterval(beat, HEARTBEAT_MS);
  const watching = setInterval(listen, 1_000);

  function open(): Socket {
    const mine = ++round;
    openedAt = answeredAt = now();
    misses = 0;
    const current = (handler: (...heard: never[]) => void) => (...heard: unknown[]) => {
      if (mine === round && !closed) handler(...(heard as never[]));
    };
    const opened = connect({
      path: "/socket.io/",
      transports: ["websocket"],
      withCredentials: true,
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
      // A control room's restart must not bring every handset back in the same second.
      randomizationFactor: 0.7,
      timeout: 5_000,
    });
    opened.on("connect", current(() => { heard(); watch(); }));
    opened.on("disconnect", current(() => lost()));
    opened.on("connect_error", current(() => (opened.active ? lost() : signedOut("refused"))));
    opened.on("feed", current((frame: Frame) => { heard(); options.onFrame(frame); }));
    opened.on("beat", current((told: { feeds: Record<string, number> }) => { heard(); options.onNumbers(told.feeds); }));
    opened.on("positions", current((told: { at: string; positions: PositionTuple[] }) => {
      heard();
      options.onPositions?.(told.at, told.positions);
    }));
    opened.on("presence", current((told: { at: string; presence: ReachTuple[] }) => {
      heard();
      options.onPresence?.(told.at, told.presence);
    }));
    opened.on("overdue", current((told: { items: Overdue[] }) => options.onOverdue?.(told.items)));
    // Somebody else has booked this officer on.
    opened.on("crewed", current(() => watch()));
    opened.on("signed_out", current((told: { reason: string }) => signedOut(told.reason)));
    return opened;
  }

  function say(next: LinkState): void {
    state = next;
    options.onState(next);
  }

  function heard(): void {
    heardAt = answeredAt = now();
    say({ kind: "live", heardAt });
  }

  function lost(): void {
    if (state.kind === "dead" || state.kind === "signed-out") return;
    say({ kind: "dead", since: heardAt });
  }

  function signedOut(reason: string): void {
    round++;
    socket.disconnect();
    say({ kind: "signed-out", reason });
  }

  function watch(): void {
    const mine = round;
    socket.timeout(WATCH_ANSWER_MS).emit("watch", options.watch(), (late: Error | null, answer?: { ok: boolean; code?: string } & Watching) => {
      if (mine !== round || closed) return;
      if (late || !answer) return replaceSoon();
      answeredAt = now();
      if (answer.ok) options.onWatching(answer);
      else if (answer.code === "not_signed_in") signedOut(answer.code);
      // The control room is busy or without its database: a little later, and not all in the same moment.
      else setTimeout(() => { if (mine === round && !closed) watch(); }, WATCH_AGAIN_MS * (0.5 + Math.random()));
    });
  }

  function beat(): void {
    if (!options.heartbeat || !socket.connected) return;
    const mine = round;
    socket.timeout(HEARTBEAT_ANSWER_MS).emit("heartbeat", options.heartbeat(), (late: Error | null, answer?: Beat) => {
      if (mine !== round || closed) return;
      if (late || !answer) return missed();
      misses = 0;
      answeredAt = now();
      // The socket is well but nobody carries the feed: that is no link worth the name.
      if (answer.ok === false) return lost();
      heard();
      options.onNumbers(answer.feeds);
    });
  }

  // The officer is told at once; the socket is given up when it happens again.
  function missed(): void {
    lost();
    if (++misses >= MISSES) replaceSoon();
  }

  function listen(): void {
    const silent = state.kind === "live" && now() - heardAt > options.silenceMs;
    // A server in trouble may take the socket and never answer its hello.
    const stuck = state.kind !== "live" && state.kind !== "signed-out" && now() - answeredAt > STUCK_MS;
    if (silent || stuck) replace();
  }

  // Unless it is heard meanwhile.
  function replaceSoon(): void {
    lost();
    const mine = round;
    setTimeout(() => { if (mine === round && !closed && state.kind === "dead") replace(); }, SPREAD_MS * Math.random());
  }

  // A socket that says it is open while nobody answers is worse than a closed one: give it up.
  function replace(): void {
    lost();
    const given = socket;
    socket = open();
    given.disconnect();
  }

  return {
    watch: () => { if (socket.connected) watch(); },
    nudge: () => { if (!socket.connected && state.kind !== "signed-out" && now() - openedAt > 1_000) replace(); },
    beat,
    ack: (feed, through, deviceId) => { socket.volatile.emit("ack", { feed, through, device_id: deviceId }); },
    sendFixes: async (fixes) => {
      if (!socket.connected) return false;
      try {
        const answer = (await socket.timeout(5_000).emitWithAck("fixes", { fixes, sent_at: new Date() })) as { stored?: number };
        return answer.stored !== undefined;
      } catch {
        return false;
      }
    },
    around: async () => {
      if (!socket.connected) return null;
      try {
        const answer = (await socket.timeout(3_000).emitWithAck("around", {})) as { ok: boolean } & Around;
        return answer.ok ? answer : null;
      } catch {
        return null;
      }
    },
    close: () => {
      closed = true;
      clearInterval(beating);
      clearInterval(watching);
      socket.disconnect();
    },
  };
}
