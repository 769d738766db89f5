// The device without a page: the same store, receiver and outbox that the page has.
import { noteStored } from "../api/alerts.ts";
import type { Card } from "../domain/rows.ts";
import { feedPage } from "../api/feeds.ts";
import { withWaiting } from "../domain/waiting.ts";
import { openStore } from "../store/store.ts";
import { readKept } from "../sync/kept.ts";
import { createOutgoing } from "../sync/outgoing.ts";
import { handsetPicture } from "../sync/picture.ts";
import { createReceiver } from "../sync/receiver.ts";
import { revoked } from "../sync/session.ts";

export interface Own {
  /** Brings the store up to date and says how far it came. Rejects when it cannot. */
  catchUp: () => Promise<void>;
  /** The one tasking that waits for an answer; null when there is none, or several. */
  oneToAnswer: () => Card | null;
  /** Keeps an acceptance in the outbox, and that the crew is on its way: the button says both. */
  acceptAndGo: (card: Card) => Promise<void>;
  /** Sends what waits in the outbox, and says how many still wait. */
  flush: () => Promise<number>;
  deviceId: string | undefined;
}

export async function openOwn(): Promise<Own> {
  const store = await openStore();
  const pages = new BroadcastChannel("bluelamp");
  const deviceId = await store.fact("deviceId");
  let kept = await readKept(store, Date.now());

  const reload = async (): Promise<void> => {
    kept = await readKept(store, Date.now());
    pages.postMessage("changed");
  };
  const picture = handsetPicture({
    store, kept: () => kept, reload, now: Date.now, stored: () => undefined,
    // What else belongs to the duty is cleared by the page, which knows what must survive.
    dutyEnded: () => store.forget("handset"),
  });
  const receiver = createReceiver(picture, { page: feedPage });
  const outgoing = createOutgoing({
    store, changed: reload, catchUp, signedOut: () => void revoked(store).then(reload),
    quietly: async (work) => { await work().catch(() => undefined); },
    owner: () => kept.session?.officer.id,
  });

  async function catchUp(): Promise<void> {
    if (!kept.session) return;
    const feed = kept.handset?.feed;
    await (feed ? receiver.catchUp(feed) : receiver.startOver("no feed yet"));
    const held = kept.handset;
    if (held?.feed && deviceId) await noteStored(held.feed, deviceId, held.seq);
  }

  // Somebody else may be about to sign in: what lies here is sent for its owner or not at all.
  async function flush(): Promise<number> {
    if (kept.session && kept.session.officer.id === kept.owner?.id) await outgoing.flush();
    return (await store.outbox()).filter(({ state }) => state === "waiting").length;
  }

  return {
    catchUp, deviceId, flush,
    oneToAnswer: () => {
      const open = kept.handset ? withWaiting(kept.handset, kept.outbox).cards.filter(({ state }) => state === "assigned") : [];
      return open.length === 1 ? (open[0] ?? null) : null;
    },
    acceptAndGo: async ({ id, brief_revision }) => {
      await outgoing.act("accept_tasking", { tasking_id: id, brief_revision, device_id: deviceId });
      await outgoing.act("set_status", { status: "5", tasking_id: id });
    },
  };
}
