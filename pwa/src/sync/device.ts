// The device as one thing: what it keeps, its link, its sender and its receiver, tied together.
import { command, type CommandBody } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { feedPage } from "../api/feeds.ts";
import { currentSession, signOut as endSession } from "../api/session.ts";
import { alertKey, type Alert } from "../domain/alerts.ts";
import { briefOf } from "../domain/brief.ts";
import type { CommandFields, CommandKind, Waiting } from "../domain/commands.ts";
import type { Fix } from "../domain/dead-reckoning.ts";
import { needKey, withNeed, type Need } from "../domain/needs.ts";
import type { Card, CommandAnswer, Id, Session } from "../domain/rows.ts";
import type { Store } from "../store/store.ts";
import { settable, type Watched } from "../watch/watched.ts";
import { nothingKept, readKept, viewOf, type Kept, type Phase, type View } from "./kept.ts";
import { openLink, type Link, type LinkState } from "./link.ts";
import { handsetPicture } from "./picture.ts";
import { createReceiver } from "./receiver.ts";
import { createSender } from "./sender.ts";

export interface Device {
  view: Watched<View>;
  store: Store;
  /** Keeps the command on the device, shows it at once, and sends it as soon as somebody can be reached. */
  act: <K extends CommandKind>(kind: K, fields: CommandFields[K]) => Promise<void>;
  /** Book-on and book-off need the control room's answer before anything else makes sense. */
  ask: (kind: "book_on" | "book_off", body: CommandBody & Record<string, unknown>) => Promise<CommandAnswer>;
  confirmRead: (card: Card) => Promise<void>;
  alertGiven: (alert: Alert) => Promise<void>;
  dealtWith: (need: Need) => Promise<void>;
  signedIn: (session: Session) => Promise<void>;
  signOut: () => Promise<void>;
  /** Forgets what another officer left here unsent. */
  discard: () => Promise<void>;
  sendFixes: (fixes: Fix[]) => Promise<boolean>;
}

const RETRY_MS = 15_000;

