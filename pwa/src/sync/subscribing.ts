// The browser's push subscription, made with the server's key of today and told to the server. Page and
// worker do it in the same way.
import { alertsOf, subscribeAlerts } from "../api/alerts.ts";
import type { AlertsTold } from "../domain/wakeups.ts";

type Manager = Pick<PushManager, "getSubscription" | "subscribe">;

/** Subscribes where that is needed and tells the server, every time: it renews what is held and binds it to this sign-in. */
export async function renew(manager: Manager, deviceId: string, kind: "handset" | "terminal"): Promise<{ told: AlertsTold; local: string | null }> {
  const told = await alertsOf(deviceId);
  if (!told.vapid_key) return { told, local: null };
  const subscription = await subscribed(manager, told.vapid_key, told.retired_reason === "gone");
  const keys = { p256dh: letters(subscription.getKey("p256dh")), auth: letters(subscription.getKey("auth")) };
  const renewed = await subscribeAlerts(deviceId, { endpoint: subscription.endpoint, keys, vapid_key: told.vapid_key, kind });
  return { told: renewed, local: await hashOf(subscription.endpoint) };
}

async function subscribed(manager: Manager, key: string, isGone: boolean): Promise<PushSubscription> {
  const held = await manager.getSubscription();
  // A subscription works with the key that it was made with and with no other; and one that the push service has forgotten, the browser may still believe in.
  if (held && !isGone && letters(held.options.applicationServerKey) === key) return held;
  await held?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** SHA-256 in hexadecimal, as the server names an endpoint. */
export async function hashOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes in URL letters, without padding. */
const letters = (bytes: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
