// A push has come: show it, say so, and see that whoever opens the app finds the tasking in it.
import { giveReceipt } from "../api/alerts.ts";
import { OUTBOX_TAG } from "../sync/background-sync.ts";
import { renew } from "../sync/subscribing.ts";
import { optionsFor, QUIET, read } from "./alert.ts";
import { openOwn, type Own } from "./own.ts";

type SyncEvent = ExtendableEvent & { tag: string };

declare const self: ServiceWorkerGlobalScope;

const ANSWER_WITHIN_MS = 1_500;
/** After a press a browser lets us open a window for a moment only. */
const LOOK_WITHIN_MS = 1_500;

export function listenForPushes(): void {
  self.addEventListener("push", (event) => { event.waitUntil(woken(event)); });
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(pressed(event.action, event.notification.data as { r?: string } | null));
  });
  // Refused while something waits, so that the browser comes again later.
  self.addEventListener("sync", (event) => {
    if ((event as SyncEvent).tag === OUTBOX_TAG) (event as SyncEvent).waitUntil(emptied());
  });
  self.addEventListener("pushsubscriptionchange", (event) => { (event as ExtendableEvent).waitUntil(subscribeAgain()); });
}

async function emptied(): Promise<void> {
  const waiting = await (await openOwn()).flush();
  if (waiting) throw new Error("nobody answers");
}

async function woken(event: PushEvent): Promise<void> {
  const said = read(event);
  await self.registration.showNotification(said.title, optionsFor(said));
  // Whatever fails from here on, the officer has been told.
  await Promise.allSettled([receipt(said.receipt, "shown"), broughtUpToDate(), said.kind === QUIET || withoutQuiet()]);
  for (const page of await pages()) page.postMessage({ kind: "alert-shown" });
}

/** That alerts arrive goes without saying beside one that has arrived. */
async function withoutQuiet(): Promise<void> {
  for (const old of await self.registration.getNotifications({ tag: QUIET })) old.close();
}

async function receipt(token: string, rung: "shown" | "pressed"): Promise<void> {
  if (token) await giveReceipt(token, rung);
}

/** A page that answers does it, socket or no socket; where none is awake, we do. */
async function broughtUpToDate(): Promise<void> {
  const open = await pages();
  const awake = await Promise.all(open.map(answers));
  if (awake.includes(true)) return;
  const own = await openOwn();
  await Promise.allSettled([own.flush(), own.catchUp()]);
}

function answers(page: Client): Promise<boolean> {
  const line = new MessageChannel();
  page.postMessage({ kind: "catch-up" }, [line.port2]);
  const answered = new Promise<boolean>((tell) => { line.port1.onmessage = () => tell(true); });
  return Promise.race([answered, after(ANSWER_WITHIN_MS, false)]);
}

async function pressed(action: string, data: { r?: string } | null): Promise<void> {
  const own = await openOwn();
  const told = receipt(data?.r ?? "", "pressed").catch(() => undefined);
  const card = own.oneToAnswer() ?? (await found(own));
  // Kept before anything is opened: a window that takes its time loses no acceptance.
  if (action === "accept" && card) await own.acceptAndGo(card);
  await openedAt(card ? `#/tasking/${card.id}` : "#/");
  await Promise.allSettled([told, own.flush()]);
}

/** The push may have come while nobody could be asked. */
async function found(own: Own): Promise<ReturnType<Own["oneToAnswer"]>> {
  await Promise.race([own.catchUp().catch(() => undefined), after(LOOK_WITHIN_MS, undefined)]);
  return own.oneToAnswer();
}

async function openedAt(hash: string): Promise<void> {
  const [page] = await pages();
  try {
    if (!page) return void (await self.clients.openWindow(`/${hash}`));
    page.postMessage({ kind: "go", hash });
    await page.focus();
  } catch {
    // The browser will not let us come forward: what was pressed is kept all the same.
  }
}

/** The browser has changed its subscription by itself: the server must hear of it before the next push. */
async function subscribeAgain(): Promise<void> {
  const { deviceId } = await openOwn();
  if (deviceId) await renew(self.registration.pushManager, deviceId, "handset");
}

/** Pages of the handset, whichever worker serves them. */
async function pages(): Promise<WindowClient[]> {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => new URL(url).pathname === "/");
}

const after = <T>(ms: number, value: T): Promise<T> => new Promise((tell) => { setTimeout(() => tell(value), ms); });
