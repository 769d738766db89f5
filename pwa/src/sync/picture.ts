// The receiver's picture on a handset: the sealed record, changed message by message or as a whole.
import { get } from "../api/client.ts";
import { applyMessages, fromSnapshot, isReadable, type Handset } from "../domain/handset.ts";
import { endingsIn, goneFrom, needFromSnapshot, needKey, unreadNeed, withNeed, type Need } from "../domain/needs.ts";
import { freshlyRefused, refusedReportNeed } from "../domain/reports.ts";
import type { Codes, HandsetSnapshot, Message, Report } from "../domain/rows.ts";
import type { Store } from "../store/store.ts";
import type { Kept } from "./kept.ts";
import type { Picture } from "./receiver.ts";

export interface PictureParts {
  store: Store;
  kept: () => Kept;
  /** Reads the store again and draws. */
  reload: () => Promise<void>;
  /** What is kept now is stored: told of as far as it goes. */
  stored: () => void;
  dutyEnded: () => Promise<void>;
  /** The server has another key for pushes. */
  renewAlerts?: () => void;
  now: () => number;
}

export function handsetPicture(parts: PictureParts): Picture {
  const { store } = parts;

  async function apply(feed: string, messages: Message[]): Promise<void> {
    const before = parts.kept().handset;
    const unread: Message[] = [];
    await store.update("handset", (held) => held?.handset.feed === feed
      ? { handset: applyMessages(held.handset, messages, (message) => unread.push(message)), heardAt: heard() }
      : held);
    const endings = before ? endingsIn(before.cards, messages.filter((message) => !unread.includes(message))) : [];
    await addNeeds([...endings, ...cameBack(before?.officer.id, messages), ...unread.map(({ seq, at }) => unreadNeed(`${feed}/${seq}`, at))]);
    await parts.reload();
    if (messages.some(({ kind }) => kind === "alerts.renew")) parts.renewAlerts?.();
    if (messages.some(({ kind }) => kind === "duty.ended")) await parts.dutyEnded();
  }

  async function startOver(): Promise<void> {
    const { outbox, handset: before, codes } = parts.kept();
    const answered = outbox.filter(({ state }) => state === "answered").map(({ n }) => n);
    const ownDoing = new Set(outbox.flatMap(({ fields }) => ("tasking_id" in fields && fields.tasking_id ? [fields.tasking_id] : [])));
    const snapshot = await get<HandsetSnapshot>("/api/handset");
    const now = fromSnapshot(snapshot);
    // Another tab, or the worker, may have stored what came after this snapshot was taken: it must not be lost again.
    await store.update("handset", (held) => (isOlder(now, held?.handset) ? held : { handset: now, heardAt: heard() }));
    await store.dequeue(answered);
    const unread = snapshot.cards.filter((card) => !isReadable(card)).map(({ id }) => unreadNeed(id, snapshot.server_time));
    await addNeeds([...unread.filter(({ id }) => !isKnown(id)), ...gone(before, now, ownDoing, snapshot.server_time), ...asked(snapshot), ...refused(snapshot)]);
    if (codes?.version !== snapshot.codes_version) await fetchCodes();
    await parts.reload();
    parts.stored();
  }

  // What the officer has been told, or has dealt with already.
  function isKnown(id: string): boolean {
    const { needs, alerts } = parts.kept();
    return needs.some((need) => need.id === id) || alerts.includes(needKey(id));
  }

  const asked = (snapshot: HandsetSnapshot): Need[] =>
    snapshot.confirmations.filter(({ command_id }) => !isKnown(command_id)).map(needFromSnapshot);

  const refused = (snapshot: HandsetSnapshot): Need[] =>
    freshlyRefused(snapshot.duty ? snapshot.reports ?? [] : [], snapshot.server_time).filter(({ id }) => !isKnown(id)).map(refusedReportNeed);

  const addNeeds = (fresh: Need[]): Promise<void> =>
    fresh.length ? store.update("needs", (held) => fresh.reduce(withNeed, held ?? [])) : Promise.resolve();

  async function fetchCodes(): Promise<void> {
    const codes = await get<Codes>("/api/codes");
    await store.update("codes", () => codes);
  }

  const heard = (): string => new Date(parts.now()).toISOString();

  return {
    cursor: (feed) => {
      const held = parts.kept().handset;
      return held?.feed === feed ? { epoch: held.epoch, seq: held.seq } : undefined;
    },
    apply, startOver, stored: parts.stored,
  };
}

/** The officer's own reports that these messages bring back. */
const cameBack = (me: string | undefined, messages: Message[]): Need[] =>
  messages.filter(({ kind }) => kind === "report.changed").map(({ body }) => body as Report)
    .filter(({ officer_id, state }) => officer_id === me && state === "refused").map(refusedReportNeed);

// A duty that ended takes its taskings with it: no need to tell of each.
const gone = (before: Handset | null, now: Handset, ownDoing: Set<string>, at: string): Need[] =>
  before?.duty && before.duty.id === now.duty?.id && !isOlder(now, before) ? goneFrom(before.cards, now.cards, ownDoing, at, before.epoch !== now.epoch) : [];

const isOlder = (now: Handset, held?: Handset): boolean => now.feed === held?.feed && now.epoch === held?.epoch && now.seq < held.seq;
