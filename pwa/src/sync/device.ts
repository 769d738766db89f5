// The device as one thing: what it keeps, its link, its sender and its receiver, tied together.
import { whoIsAround } from "../api/around.ts";
import { postFixes } from "../api/fixes.ts";
import type { Around } from "../domain/rows.ts";
import { noteStored } from "../api/alerts.ts";
import { askedToWaitMs, command, type CommandBody } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { feedPage } from "../api/feeds.ts";
import { alertKey, shownKey, unshowableKey, type Alert } from "../domain/alerts.ts";
import { briefsOf, learned, type Briefs } from "../domain/brief.ts";
import { fromDevice, type CommandFields, type CommandKind } from "../domain/commands.ts";
import type { Fix } from "../domain/dead-reckoning.ts";
import { withPosition } from "../domain/handset.ts";
import { needKey, type Need } from "../domain/needs.ts";
import type { Card, CommandAnswer, Id, Session } from "../domain/rows.ts";
import type { Store } from "../store/store.ts";
import { settable, type Watched } from "../watch/watched.ts";
import { nothingKept, readKept, viewOf, type Kept, type Phase, type View } from "./kept.ts";
import type { Link, LinkState, Watching } from "./link.ts";
import { createOutgoing } from "./outgoing.ts";
import { handsetPicture } from "./picture.ts";
import { createReceiver } from "./receiver.ts";
import { createRetries } from "./retries.ts";
import { admit, leave, leaveBehind, revoked, sessionOf } from "./session.ts";

export interface Device {
  view: Watched<View>;
  store: Store;
  /** Keeps the command on the device, shows it at once, and sends it as soon as somebody can be reached. */
  act: <K extends CommandKind>(kind: K, fields: CommandFields[K]) => Promise<void>;
  /** Tries to send what waits; resolves when there is nothing left that can be sent now. */
  sendAll: () => Promise<void>;
  /** Book-on and book-off need the control room's answer before anything else makes sense. */
  ask: (kind: "book_on" | "book_off", body: CommandBody & Record<string, unknown>) => Promise<CommandAnswer>;
  confirmRead: (card: Card) => Promise<void>;
  /** The brief stands on the screen, in sight: told once for each state of it. */
  shown: (card: Card) => Promise<void>;
  /** This device cannot draw the brief: the control room is told, and never that it was shown. */
  cannotShow: (card: Card) => Promise<void>;
  alertGiven: (alert: Alert) => Promise<void>;
  dealtWith: (need: Need) => Promise<void>;
  /** False when unsent actions of somebody else lie here, which this person must decide about first. */
  signedIn: (session: Session) => Promise<boolean>;
  signOut: () => Promise<void>;
  /** Forgets what another officer left here unsent. */
  discard: () => Promise<void>;
  sendFixes: (fixes: Fix[]) => Promise<boolean>;
  /** Who is around, for an open map: by the socket, else asked for. */
  around: () => Promise<Around>;
  /** Whether a tap, or an answer that the officer has to deal with, lies in this page's memory and nowhere else. */
  isAlone: () => boolean;
  /** Fetches what is new: a push has come. */
  catchUp: () => Promise<void>;
  /** Counts how often the server has asked for new push subscriptions. */
  renewals: Watched<number>;
}

/** Without a socket the feed is asked for so often: a tasking must not take longer than 15 s that way (F19). */
const RETRY_MS = 12_000;
/** When everybody loses the link, they do not all ask in the same moment. */
const FIRST_LOOK_MS = 8_000;
/** A server that was busy for a moment is asked again before the timer comes by. */
const RETRY_SOON_MS = 2_000;
/** Off duty and without a socket it is asked so often whether there is a duty. */
const OFF_DUTY_LOOK_MS = 30_000;
const DRAWN_WITHIN_MS = 500;

/** The same width at which the screen shows two panes: a terminal in a vehicle. */
export const kindOfDevice = (): "handset" | "terminal" => (matchMedia("(min-width: 1000px)").matches ? "terminal" : "handset");

/** Seldom needed, so it is no part of what every start loads. */
const left = () => import("./left.ts");

/** When what was asked to be drawn stands there; a page out of sight draws nothing and is not waited for. */
const drawn = (): Promise<void> => new Promise((tell) => {
  setTimeout(tell, DRAWN_WITHIN_MS);
  requestAnimationFrame(() => setTimeout(tell));
});

