import type { AlertsTold } from "../domain/wakeups.ts";
import { get, post, put, remove } from "./client.ts";

export interface Subscribed {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  vapid_key: string;
  kind: "handset" | "terminal";
}

const doorOf = (deviceId: string): string => `/api/devices/${deviceId}/alerts`;

export const alertsOf = (deviceId: string): Promise<AlertsTold> => get<AlertsTold>(doorOf(deviceId));

export const subscribeAlerts = (deviceId: string, subscribed: Subscribed): Promise<AlertsTold> => put<AlertsTold>(doorOf(deviceId), subscribed);

/** No push reaches this device any more: the server shall not count on it. */
export const dropAlerts = (deviceId: string): Promise<void> => remove(doorOf(deviceId));

export const testAlert = (deviceId: string): Promise<AlertsTold> => post<AlertsTold>(`${doorOf(deviceId)}/test`, undefined);

/** A device on which the officer has alerts; `heard_at`: when it last said anything. */
export interface Alerted { device_id: string; kind: "handset" | "terminal"; since: string; heard_at: string; proven_at: string | null }

export const alertedDevices = (): Promise<{ items: Alerted[] }> => get<{ items: Alerted[] }>("/api/devices/alerts");

/** Says that a push was shown or pressed. The token is all that is needed, and good for one push. */
export const giveReceipt = (token: string, rung: "shown" | "pressed"): Promise<void> => post<void>(`/api/receipts/${token}`, { rung });

/** What the socket's `ack` says, for a worker that has none. */
export const noteStored = (feed: string, deviceId: string, through: number): Promise<void> =>
  post<void>(`/api/feeds/${feed}/stored`, { device_id: deviceId, through });