export async function startDevice(store: Store, deviceId: Id): Promise<Device> {
  const page = crypto.randomUUID();
  const tabs = new BroadcastChannel("bluelamp");
  let kept: Kept = nothingKept;
  let phase: Phase = "opening";
  let linkState: LinkState = { kind: "connecting" };
  let link: Link | null = null;
  // What the disk refused is held here and sent from here; the officer is told not to close the app.
  let unsaved: Waiting[] = [];

  const view = settable(viewOf(kept, phase, linkState, false));
  const draw = (): void => view.set(viewOf({ ...kept, outbox: [...kept.outbox, ...unsaved] }, phase, linkState, unsaved.length > 0));
  const enter = (next: Phase): void => { phase = next; draw(); };

  // Without a session nothing of the duty is shown, also after a restart without a network; what waits stays.
  async function sessionOver(): Promise<void> {
    await store.forget("session");
    disconnect();
    await changed();
    enter("signed-out");
  }

  async function reload(): Promise<void> {
    kept = await readKept(store, Date.now());
    draw();
  }

  async function changed(): Promise<void> {
    await reload();
    tabs.postMessage("changed");
  }

  const picture = handsetPicture({
    store, kept: () => kept, reload: changed, now: Date.now,
    stored: (feed, through) => link?.ack(feed, through, deviceId),
    dutyEnded,
  });
  const receiver = createReceiver(picture, { page: feedPage });

  const sender = createSender({
    outbox: async () => [...(await store.outbox()), ...unsaved],
    send: command, settle, signedOut: () => void sessionOver(), locks: navigator.locks,
    settled: () => {
      link?.nudge();
      void quietly(confirmAnswered);
    },
    clock: () => ({ page, monotonic: performance.now(), wall: Date.now() }),
  });

  // An answered command stays on top of the picture until the feed has told of it; otherwise a
  // button would jump back for a moment and invite a second tap.
  async function settle(waiting: Waiting, need: Need | null): Promise<void> {
    if (need) await store.update("needs", (held) => withNeed(held ?? [], need));
    unsaved = unsaved.filter(({ id }) => id !== waiting.id);
    const stored = kept.outbox.some(({ id }) => id === waiting.id) || (await store.outbox()).some(({ id }) => id === waiting.id);
    if (stored && need) await store.dequeue([waiting.n]);
    else if (stored) await store.markAnswered(waiting);
    await changed();
  }

  async function confirmAnswered(): Promise<void> {
    const answered = (await store.outbox()).filter(({ state }) => state === "answered").map(({ n }) => n);
    const feed = kept.handset?.feed;
    if (feed) await receiver.catchUp(feed);
    else await receiver.startOver("no feed yet");
    await store.dequeue(answered);
    await changed();
  }

  /** Runs what may fail for want of a network: the timer will come by again. */
  async function quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await sessionOver();
      else if (error instanceof ApiError && error.status === 403) enter("no-handset");
    }
  }

  async function act<K extends CommandKind>(kind: K, fields: CommandFields[K]): Promise<void> {
    const made = { kind, fields, id: crypto.randomUUID(), occurredAt: new Date().toISOString(), tapped: { page, at: performance.now() } } as Omit<Waiting, "n" | "state">;
    try {
      await store.enqueue(made as Waiting);
    } catch {
      unsaved = [...unsaved, { ...made, n: Number.MAX_SAFE_INTEGER, state: "waiting" } as Waiting];
    }
    await changed();
    void sender.flush();
  }

  async function note(key: string): Promise<void> {
    await store.update("alerts", (held) => [...(held ?? []).slice(-200), key]);
    await changed();
  }

  async function dutyEnded(): Promise<void> {
    await sender.flush();
    const { session, codes, needs } = kept;
    const waiting = (await store.outbox()).filter(({ state }) => state === "waiting");
    await store.wipe();
    if (session) await store.update("session", () => session);
    if (codes) await store.update("codes", () => codes);
    await store.update("needs", () => needs);
    for (const command of waiting) await store.enqueue(command);
    await changed();
    void quietly(() => receiver.startOver("the duty ended"));
  }

  function connect(): void {
    link ??= openLink({
      watch: () => ({ device_id: deviceId }),
      heartbeat: () => ({ device_id: deviceId, visible: document.visibilityState === "visible", ...(kept.handset?.duty ? { duty_id: kept.handset.duty.id } : {}) }),
      silenceMs: 8_000,
      lastHeardAt: kept.heardAt ? Date.parse(kept.heardAt) : undefined,
      onState: linkChanged,
      onWatching: (watching) => void quietly(() => watched(watching)),
      onFrame: (frame) => void quietly(() => receiver.take(frame)),
      onNumbers: (feeds) => void quietly(() => receiver.heard(feeds)),
    });
  }

  function linkChanged(state: LinkState): void {
    const cameBack = state.kind === "live" && linkState.kind !== "live";
    linkState = state;
    if (state.kind === "signed-out") void leave();
    if (cameBack) void sender.flush();
    draw();
  }

  // The socket says that it is over; the session itself has the last word. What waits is kept for the
  // officer's return.
  async function leave(): Promise<void> {
    disconnect();
    await quietly(async () => {
      if (!(await currentSession())) await sessionOver();
    });
  }

  async function watched({ epoch, feeds }: { epoch: string; feeds: Record<string, number> }): Promise<void> {
    const held = kept.handset;
    const ours = held?.feed && held.feed in feeds;
    const noneOnBoth = held && !held.feed && !Object.keys(feeds).length;
    if (!held || held.epoch !== epoch || !(ours || noneOnBoth)) return receiver.startOver("another duty or epoch");
    await receiver.heard(feeds);
    if (held.feed) link?.ack(held.feed, kept.handset?.seq ?? held.seq, deviceId);
  }

  function disconnect(): void {
    link?.close();
    link = null;
    linkState = { kind: "connecting" };
  }

  async function open(): Promise<void> {
    await reload();
    // What the device knows is shown at once; the network may take its time.
    if (kept.handset && kept.session) {
      enter("ready");
      connect();
    }
    await quietly(freshen);
    if (phase === "opening") enter("signed-out");
  }

  async function freshen(): Promise<void> {
    const session = await currentSession();
    if (!session) return sessionOver();
    await store.update("session", () => session);
    await receiver.startOver("start");
    enter("ready");
    connect();
    void sender.flush();
  }

  function tick(): void {
    if (phase !== "ready") return;
    connect();
    link?.nudge();
    void sender.flush();
    const feed = kept.handset?.feed;
    // Some networks let HTTP through and no socket: the feed still comes, a little later.
    if (linkState.kind !== "live" && feed) void quietly(() => receiver.catchUp(feed));
  }

  tabs.onmessage = () => void reload();
  setInterval(tick, RETRY_MS);
  for (const event of ["online", "pageshow"]) addEventListener(event, tick);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") tick(); });
  void open();

  return {
    view, store, act,
    ask: async (kind, body) => {
      const answer = await command(kind, body);
      if (answer.outcome !== "done") return answer;
      if (kind === "book_off") await dutyEnded();
      else await receiver.startOver(kind);
      link?.watch();
      return answer;
    },
    confirmRead: async (card) => {
      await store.update("briefs", (held) => ({ ...held, [card.id]: briefOf(card) }));
      await act("mark_read", { tasking_id: card.id, brief_revision: card.brief_revision });
    },
    alertGiven: async (alert) => {
      await note(alertKey(alert));
    },
    dealtWith: async (need) => {
      await store.update("needs", (held) => (held ?? []).filter(({ id }) => id !== need.id));
      await note(needKey(need.id));
    },
    signedIn: async (session) => {
      const other = kept.handset && kept.handset.officer.id !== session.officer.id;
      if (other) await store.wipe();
      await store.update("session", () => session);
      await reload();
      await quietly(freshen);
    },
    signOut: async () => {
      await quietly(endSession);
      disconnect();
      await store.wipe();
      await changed();
      enter("signed-out");
    },
    discard: async () => { await store.wipe(); await changed(); },
    sendFixes: async (fixes) => (await link?.sendFixes(fixes)) ?? false,
  };
}