export function startDevice(store: Store, deviceId: Id, unsent?: () => Promise<void>): Device {
  const tabs = new BroadcastChannel("bluelamp");
  let kept: Kept = nothingKept;
  let phase: Phase = "opening";
  let linkState: LinkState = { kind: "connecting" };
  let link: Link | null = null;
  let linked = 0;
  let lookedAt = Date.now();
  // Of which feeds the server told last, and how far they reach.
  let heard: Record<string, number> | null = null;
  // Nobody has said yet whether anybody is signed in.
  let unanswered = false;
  let trying: Promise<void> | undefined;

  const unshowable = new Set<string>();
  const renewals = settable(0);
  const picture = handsetPicture({
    store, kept: () => kept, reload: changed, now: Date.now, dutyEnded,
    renewAlerts: () => renewals.set(renewals.get() + 1),
    stored,
  });
  const receiver = createReceiver(picture, { page: (feed, after) => feedPage(feed, after, deviceId) });
  const outgoing = createOutgoing({ store, changed, quietly, catchUp, signedOut: () => void sessionOver(), unsent: stillWaits, owner: () => kept.session?.officer.id });
  const retries = createRetries(() => void outgoing.flush(), { firstMs: RETRY_SOON_MS, mostMs: RETRY_MS, askedMs: askedToWaitMs });
  const view = settable(viewOf(kept, phase, linkState, []));

  function draw(): void {
    const needs = outgoing.needs();
    view.set(viewOf({ ...kept, needs: [...kept.needs, ...needs] }, phase, linkState, outgoing.unsaved(), store.isFull() || needs.length > 0));
  }

  function enter(next: Phase): void {
    unanswered = false;
    phase = next;
    draw();
  }

  async function reload(): Promise<void> {
    // Of a disk that is gone nothing new is read; what is known, and what is done from here on, stays in sight.
    kept = await readKept(store, Date.now()).catch(() => kept);
    const learn = (known: Briefs = {}): Briefs | undefined => learned(kept.handset?.cards ?? [], known);
    const fresh = learn(kept.briefs);
    if (fresh) {
      kept.briefs = fresh;
      await quietly(() => store.update("briefs", learn));
    }
    draw();
  }

  async function changed(): Promise<void> {
    await reload();
    tabs.postMessage("changed");
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

  async function catchUp(): Promise<void> {
    link?.nudge();
    const feed = kept.handset?.feed;
    await (feed ? receiver.catchUp(feed) : receiver.startOver("start"));
  }

  // A push may come where no socket does: then what was stored is told the other way.
  async function caughtUpByPush(): Promise<void> {
    await catchUp();
    const held = kept.handset;
    if (linkState.kind !== "live" && held?.feed) await noteStored(held.feed, deviceId, held.seq);
  }

  // Without a session nothing of the duty is shown or kept; what waits stays for its owner.
  async function sessionOver(): Promise<void> {
    disconnect();
    await revoked(store).catch(() => {
      leaveBehind(outgoing.unsaved().length);
      outgoing.forget();
      kept = nothingKept;
    });
    await changed();
    enter("signed-out");
  }

  async function dutyEnded(): Promise<void> {
    await outgoing.flush();
    const { session, codes, needs, owner } = kept;
    // A report that came back is told again with the next duty; what it names does not stay until then.
    await store.wipeAllBut(() => ({ needs: needs.filter(({ kind }) => kind !== "returned"), ...(session && { session }), ...(codes && { codes }), ...(owner && { owner }) }));
    await changed();
    void quietly(() => receiver.startOver("start"));
  }

  async function stillWaits(): Promise<void> {
    // Whoever can try without us is asked once: as long as we live we keep to what the server asks of us.
    if (retries.soon()) await unsent?.();
  }

  async function note(key: string): Promise<void> {
    await quietly(() => store.update("alerts", (held) => [...(held ?? []).slice(-200), key]));
    await changed();
  }

  // The socket is a fifth of the whole app, and nobody waits for it to read a tasking: it comes when that stands on the screen.
  async function connect(): Promise<void> {
    const mine = ++linked;
    if (link) return;
    await drawn();
    const { openLink } = await import("./link.ts");
    // Signed out meanwhile, or asked twice.
    if (mine !== linked) return;
    link = openLink({
      watch: () => ({ device_id: deviceId, kind: kindOfDevice(), visible: document.visibilityState === "visible", ...held() }),
      heartbeat: () => ({ device_id: deviceId, visible: document.visibilityState === "visible", ...(kept.handset?.duty ? { duty_id: kept.handset.duty.id } : {}) }),
      silenceMs: 8_000,
      lastHeardAt: kept.heardAt ? Date.parse(kept.heardAt) : undefined,
      onState: linkChanged,
      onWatching: (watching) => { heard = watching.feeds; void quietly(() => watched(watching)); },
      onFrame: (frame) => void quietly(() => receiver.take(frame)),
      onNumbers: (feeds) => { heard = feeds; void quietly(() => receiver.heard(feeds)); },
    });
  }

  // A restored database may have forgotten what this device still holds: it tells, and the boards are told.
  function held(): { held?: { feed: string; epoch: string; seq: number } } {
    const { handset } = kept;
    return handset?.feed ? { held: { feed: handset.feed, epoch: handset.epoch, seq: handset.seq } } : {};
  }

  function disconnect(): void {
    linked++;
    link?.close();
    link = heard = null;
    linkState = { kind: "connecting" };
  }

  function linkChanged(state: LinkState): void {
    const cameBack = state.kind === "live" && linkState.kind !== "live";
    const wentAway = state.kind === "dead" && linkState.kind === "live";
    linkState = state;
    if (wentAway) setTimeout(lookWithoutLink, FIRST_LOOK_MS * Math.random());
    if (state.kind === "signed-out") void socketRefused();
    if (cameBack) void outgoing.flush();
    draw();
  }

  // The socket says that it is over; the session itself has the last word.
  async function socketRefused(): Promise<void> {
    disconnect();
    await quietly(async () => {
      if (!(await sessionOf(store))) await sessionOver();
    });
  }

  /** Whether we hold the picture of the duty of which the server tells, or of none where it tells of none. */
  function isOurs(feeds: Record<string, number>): boolean {
    const feed = kept.handset?.feed;
    return feed ? feed in feeds : kept.handset !== null && !Object.keys(feeds).length;
  }

  async function watched({ epoch, feeds }: Watching): Promise<void> {
    if (kept.handset?.epoch !== epoch || !isOurs(feeds)) return receiver.startOver("start");
    await receiver.heard(feeds);
    stored();
  }

  // Also what came as a whole: a tasking in a snapshot is as delivered as one in a frame.
  function stored(): void {
    const held = kept.handset;
    if (held?.feed) link?.ack(held.feed, held.seq, deviceId);
  }

  async function open(): Promise<void> {
    if (localStorage["bluelamp-left"]) await (await left()).forgetLeft(store);
    await reload();
    // What the device knows is shown at once; the network may take its time.
    if (kept.handset && kept.session) {
      enter("ready");
      void quietly(connect);
    }
    await begin();
  }

  // Without an answer all that can be shown is the sign-in, also to somebody who is signed in: it is asked again until there is one.
  const begin = (): Promise<void> => (trying ??= tried().finally(() => { trying = undefined; }));

  async function tried(): Promise<void> {
    unanswered = true;
    await quietly(freshen);
    if (phase !== "opening") return;
    enter("signed-out");
    unanswered = true;
  }

  async function freshen(): Promise<void> {
    const session = await sessionOf(store);
    if (!session) return sessionOver();
    if (!(await admit(store, session))) return shutOut();
    await store.update("session", () => session);
    if (await store.fact("lost")) await (await left()).tellOfLost(store);
    await receiver.startOver("start");
    enter("ready");
    void quietly(connect);
    void outgoing.flush();
  }

  // The sign-in screen says whose unsent actions lie here.
  async function shutOut(): Promise<void> {
    disconnect();
    await changed();
    enter("signed-out");
  }

  // Another tab or the worker has changed the store; it may have found out that nobody is signed in any more.
  async function told(): Promise<void> {
    await reload();
    if (phase !== "ready" || kept.session) return;
    disconnect();
    enter("signed-out");
  }

  // Heartbeats change nothing that is stored, but how old the picture is must be right after a restart.
  async function noteHeard(): Promise<void> {
    if (linkState.kind !== "live") return;
    const heardAt = new Date(linkState.heardAt).toISOString();
    await store.update("handset", (held) => held && { ...held, heardAt });
  }

  function tick(): void {
    if (phase !== "ready") return void (unanswered && begin());
    void noteHeard();
    void quietly(connect);
    link?.nudge();
    void outgoing.flush();
    void quietly(outgoing.confirmAnswered);
    lookWithoutLink();
    void quietly(lookAgain);
  }

  // Some networks let HTTP through and no socket: the feed still comes, a little later. Somebody off duty may be booked on by
  // a partner; those are the most, so each asks less often.
  function lookWithoutLink(): void {
    const isDue = kept.handset?.feed !== null || Date.now() - lookedAt > OFF_DUTY_LOOK_MS;
    if (phase !== "ready" || linkState.kind === "live" || !isDue) return;
    lookedAt = Date.now();
    void quietly(catchUp);
  }

  // A picture that could not be read when the duty changed is read again: a live link does not make up for it.
  async function lookAgain(): Promise<void> {
    if (linkState.kind !== "live" || !heard || isOurs(heard)) return;
    await receiver.startOver("start");
    link?.watch();
  }

  const act: Device["act"] = (kind, fields) => {
    retries.anew();
    return outgoing.act(kind, fromDevice(kind, fields, deviceId));
  };

  async function shown(card: Card): Promise<void> {
    const key = shownKey(card);
    // A card of our own making has no brief of the control room yet.
    if (!card.brief_revision || unshowable.has(unshowableKey(card)) || kept.alerts.includes(key)) return;
    // What stood here first is what a change is measured by, until somebody has read.
    await store.update("briefs", (known) => ({ ...briefsOf([card]), ...known }));
    await note(key);
    await act("mark_shown", { tasking_id: card.id, brief_revision: card.brief_revision });
  }

  // At once in memory: the frame after the next would tell that it stands on the screen.
  async function cannotShow(card: Card): Promise<void> {
    const key = unshowableKey(card);
    if (unshowable.has(key)) return;
    unshowable.add(key);
    if (kept.alerts.includes(key)) return;
    await note(key);
    const text = `The handset of ${kept.handset?.unit?.callsign ?? "the crew"} cannot show all of this tasking. Tell the crew by voice.`;
    await act("add_log", { entry_id: crypto.randomUUID(), incident_id: card.incident_id, text });
  }

  async function signedIn(session: Session): Promise<boolean> {
    // What was asked before the sign-in must not sign out again.
    await trying;
    await store.noteFact("signOutWaits", false);
    if (!(await admit(store, session))) return false;
    await store.update("session", () => session);
    await reload();
    await begin();
    return true;
  }

  async function ask(kind: "book_on" | "book_off", body: CommandBody & Record<string, unknown>): Promise<CommandAnswer> {
    const answer = await command(kind, body);
    if (answer.outcome !== "done") return answer;
    await (kind === "book_off" ? dutyEnded() : receiver.startOver(kind));
    link?.watch();
    return answer;
  }

  tabs.onmessage = () => void told();
  setInterval(tick, RETRY_MS);
  for (const event of ["online", "pageshow"]) addEventListener(event, tick);
  // A page that is put away says so while it still can: asleep is not the same as cut off.
  document.addEventListener("visibilitychange", () => { link?.beat(); if (document.visibilityState === "visible") tick(); });
  void open();

  return {
    view, store, ask, signedIn, renewals, act,
    catchUp: () => quietly(caughtUpByPush),
    sendAll: outgoing.flush,
    isAlone: () => outgoing.unsaved().length + outgoing.needs().length > 0,
    confirmRead: async (card) => {
      await store.update("briefs", (held) => ({ ...held, ...briefsOf([card]) }));
      await act("mark_read", { tasking_id: card.id, brief_revision: card.brief_revision });
    },
    shown, cannotShow,
    alertGiven: (alert) => note(alertKey(alert)),
    dealtWith: async (need) => {
      outgoing.dealtWith(need);
      await quietly(() => store.update("needs", (held) => (held ?? []).filter(({ id }) => id !== need.id)));
      await note(needKey(need.id));
    },
    signOut: async () => {
      disconnect();
      await leave(store);
      outgoing.forget();
      kept = nothingKept;
      await changed();
      enter("signed-out");
    },
    discard: async () => {
      outgoing.forget();
      await store.wipe();
      await changed();
    },
    sendFixes: async (fixes) => linkState.kind === "live" ? ((await link?.sendFixes(fixes)) ?? false) : postFixes(deviceId, fixes),
    around: async () => {
      const told = (await link?.around()) ?? await whoIsAround();
      // No message of the feed tells a position, so what the snapshot told grows old until somebody asks.
      if (kept.handset && withPosition(kept.handset, told.own) !== kept.handset) {
        await store.update("handset", (held) => held && { ...held, handset: withPosition(held.handset, told.own) });
        await changed();
      }
      return told;
    },
  };
}
